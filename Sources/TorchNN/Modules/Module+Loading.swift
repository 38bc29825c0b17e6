public import Torch

extension Module {
  /// Copies weights into the module, in place; nothing is changed where an error is thrown.
  ///
  /// Values are converted to the type and device of the module's own tensors. A missing `num_batches_tracked` is
  /// tolerated: old PyTorch files lack it, and nothing is computed from it.
  ///
  /// - Parameter strict: whether missing and unexpected names are errors; wrong shapes always are.
  /// - Throws: which names are missing, unexpected or of another shape.
  public final func load(_ dictionary: [String: Tensor], strict: Bool = true) throws(StateDictionaryError) {
    var missing: [String] = []
    var mismatched: [StateDictionaryError.ShapeMismatch] = []
    var copies: [(target: Tensor, source: Tensor)] = []
    var unexpected = Set(dictionary.keys)
    for (name, target) in stateDictionary() {
      unexpected.remove(name)
      guard let source = dictionary[name] else {
        if !isOptional(name) { missing.append(name) }
        continue
      }
      if source.shape == target.shape {
        copies.append((target, source))
      } else {
        mismatched.append(.init(name: name, expected: target.shape, found: source.shape))
      }
    }
    if !mismatched.isEmpty || (strict && !(missing.isEmpty && unexpected.isEmpty)) {
      throw StateDictionaryError(
        missing: strict ? missing : [], unexpected: strict ? unexpected.sorted() : [], mismatched: mismatched)
    }
    withoutGradients {
      for (target, source) in copies { target.copy(from: source) }
    }
  }

  private func isOptional(_ name: String) -> Bool {
    name == "num_batches_tracked" || name.hasSuffix(".num_batches_tracked")
  }
}
