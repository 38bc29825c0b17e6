import Vision

/// Files with an orientation in their Exif data, put together byte by byte.
enum ExifBytes {
  /// A TIFF directory with the orientation as its only entry.
  static func directory(orientation: Int, bigEndian: Bool) -> [UInt8] {
    let value = UInt8(orientation)
    return bigEndian
      ? [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, value, 0, 0, 0, 0, 0, 0]
      : [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, value, 0, 0, 0, 0, 0, 0, 0]
  }

  /// A JPEG file with an Exif segment after its first marker.
  static func jpeg(_ file: [UInt8], orientation: Int, bigEndian: Bool = true) -> [UInt8] {
    let body = Array("Exif\0\0".utf8) + directory(orientation: orientation, bigEndian: bigEndian)
    return Array(file[..<2]) + [0xFF, 0xE1, 0, UInt8(body.count + 2)] + body + file[2...]
  }

  /// A PNG file with an eXIf chunk after its header.
  static func png(_ file: [UInt8], orientation: Int) -> [UInt8] {
    Array(file[..<33]) + PNGBytes.chunk("eXIf", directory(orientation: orientation, bigEndian: false)) + file[33...]
  }
}

/// PNG files put together chunk by chunk.
enum PNGBytes {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  static func number(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }

  static func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
    let checked = Array(name.utf8) + body
    var sum = UInt32.max
    for byte in checked {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? 0xEDB8_8320 ^ sum >> 1 : sum >> 1 }
    }
    return number(body.count) + checked + number(Int(~sum))
  }

  /// A file that claims a size and holds the given pixel data.
  static func file(width: Int, height: Int, depth: UInt8 = 8, colors: UInt8 = 2, pixels: [UInt8] = [0x78, 0x9C])
    -> [UInt8]
  {
    signature + chunk("IHDR", number(width) + number(height) + [depth, colors, 0, 0, 0]) + chunk("IDAT", pixels)
      + chunk("IEND", [])
  }
}
