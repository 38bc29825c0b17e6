/// Reads the JSON of a safetensors header and nothing else that is JSON.
///
/// A header has a fixed depth, so that the parser does not recurse: a bomb of brackets is a plain error. Repeated names,
/// which general parsers merge in silence, are refused.
struct SafetensorsHeaderParser {
  struct RawEntry {
    let name: String
    var dtype: String?
    var shape: [Int]?
    var offsets: [Int]?
  }

  private let bytes: UnsafeRawBufferPointer
  private var position = 0
  private(set) var metadata: [String: String] = [:]
  private(set) var entries: [RawEntry] = []

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  mutating func parse() throws(FormatFault) {
    var seen: Set<String> = []
    try members { (parser, name) throws(FormatFault) in
      guard seen.insert(name).inserted else { throw Self.fault("the name \(quoted(name)) stands in it twice") }
      if name == SafetensorsHeader.metadataKey {
        try parser.parseMetadata()
      } else {
        parser.entries.append(try parser.entry(name))
      }
    }
    skipSpace()
    guard position == bytes.count else { throw unexpected() }
  }

  private mutating func parseMetadata() throws(FormatFault) {
    try members { (parser, key) throws(FormatFault) in
      let value = try parser.string()
      guard parser.metadata.updateValue(value, forKey: key) == nil else {
        throw Self.fault("the metadata \(quoted(key)) stands in it twice")
      }
    }
  }

  private mutating func entry(_ name: String) throws(FormatFault) -> RawEntry {
    var entry = RawEntry(name: name)
    try members { (parser, key) throws(FormatFault) in
      switch key {
      case "dtype" where entry.dtype == nil: entry.dtype = try parser.string()
      case "shape" where entry.shape == nil: entry.shape = try parser.integers()
      case "data_offsets" where entry.offsets == nil: entry.offsets = try parser.integers()
      default: throw Self.fault("\(quoted(key)) in the entry of \(quoted(name)) is unknown or repeated")
      }
    }
    return entry
  }

  // MARK: JSON

  private mutating func members(
    _ body: (inout Self, String) throws(FormatFault) -> Void
  ) throws(FormatFault) {
    try expect("{")
    if accept("}") { return }
    repeat {
      let key = try string()
      try expect(":")
      try body(&self, key)
    } while accept(",")
    try expect("}")
  }

  private mutating func integers() throws(FormatFault) -> [Int] {
    var values: [Int] = []
    try expect("[")
    if accept("]") { return values }
    repeat { values.append(try integer()) } while accept(",")
    try expect("]")
    return values
  }

  private mutating func integer() throws(FormatFault) -> Int {
    skipSpace()
    let start = position
    var value = 0
    while position < bytes.count, case let digit = bytes[position], (0x30...0x39).contains(digit) {
      let (tens, first) = value.multipliedReportingOverflow(by: 10)
      let (sum, second) = tens.addingReportingOverflow(Int(digit - 0x30))
      guard !first, !second else { throw Self.fault("a number in it is too large") }
      value = sum
      position += 1
    }
    guard position > start, position == start + 1 || bytes[start] != 0x30 else { throw unexpected() }
    return value
  }

  private mutating func string() throws(FormatFault) -> String {
    try expect("\"")
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        guard let string = String(validating: text, as: UTF8.self) else { throw Self.fault("a name is not UTF-8") }
        return string
      case UInt8(ascii: "\\"):
        position += 1
        text.append(contentsOf: String(try escape()).utf8)
      case 0..<0x20: throw unexpected()
      default:
        position += 1
        text.append(byte)
      }
    }
    throw unexpected()
  }

  private mutating func escape() throws(FormatFault) -> Unicode.Scalar {
    guard position < bytes.count else { throw unexpected() }
    defer { position += 1 }
    switch bytes[position] {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape()
    default: throw unexpected()
    }
  }

  /// Begins at the `u` and ends at the last digit; a character beyond 16 bits is two escapes.
  private mutating func unicodeEscape() throws(FormatFault) -> Unicode.Scalar {
    let first = try fourDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, position + 2 < bytes.count, bytes[position + 1] == UInt8(ascii: "\\"),
      bytes[position + 2] == UInt8(ascii: "u")
    else { throw unexpected() }
    position += 2
    let second = try fourDigits()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw unexpected() }
    return scalar
  }

  private mutating func fourDigits() throws(FormatFault) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      position += 1
      guard position < bytes.count, let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
        throw unexpected()
      }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(FormatFault) {
    guard accept(character) else { throw unexpected() }
  }

  private func unexpected() -> FormatFault { Self.fault("it is not what a header is at byte \(position + 8)") }

  private static func fault(_ what: String) -> FormatFault { SafetensorsHeader.damaged("in its header, \(what)") }
}
