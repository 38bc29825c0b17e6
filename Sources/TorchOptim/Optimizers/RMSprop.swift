public import Torch

/// RMSprop (Hinton's lecture 6e; centered as in Graves 2013, 1308.0850), as PyTorch defines it.
///
/// `s = α s + (1 - α) g²`, `θ -= lr g / (√s + ε)`; centered subtracts the squared mean gradient from `s` under the root,
/// and momentum accumulates the quotient.
public final class RMSprop: Optimizer {
  /// The step size; a change counts from the next step.
  public var learningRate: Double
  /// The decay rate of the mean square.
  public let alpha: Double
  /// Keeps the divisor from zero.
  public let epsilon: Double
  /// The L2 penalty's gradient is `weightDecay` times the parameter.
  public let weightDecay: Double
  /// What remains of the last direction.
  public let momentum: Double
  /// Whether gradients are divided by their deviation in place of their root mean square.
  public let centered: Bool
  private var state: OptimizerState

  /// What is optimised, in the order of the constructor.
  public var parameters: [Tensor] { state.parameters }

  /// Prepares to optimise; moments are made at a parameter's first step.
  ///
  /// - Parameters:
  ///   - parameters: leaves, such as `module.parameters()`.
  ///   - momentum: 0 for none.
  ///   - weightDecay: 0 for none.
  public init(
    _ parameters: [Tensor], learningRate: Double, alpha: Double = 0.99, epsilon: Double = 1e-8, momentum: Double = 0,
    centered: Bool = false, weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.alpha = alpha
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.momentum = momentum
    self.centered = centered
    var slots: [OptimizerState.Slot] = [.init(name: "step", isScalar: true), .init(name: "square_avg")]
    if momentum > 0 { slots.append(.init(name: "momentum_buffer")) }
    if centered { slots.append(.init(name: "grad_avg")) }
    state = OptimizerState(parameters, slots: slots)
  }

  /// Takes one step; parameters without a gradient are skipped.
  public func step() {
    withoutGradients {
      for (index, parameter, gradient) in state.active() {
        update(parameter, gradient, moments: state.moments(of: index))
      }
    }
  }

  private func update(_ parameter: Tensor, _ original: Tensor, moments: [Tensor]) {
    let gradient = weightDecay == 0 ? original : original + parameter * weightDecay
    moments[0].add(inPlace: 1)
    let squares = moments[1]
    squares.multiply(inPlace: alpha)
    squares.addcmul(inPlace: gradient, gradient, value: 1 - alpha)
    let divisor = squares.cloned()
    if centered, let mean = moments.last {
      mean.lerp(inPlace: gradient, weight: 1 - alpha)
      divisor.addcmul(inPlace: mean, mean, value: -1)
    }
    divisor.sqrtInPlace()
    divisor.add(inPlace: epsilon)
    guard momentum > 0 else {
      return parameter.addcdiv(inPlace: gradient, divisor, value: -learningRate)
    }
    let buffer = moments[2]
    buffer.multiply(inPlace: momentum)
    buffer.addcdiv(inPlace: gradient, divisor)
    parameter.add(inPlace: buffer, scale: -learningRate)
  }

  /// The moments, under PyTorch's names.
  public func stateDictionary() -> [(name: String, tensor: Tensor)] { state.dictionary(learningRate: learningRate) }

  /// Takes up moments that `stateDictionary()` gave; on an error everything stays as it was.
  public func load(_ dictionary: [String: Tensor]) throws(OptimizerStateError) {
    learningRate = try state.load(dictionary) ?? learningRate
  }
}
