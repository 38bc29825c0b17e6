/// The checksum of zip archives: CRC-32 with the reflected polynomial 0xEDB88320.
enum CRC32 {
  /// Eight tables, so that eight bytes go in one step: weights are hundreds of megabytes.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for index in 0..<256 {
      var value = UInt32(index)
      for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
      tables[index] = value
    }
    for index in 256..<8 * 256 {
      let previous = tables[index - 256]
      tables[index] = previous >> 8 ^ tables[Int(previous & 0xFF)]
    }
    return tables
  }()

  static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    tables.withUnsafeBufferPointer { tables in
      var crc: UInt32 = 0xFFFF_FFFF
      var offset = 0
      while bytes.count - offset >= 8 {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) ^ UInt64(crc)
        crc = 0
        for step in 0..<8 { crc ^= tables[(7 - step) << 8 | Int(word >> UInt64(8 * step) & 0xFF)] }
        offset += 8
      }
      for byte in bytes[offset...] { crc = tables[Int((crc ^ UInt32(byte)) & 0xFF)] ^ crc >> 8 }
      return ~crc
    }
  }
}
