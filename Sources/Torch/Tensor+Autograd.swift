import CTorch

extension Tensor {
  /// Whether autograd records what is done with it. Setting it traps on a tensor that is not a leaf, or whole numbers.
  public var requiresGrad: Bool {
    get { withExtendedLifetime(handle) { ct_requires_grad(handle.raw) } }
    nonmutating set { change(self, #fileID, #line) { ct_set_requires_grad($0, newValue) } }
  }

  /// Whether it was made by the program and not by an operation that autograd recorded.
  public var isLeaf: Bool { withExtendedLifetime(handle) { ct_is_leaf(handle.raw) } }

  /// The gradient that backward passes have added up here; nil where there was none. Set it to nil to begin anew.
  public var grad: Tensor? {
    get {
      var raw: RawTensor?
      change(self, #fileID, #line) { ct_grad(&raw, $0) }
      return raw.map(Tensor.init(owning:))
    }
    nonmutating set {
      withExtendedLifetime(newValue) { change(self, #fileID, #line) { ct_set_grad($0, newValue?.handle.raw) } }
    }
  }

  /// Differentiates this tensor and adds the gradients to the `grad` of the leaves that it came from.
  ///
  /// - Parameters:
  ///   - gradient: The gradient of the final value with respect to this tensor; it may be left out for a scalar.
  ///   - retainGraph: Keep what was recorded for another pass.
  ///   - createGraph: Record this pass too, so that the gradients can be differentiated; keeps the graph.
  public func backward(
    gradient: Tensor? = nil, retainGraph: Bool = false, createGraph: Bool = false, file: StaticString = #fileID,
    line: UInt = #line
  ) {
    withExtendedLifetime(gradient) {
      change(self, file, line) { ct_backward($0, gradient?.handle.raw, retainGraph || createGraph, createGraph) }
    }
  }
}

/// The gradients of the sum of some outputs with respect to some inputs, without touching any `grad`.
///
/// - Parameters:
///   - gradOutputs: A weight of each output, of its shape; ones where they are left out, for scalars only.
///   - retainGraph: Keep what was recorded for another pass.
///   - createGraph: Record this pass too, so that the gradients can be differentiated (gradient penalties).
///   - allowUnused: Return nil for an input that the outputs do not come from; otherwise that traps.
public func grad(
  of outputs: [Tensor], withRespectTo inputs: [Tensor], gradOutputs: [Tensor]? = nil, retainGraph: Bool = false,
  createGraph: Bool = false, allowUnused: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> [Tensor?] {
  precondition(
    gradOutputs.map { $0.count == outputs.count } ?? true, "as many gradOutputs as outputs are needed", file: file,
    line: line)
  return withUnsafeTemporaryAllocation(of: RawTensor?.self, capacity: max(inputs.count, 1)) { results in
    results.initialize(repeating: nil)
    // A temporary allocation of at least one element has an address.
    let out = results.baseAddress.unsafelyUnwrapped
    let status = withHandles(outputs) { outputList, outputCount in
      withHandles(inputs) { inputList, inputCount in
        withHandles(gradOutputs ?? []) { weights, _ in
          ct_gradients(
            out, outputList, outputCount, inputList, inputCount, gradOutputs == nil ? nil : weights,
            retainGraph || createGraph, createGraph, allowUnused)
        }
      }
    }
    require(status, file, line)
    return results.prefix(inputs.count).map { $0.map(Tensor.init(owning:)) }
  }
}

/// The gradient of one output, a scalar unless `gradOutput` weighs it, with respect to one input.
public func grad(
  of output: Tensor, with input: Tensor, gradOutput: Tensor? = nil, retainGraph: Bool = false,
  createGraph: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let gradients = grad(
    of: [output], withRespectTo: [input], gradOutputs: gradOutput.map { [$0] }, retainGraph: retainGraph,
    createGraph: createGraph, file: file, line: line)
  guard let gradient = gradients[0] else {
    fatalError("the output does not come from the input", file: file, line: line)
  }
  return gradient
}

/// Clears the gradients of many tensors.
public func clearGradients(_ tensors: [Tensor]) {
  withHandles(tensors) { ct_clear_grads($0, $1) }
}
