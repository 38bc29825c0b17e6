/// The chunks of a PNG file (ISO/IEC 15948).
struct PNGFile {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  let reader: ByteReader

  init(_ reader: ByteReader) { self.reader = reader }

  /// Size from IHDR, orientation from eXIf where one stands before the pixels.
  func header() throws(HeaderFault) -> ImageHeader {
    guard try reader.u32(8) == 13, reader.starts(with: "IHDR", at: 12) else {
      if reader.count < 24 { throw .truncated }
      throw .damaged("it does not start with a PNG header")
    }
    return ImageHeader(
      format: .png, width: try reader.u32(16), height: try reader.u32(20), orientation: orientation())
  }

  private func orientation() -> Int {
    var offset = 8
    while let length = try? reader.u32(offset), !reader.starts(with: "IDAT", at: offset + 4) {
      if reader.starts(with: "eXIf", at: offset + 4), offset + 8 + length <= reader.count {
        return TIFFFile.orientation(inExif: Array(reader.bytes[offset + 8..<offset + 8 + length])) ?? 1
      }
      offset += length + 12
    }
    return 1
  }

  /// The file with only the chunks that make the picture, each with its checksum verified.
  ///
  /// The others (colour profiles, text, thumbnails) change no sample here and only make libpng complain on stderr.
  func essence(width: Int, height: Int) throws(HeaderFault) -> [UInt8] {
    var essence = PNGFile.signature
    essence.reserveCapacity(reader.count)
    var offset = 8
    var pixelBytes = 0
    while true {
      let length = try reader.u32(offset)
      guard length <= reader.count - offset - 12 else { throw .truncated }
      let chunk = offset..<offset + length + 12
      let isEnd = reader.starts(with: "IEND", at: offset + 4)
      let isPixels = reader.starts(with: "IDAT", at: offset + 4)
      if isEnd || isPixels || ["IHDR", "PLTE", "tRNS"].contains(where: { reader.starts(with: $0, at: offset + 4) }) {
        let sum = CRC32.checksum(reader.bytes, in: offset + 4..<offset + 8 + length)
        guard Int(sum) == (try reader.u32(offset + 8 + length)) else {
          throw .damaged("a checksum in it is wrong")
        }
        essence += reader.bytes[chunk]
      }
      if isPixels { pixelBytes += length }
      if isEnd { break }
      offset = chunk.upperBound
    }
    try checkBounds(width: width, height: height, pixelBytes: pixelBytes)
    return essence
  }

  /// Deflate packs at most 1032 to 1: a small file that claims much is cut off or hostile.
  private func checkBounds(width: Int, height: Int, pixelBytes: Int) throws(HeaderFault) {
    let depth = try reader.byte(24)
    let samples: Int
    switch try reader.byte(25) {
    case 2: samples = 3
    case 4: samples = 2
    case 6: samples = 4
    default: samples = 1
    }
    let rawBytes = (width * depth * samples + 7) / 8 * height
    guard pixelBytes > 0, rawBytes / 1040 <= pixelBytes else { throw .damaged("it holds less than it claims") }
  }
}

/// The checksum of PNG and zip files (ISO 3309).
enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
  }

  static func checksum(_ bytes: [UInt8], in range: Range<Int>) -> UInt32 {
    var sum = UInt32.max
    table.withUnsafeBufferPointer { table in
      bytes.withUnsafeBufferPointer { bytes in
        for index in range { sum = table[Int(UInt8(truncatingIfNeeded: sum) ^ bytes[index])] ^ sum >> 8 }
      }
    }
    return ~sum
  }
}
