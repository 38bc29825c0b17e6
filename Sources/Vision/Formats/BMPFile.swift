/// The two headers of a Windows bitmap.
struct BMPFile {
  let reader: ByteReader

  init(_ bytes: [UInt8]) { reader = ByteReader(bytes: bytes, bigEndian: false) }

  /// Whether the second header is the short one of 12 bytes, with sizes of 16 bits.
  private func isCore() throws(HeaderFault) -> Bool { try reader.u32(14) == 12 }

  func header() throws(HeaderFault) -> ImageHeader {
    let core = try isCore()
    let length = try reader.u32(14)
    guard core || length >= 36 else { throw .notAnImage("not a picture") }
    let width = core ? try reader.u16(18) : try reader.i32(18)
    // Negative when the rows run from the top.
    let height = core ? try reader.u16(20) : abs(try reader.i32(22))
    return ImageHeader(format: .bmp, width: width, height: height)
  }

  /// Uncompressed rows must all be there; packed ones are left to the decoder.
  func checkEnd() throws(HeaderFault) {
    let header = try header()
    let core = try isCore()
    let bits = try reader.u16(core ? 24 : 28)
    let compression = core ? 0 : try reader.u32(30)
    guard [1, 4, 8, 16, 24, 32].contains(bits), (0...3).contains(compression) else {
      throw .unsupported("a BMP of \(bits) bits a pixel and compression \(compression)")
    }
    let headers = 14 + (try reader.u32(14)) + (bits <= 8 && !core ? 4 * (try reader.u32(46)) : 0)
    guard try reader.u32(10) >= headers else { throw .damaged("its pixels are said to lie in its headers") }
    guard compression == 0 || compression == 3 else { return }
    let row = (header.width * bits + 31) / 32 * 4
    guard try reader.u32(10) + row * header.height <= reader.count else { throw .truncated }
  }
}
