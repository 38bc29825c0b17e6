import Torch

/// The moments of an optimizer, made for each parameter at its first step, and their way to and from a file.
///
/// A slot is one kind of moment (`exp_avg`); a parameter either has all slots or none.
struct OptimizerState {
  /// A kind of moment: its PyTorch name, and whether it has the parameter's shape or is a float32 scalar.
  struct Slot {
    let name: String
    var isScalar = false
  }

  let parameters: [Tensor]
  let slots: [Slot]
  /// One list per parameter, in the order of `slots`; nil before the parameter's first step.
  private(set) var tensors: [[Tensor]?]

  init(_ parameters: [Tensor], slots: [Slot]) {
    self.parameters = parameters
    self.slots = slots
    tensors = Array(repeating: nil, count: parameters.count)
  }

  /// The moments of one parameter, laid out in memory as it is.
  ///
  /// Fused kernels walk through memory without looking at strides, so a parameter that has since changed its device or
  /// its layout takes its moments along.
  mutating func moments(of index: Int) -> [Tensor] {
    let parameter = parameters[index]
    guard let known = tensors[index] else {
      let made = fresh(for: parameter)
      tensors[index] = made
      return made
    }
    for (slot, tensor) in zip(slots, known) where !slot.isScalar && !tensor.hasPlacement(of: parameter) {
      tensor.setData(tensor.laidOut(as: parameter))
    }
    for (slot, tensor) in zip(slots, known) where slot.isScalar && tensor.device != parameter.device {
      tensor.setData(tensor.to(parameter.device))
    }
    return known
  }

  /// Whether a parameter has taken a step.
  func hasMoments(_ index: Int) -> Bool { tensors[index] != nil }

  private func fresh(for parameter: Tensor) -> [Tensor] {
    slots.map { slot in
      slot.isScalar ? .zeros([], device: parameter.device) : .zeros(like: parameter.detached())
    }
  }

  /// The parameters that have a gradient, with the gradient laid out as the parameter.
  func active() -> [(index: Int, parameter: Tensor, gradient: Tensor)] {
    parameters.enumerated().compactMap { index, parameter in
      parameter.grad.map { gradient in
        (index, parameter, gradient.hasPlacement(of: parameter) ? gradient : gradient.laidOut(as: parameter))
      }
    }
  }

  // MARK: files

  func dictionary(learningRate: Double) -> [(name: String, tensor: Tensor)] {
    var entries = [(name: "learning_rate", tensor: Tensor(learningRate, dtype: .float64))]
    for (index, moments) in tensors.enumerated() {
      guard let moments else { continue }
      for (slot, tensor) in zip(slots, moments) { entries.append(("state.\(index).\(slot.name)", tensor)) }
    }
    return entries
  }

  /// Replaces all moments, and returns the learning rate where the dictionary has one.
  mutating func load(_ dictionary: [String: Tensor]) throws(OptimizerStateError) -> Double? {
    var loaded: [[Tensor]?] = []
    var known: Set<String> = ["learning_rate"]
    for (index, parameter) in parameters.enumerated() {
      let names = slots.map { "state.\(index).\($0.name)" }
      known.formUnion(names)
      guard names.contains(where: { dictionary[$0] != nil }) else {
        loaded.append(nil)
        continue
      }
      let target = fresh(for: parameter)
      for (name, tensor) in zip(names, target) {
        guard let source = dictionary[name] else { throw OptimizerStateError(name: name, reason: "is missing") }
        guard source.shape == tensor.shape else {
          throw OptimizerStateError(name: name, reason: "has the shape \(source.shape) instead of \(tensor.shape)")
        }
        tensor.copy(from: source)
      }
      loaded.append(target)
    }
    if let name = dictionary.keys.filter({ !known.contains($0) }).min() {
      throw OptimizerStateError(name: name, reason: "is not known to this optimizer")
    }
    tensors = loaded
    return dictionary["learning_rate"]?.item()
  }
}

extension Tensor {
  fileprivate func hasPlacement(of other: Tensor) -> Bool {
    isContiguous == other.isContiguous && dtype == other.dtype && device == other.device
  }

  fileprivate func laidOut(as other: Tensor) -> Tensor {
    let copy = Tensor.empty(like: other.detached())
    copy.copy(from: self)
    return copy
  }
}
