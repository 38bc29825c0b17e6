/// An array in NumPy's format (.npy, versions 1 to 3): a magic word, a header in the form of a Python dictionary, values.
struct NumPyArray {
  /// `[N, H, W]` and the like.
  let shape: [Int]
  /// Row-major.
  let values: Values

  enum Values {
    /// What is a truth value in Python is 1 or 0.
    case booleans([UInt8])
    case uint8([UInt8])
    /// Whole numbers of any other width.
    case integers([Int])

    var integers: [Int] {
      switch self {
      case .booleans(let values), .uint8(let values): values.map(Int.init)
      case .integers(let values): values
      }
    }
  }

  /// What an array is read for, which decides how it is to be converted where it cannot be read.
  enum Role { case pictures, labels }

  /// What sentences call it.
  let name: String

  /// Reads an array of whole numbers.
  ///
  /// - Parameter name: what sentences call it, with the file.
  /// - Throws: when the bytes are no such array, of another kind of number, in Fortran's order, or fewer than the shape
  ///   says.
  init(_ bytes: [UInt8], named name: String, as role: Role) throws(DatasetError) {
    self.name = name
    guard bytes.count >= 10, bytes.starts(with: [0x93] + Array("NUMPY".utf8)), (1...3).contains(bytes[6]) else {
      throw DatasetError("\(name) is no NumPy array; get the file again")
    }
    let wide = bytes[6] > 1
    let start = wide ? 12 : 10
    guard bytes.count >= start else { throw DatasetError("\(name) ends in its header; get the file again") }
    let length = (8..<start).reversed().reduce(0) { $0 << 8 | Int(bytes[$1]) }
    guard length <= bytes.count - start, length < 1 << 20 else {
      throw DatasetError("\(name) ends in its header; get the file again")
    }
    let header = NumPyHeader(String(decoding: bytes[start..<start + length], as: UTF8.self))
    guard let kind = header.kind, let shape = header.shape else {
      throw DatasetError("\(name) has a header that is not NumPy's; get the file again")
    }
    guard !header.isFortran || shape.count < 2 else {
      throw DatasetError("\(name) is laid out column by column; write it by numpy.ascontiguousarray")
    }
    guard let width = NumPyArray.width(of: kind) else {
      throw NumPyArray.refusal(of: kind, bytes[(start + length)...], named: name, role)
    }
    var count = 1
    for side in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: side)
      guard !overflows, product <= 1 << 34 else {
        throw DatasetError("\(name) claims to hold \(shape) values, more than any data set; get the file again")
      }
      count = product
    }
    let body = bytes[(start + length)...]
    guard body.count == count * width else {
      throw DatasetError(
        "\(name) should hold \(count) values of \(width) bytes and has \(body.count) bytes; get the file again")
    }
    self.shape = shape
    values = NumPyArray.decode(body, kind: kind, width: width)
  }

  private static func width(of kind: String) -> Int? {
    switch kind.drop(while: { "|<=".contains($0) }) {
    case "u1", "i1", "b1": 1
    case "u2", "i2": 2
    case "u4", "i4": 4
    case "u8", "i8": 8
    default: nil
    }
  }

  private static func decode(_ body: ArraySlice<UInt8>, kind: String, width: Int) -> Values {
    if kind.hasSuffix("b1") { return .booleans(Array(body)) }
    if kind.hasSuffix("u1") { return .uint8(Array(body)) }
    let isSigned = kind.contains("i")
    let shift = 64 - 8 * width
    return .integers(
      stride(from: body.startIndex, to: body.endIndex, by: width).map { place in
        let raw = (0..<width).reduce(UInt64(0)) { $0 | UInt64(body[place + $1]) << UInt64(8 * $1) }
        // Raised to the top and back, so that the sign fills the rest.
        if isSigned { return Int(Int64(bitPattern: raw << UInt64(shift)) >> Int64(shift)) }
        return Int(exactly: raw) ?? Int.max
      })
  }
}

/// `{'descr': '|u1', 'fortran_order': False, 'shape': (2428, 28, 28), }`
private struct NumPyHeader {
  var kind: String?
  var isFortran = true
  var shape: [Int]?

  init(_ text: String) {
    kind = Self.value(of: "descr", in: text).flatMap { value in
      value.first == "'" || value.first == "\"" ? String(value.dropFirst().prefix { $0 != "'" && $0 != "\"" }) : nil
    }
    isFortran = Self.value(of: "fortran_order", in: text)?.hasPrefix("False") != true
    shape = Self.value(of: "shape", in: text).flatMap { value -> [Int]? in
      guard value.first == "(", let end = value.firstIndex(of: ")") else { return nil }
      let words = value[value.index(after: value.startIndex)..<end].split(separator: ",").map {
        $0.filter { $0 != " " && $0 != "L" }
      }
      let sides = words.filter { !$0.isEmpty }.map { Int($0) ?? -1 }
      return sides.allSatisfy { $0 >= 0 } ? sides : nil
    }
  }

  /// What follows a key and its colon.
  private static func value(of key: String, in text: String) -> Substring? {
    for quote in ["'", "\""] {
      guard let range = text.firstRange(of: quote + key + quote) else { continue }
      let rest = text[range.upperBound...].drop { $0 == " " || $0 == ":" }
      return rest.isEmpty ? nil : rest
    }
    return nil
  }
}
