/// One of the inputs of a generator beside its noise: what a person can set.
public enum LatentCode: Sendable, Equatable {
  /// One of so many values, as a vector with a single 1.
  case categorical(Int)
  /// A number, drawn evenly from -1...1.
  case uniform
  /// A number, drawn from the normal distribution.
  case gaussian

  /// How many of the generator's inputs the code takes.
  public var width: Int {
    if case .categorical(let count) = self { return count }
    return 1
  }

  /// Whether it is a number.
  public var isContinuous: Bool {
    if case .categorical = self { return false }
    return true
  }

  /// The number of values of a categorical code.
  public var categories: Int? {
    if case .categorical(let count) = self { return count }
    return nil
  }
}

extension LatentCode: Codable, CustomStringConvertible {
  /// As recipes write it: `categorical:10`, `uniform`, `gaussian`.
  public var description: String {
    switch self {
    case .categorical(let count): "categorical:\(count)"
    case .uniform: "uniform"
    case .gaussian: "gaussian"
    }
  }

  /// Reads what `description` writes.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    switch (parts.first, parts.count) {
    case ("uniform", 1): self = .uniform
    case ("gaussian", 1): self = .gaussian
    case ("categorical", 2):
      guard let count = Int(parts[1]), (2...1000).contains(count) else { return nil }
      self = .categorical(count)
    default: return nil
    }
  }

  /// Reads a word of a recipe.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let code = LatentCode(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a code is categorical:COUNT, uniform or gaussian")
    }
    self = code
  }

  /// Writes a word of a recipe.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
