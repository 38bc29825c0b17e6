import CTorch

// One call for all parameters of an optimizer. Autograd records none of these.

/// One step of Adam (Kingma & Ba 2014, 1412.6980, algorithm 1) for all parameters at once.
///
/// - Parameters:
///   - parameters: Changed in place.
///   - gradients: One for each parameter, of its shape.
///   - firstMoments: Changed in place.
///   - secondMoments: Changed in place.
///   - steps: One float32 scalar for each parameter: the number of this step, from 1; the caller has raised it.
///   - weightDecay: Added to the gradient times the parameter (L2).
public func fusedAdamStep(
  parameters: [Tensor], gradients: [Tensor], firstMoments: [Tensor], secondMoments: [Tensor], steps: [Tensor],
  learningRate: Double, beta1: Double, beta2: Double, weightDecay: Double, epsilon: Double,
  file: StaticString = #fileID, line: UInt = #line
) {
  let count = parameters.count
  precondition(
    gradients.count == count && firstMoments.count == count && secondMoments.count == count && steps.count == count,
    "the lists must have one tensor for each parameter", file: file, line: line)
  guard count > 0 else { return }
  let status = withHandles(parameters) { parameters, count in
    withHandles(gradients) { gradients, _ in
      withHandles(firstMoments) { first, _ in
        withHandles(secondMoments) { second, _ in
          withHandles(steps) { steps, _ in
            ct_fused_adam_(
              parameters, gradients, first, second, steps, count, learningRate, beta1, beta2, weightDecay, epsilon)
          }
        }
      }
    }
  }
  require(status, file, line)
}

/// One step of gradient descent, with momentum or without, for all parameters at once.
///
/// - Parameters:
///   - parameters: Changed in place.
///   - gradients: One for each parameter, of its shape.
///   - momentumBuffers: One for each parameter, changed in place; empty where momentum is 0.
///   - isFirstStep: The buffers take over the gradients as they are.
public func fusedSGDStep(
  parameters: [Tensor], gradients: [Tensor], momentumBuffers: [Tensor] = [], learningRate: Double,
  momentum: Double = 0, weightDecay: Double = 0, dampening: Double = 0, nesterov: Bool = false,
  isFirstStep: Bool = false, file: StaticString = #fileID, line: UInt = #line
) {
  precondition(
    gradients.count == parameters.count && (momentum == 0 || momentumBuffers.count == parameters.count),
    "the lists must have one tensor for each parameter", file: file, line: line)
  guard !parameters.isEmpty else { return }
  // Without momentum the buffers are not read, but the C call wants a list of equal count.
  let buffers = momentumBuffers.count == parameters.count ? momentumBuffers : parameters
  let status = withHandles(parameters) { parameters, count in
    withHandles(gradients) { gradients, _ in
      withHandles(buffers) { buffers, _ in
        ct_fused_sgd_(
          parameters, gradients, buffers, count, learningRate, momentum, weightDecay, dampening, nesterov, isFirstStep)
      }
    }
  }
  require(status, file, line)
}

/// Moves each tensor towards its partner: `tensor += weight * (target - tensor)`.
public func foreachLerp(
  _ tensors: [Tensor], toward targets: [Tensor], weight: Double, file: StaticString = #fileID, line: UInt = #line
) {
  precondition(tensors.count == targets.count, "the lists must be of equal count", file: file, line: line)
  guard !tensors.isEmpty else { return }
  let status = withHandles(tensors) { tensors, count in
    withHandles(targets) { targets, _ in ct_foreach_lerp_(tensors, targets, count, weight) }
  }
  require(status, file, line)
}

/// Whether every element of every tensor is finite; one read from the device.
public func allFinite(_ tensors: [Tensor], file: StaticString = #fileID, line: UInt = #line) -> Bool {
  var answer = true
  require(withHandles(tensors) { ct_all_finite(&answer, $0, $1) }, file, line)
  return answer
}
