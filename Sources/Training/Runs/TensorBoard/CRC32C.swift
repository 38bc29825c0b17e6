/// The Castagnoli checksum that TensorFlow's record files carry.
enum CRC32C {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? (value >> 1) ^ 0x82f6_3b78 : value >> 1 }
  }

  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { (value: UInt32, byte: UInt8) in
      (value >> 8) ^ table[Int((value ^ UInt32(byte)) & 0xff)]
    }
  }

  /// The form that record files hold: rotated and offset, so that a checksum of a checksum is not degenerate.
  static func masked(_ bytes: [UInt8]) -> UInt32 {
    let value = checksum(bytes)
    return ((value >> 15) | (value << 17)) &+ 0xa282_ead8
  }
}
