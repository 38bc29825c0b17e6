import Foundation

/// A value in a recipe.
public enum RecipeValue: Sendable, Equatable, CustomStringConvertible {
  /// A word or a path.
  case string(String)
  /// A whole number.
  case integer(Int)
  /// A number with a fraction.
  case number(Double)
  /// `true` or `false`.
  case boolean(Bool)
  /// Several values.
  case list([RecipeValue])
  /// No value.
  case null

  /// Numbers are equal by value: 1 and 1.0 mean the same in a recipe.
  public static func == (one: RecipeValue, other: RecipeValue) -> Bool {
    switch (one, other) {
    case (.string(let a), .string(let b)): a == b
    case (.boolean(let a), .boolean(let b)): a == b
    case (.list(let a), .list(let b)): a == b
    case (.null, .null): true
    case (.integer(let a), .integer(let b)): a == b
    default:
      if let a = one.double, let b = other.double { a == b } else { false }
    }
  }

  /// The value as a person writes it.
  public var description: String {
    switch self {
    case .string(let value): value
    case .integer(let value): String(value)
    case .number(let value): plain(value)
    case .boolean(let value): String(value)
    case .list(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
    case .null: "null"
    }
  }

  /// The number, when this is one.
  public var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The whole number, when this is one.
  public var int: Int? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }

  var json: JSONText {
    switch self {
    case .string(let value): .string(value)
    case .integer(let value): .integer(value)
    case .number(let value): .number(value)
    case .boolean(let value): .boolean(value)
    case .list(let values): .array(values.map(\.json))
    case .null: .null
    }
  }
}

/// The shortest text that reads back as the same number.
private func plain(_ value: Double) -> String {
  value == value.rounded() && abs(value) < 1e15 ? String(format: "%.0f", value) : "\(value)"
}
