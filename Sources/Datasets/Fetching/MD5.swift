import Foundation

/// The MD5 digest (RFC 1321), to tell whether a download arrived as it was sent. It is no protection against malice.
struct MD5 {
  private var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476]
  private var pending: [UInt8] = []
  private var count: UInt64 = 0

  private static let shifts: [UInt32] = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]
  /// The fraction bits of |sin 1|, |sin 2|, ...
  private static let sines = (1...64).map { UInt32(abs(sin(Double($0))) * 0x1p32) }

  /// The digest of bytes, in hexadecimal.
  static func hex(_ bytes: some Sequence<UInt8>) -> String {
    var digest = MD5()
    digest.update(Array(bytes))
    return digest.hex()
  }

  /// The digest of a file, in hexadecimal; nil where it cannot be read.
  static func hex(ofFileAt path: String) -> String? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    var digest = MD5()
    while let part = try? file.read(upToCount: 1 << 20), !part.isEmpty { digest.update(Array(part)) }
    return digest.hex()
  }

  mutating func update(_ bytes: [UInt8]) {
    count += UInt64(bytes.count)
    pending += bytes
    let whole = pending.count / 64 * 64
    pending.withUnsafeBytes { buffer in
      for start in stride(from: 0, to: whole, by: 64) {
        MD5.mix(&state, UnsafeRawBufferPointer(rebasing: buffer[start..<start + 64]))
      }
    }
    pending.removeFirst(whole)
  }

  func hex() -> String {
    var last = self
    let bits = count &* 8
    let padding = [0x80] + [UInt8](repeating: 0, count: (119 - Int(count % 64)) % 64)
    last.update(padding + (0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) })
    return last.state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) } }
      .map { String(format: "%02x", $0) }.joined()
  }

  private static func mix(_ state: inout [UInt32], _ block: UnsafeRawBufferPointer) {
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    for step in 0..<64 {
      let (mixed, word): (UInt32, Int) =
        switch step / 16 {
        case 0: ((b & c) | (~b & d), step)
        case 1: ((d & b) | (~d & c), (5 * step + 1) % 16)
        case 2: (b ^ c ^ d, (3 * step + 5) % 16)
        default: (c ^ (b | ~d), (7 * step) % 16)
        }
      let value = UInt32(littleEndian: block.loadUnaligned(fromByteOffset: word * 4, as: UInt32.self))
      let sum = a &+ mixed &+ sines[step] &+ value
      let shift = shifts[step / 16 * 4 + step % 4]
      (a, d, c, b) = (d, c, b, b &+ ((sum << shift) | (sum >> (32 - shift))))
    }
    state[0] &+= a
    state[1] &+= b
    state[2] &+= c
    state[3] &+= d
  }
}
