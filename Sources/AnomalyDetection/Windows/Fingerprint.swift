public import Vision

/// A mark of a picture's contents, by which it is known again wherever its file lies (FNV-1a over its pixels).
public enum Fingerprint {
  /// The mark of a picture as it is in its file.
  public static func of(_ image: Image) -> Int64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    for side in [image.width, image.height, image.channels] {
      for shift in stride(from: 0, to: 32, by: 8) { add(UInt8(truncatingIfNeeded: side >> shift)) }
    }
    switch image.samples {
    case .uint8(let values): for value in values { add(value) }
    case .uint16(let values):
      for value in values {
        add(UInt8(truncatingIfNeeded: value))
        add(UInt8(truncatingIfNeeded: value >> 8))
      }
    }
    return Int64(bitPattern: hash)
  }
}
