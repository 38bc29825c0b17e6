/// Numbers from a file's bytes; reading past the end is a fault and never a crash.
struct ByteReader {
  let bytes: [UInt8]
  var bigEndian = true

  var count: Int { bytes.count }

  func byte(_ offset: Int) throws(HeaderFault) -> Int {
    guard offset >= 0, offset < bytes.count else { throw .truncated }
    return Int(bytes[offset])
  }

  func u16(_ offset: Int) throws(HeaderFault) -> Int { try number(offset, 2) }
  func u32(_ offset: Int) throws(HeaderFault) -> Int { try number(offset, 4) }

  /// A signed number of 32 bits.
  func i32(_ offset: Int) throws(HeaderFault) -> Int { Int(Int32(truncatingIfNeeded: try u32(offset))) }

  /// An unsigned number of 64 bits; those that no offset can be are a fault.
  func u64(_ offset: Int) throws(HeaderFault) -> Int {
    let (high, low) = bigEndian ? (try u32(offset), try u32(offset + 4)) : (try u32(offset + 4), try u32(offset))
    guard high < 1 << 30 else { throw .damaged("an offset lies beyond any file") }
    return high << 32 | low
  }

  private func number(_ offset: Int, _ width: Int) throws(HeaderFault) -> Int {
    guard offset >= 0, offset <= bytes.count - width else { throw .truncated }
    var value = 0
    for index in 0..<width { value = value << 8 | Int(bytes[bigEndian ? offset + index : offset + width - 1 - index]) }
    return value
  }

  func starts(with prefix: [UInt8], at offset: Int = 0) -> Bool {
    offset >= 0 && offset <= bytes.count - prefix.count && bytes[offset..<offset + prefix.count].elementsEqual(prefix)
  }

  func starts(with text: String, at offset: Int = 0) -> Bool { starts(with: Array(text.utf8), at: offset) }
}
