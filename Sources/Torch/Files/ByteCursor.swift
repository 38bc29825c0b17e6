/// Reads little-endian numbers and runs of bytes one after the other, never beyond the end.
struct ByteCursor {
  let bytes: UnsafeRawBufferPointer
  private(set) var offset: Int

  /// Starts at an offset, which may lie anywhere: one outside of the bytes makes every read fail.
  init(_ bytes: UnsafeRawBufferPointer, at offset: Int = 0) {
    self.bytes = bytes
    self.offset = (0...bytes.count).contains(offset) ? offset : bytes.count
  }

  var remaining: Int { bytes.count - offset }

  mutating func integer<T: FixedWidthInteger>(_ type: T.Type = T.self) throws(FormatFault) -> T {
    T(littleEndian: try take(MemoryLayout<T>.size).loadUnaligned(as: T.self))
  }

  /// A 64-bit size; one that no file can have is a fault.
  mutating func size() throws(FormatFault) -> Int {
    guard let size = Int(exactly: try integer(UInt64.self)) else { throw Self.ended }
    return size
  }

  mutating func take(_ count: Int) throws(FormatFault) -> UnsafeRawBufferPointer {
    guard count >= 0, count <= remaining else { throw Self.ended }
    defer { offset += count }
    return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
  }

  mutating func skip(_ count: Int) throws(FormatFault) { _ = try take(count) }

  mutating func text(_ count: Int) throws(FormatFault) -> String {
    guard let text = String(validating: try take(count), as: UTF8.self) else {
      throw FormatFault("it holds text that is not UTF-8, so it is damaged; get the file again")
    }
    return text
  }

  /// The text up to the end of the line, which is passed.
  mutating func line(limit: Int = 256) throws(FormatFault) -> String {
    guard let end = bytes[offset...].prefix(limit).firstIndex(of: UInt8(ascii: "\n")) else { throw Self.ended }
    let line = try text(end - offset)
    offset += 1
    return line
  }

  static let ended = FormatFault("it ends too early or is damaged; get the file again")
}
