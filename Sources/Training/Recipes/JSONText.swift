/// JSON that keeps the order of its keys, which Foundation's encoder does not.
indirect enum JSONText {
  case string(String)
  case integer(Int)
  case number(Double)
  case boolean(Bool)
  case null
  case array([JSONText])
  case object([(key: String, value: JSONText)])

  /// One line of JSON. A number that JSON cannot hold (NaN, infinity) becomes `null`.
  var line: String {
    switch self {
    case .string(let value): Self.quoted(value)
    case .integer(let value): String(value)
    case .number(let value): value.isFinite ? "\(value)" : "null"
    case .boolean(let value): String(value)
    case .null: "null"
    case .array(let values): "[" + values.map(\.line).joined(separator: ",") + "]"
    case .object(let entries):
      "{" + entries.map { Self.quoted($0.key) + ":" + $0.value.line }.joined(separator: ",") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
