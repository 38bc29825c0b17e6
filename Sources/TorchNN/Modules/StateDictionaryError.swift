/// Weights that do not fit a module: which names are missing, unexpected or of another shape.
public struct StateDictionaryError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A tensor whose shape is not the module's.
  public struct ShapeMismatch: Sendable, Equatable {
    /// The name in the state dictionary.
    public let name: String
    /// What the module has.
    public let expected: [Int]
    /// What was offered.
    public let found: [Int]

    /// Names a tensor and both shapes.
    public init(name: String, expected: [Int], found: [Int]) {
      (self.name, self.expected, self.found) = (name, expected, found)
    }
  }

  /// Names that the module has and the dictionary lacks, in the module's order.
  public let missing: [String]
  /// Names that the dictionary has and the module lacks, sorted.
  public let unexpected: [String]
  /// Names that both have with different shapes, in the module's order.
  public let mismatched: [ShapeMismatch]

  /// One sentence that names the first few of each kind.
  public var description: String {
    var parts: [String] = []
    if !missing.isEmpty { parts.append("missing " + enumerated(missing)) }
    if !unexpected.isEmpty { parts.append("unexpected " + enumerated(unexpected)) }
    if !mismatched.isEmpty {
      parts.append(
        "wrong shape of " + enumerated(mismatched.map { "\($0.name) (\($0.found) instead of \($0.expected))" }))
    }
    return "the weights do not fit this network: " + parts.joined(separator: "; ")
  }

  private func enumerated(_ names: [String], limit: Int = 4) -> String {
    let shown = names.prefix(limit).joined(separator: ", ")
    return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
  }
}
