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

/// Plain TIFF files of RGB pixels with an orientation.
enum TIFFBytes {
  static func file(_ image: Image, orientation: Int) -> [UInt8] {
    let bits = image.bitDepth
    func half(_ value: Int) -> [UInt8] { [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)] }
    func full(_ value: Int) -> [UInt8] { half(value) + half(value >> 16) }
    let body = image.values.flatMap { bits == 8 ? [UInt8($0)] : half($0) }
    let entries: [(tag: Int, kind: Int, count: Int, value: Int)] = [
      (256, 3, 1, image.width), (257, 3, 1, image.height), (258, 3, 3, 8), (259, 3, 1, 1), (262, 3, 1, 2),
      (273, 4, 1, 14), (274, 3, 1, orientation), (277, 3, 1, 3), (278, 3, 1, image.height), (279, 4, 1, body.count),
    ]
    let directory = 14 + body.count + body.count % 2
    let start: [UInt8] = [0x49, 0x49, 42, 0] + full(directory) + half(bits) + half(bits) + half(bits)
    var file = start + body + [UInt8](repeating: 0, count: body.count % 2) + half(entries.count)
    for entry in entries { file += half(entry.tag) + half(entry.kind) + full(entry.count) + full(entry.value) }
    return file + full(0)
  }
}
