import Datasets

/// Damaged forms of a file, the same for the same seed: flipped bits, numbers at their ends, cuts, repeats, text.
struct Mutations: Sequence, IteratorProtocol {
  private let original: [UInt8]
  private var left: Int
  private var draws: CounterRandom

  init(of original: [UInt8], count: Int, seed: UInt64) {
    self.original = original
    left = count
    draws = CounterRandom(seed: seed)
  }

  mutating func next() -> [UInt8]? {
    guard left > 0 else { return nil }
    left -= 1
    var bytes = original
    for _ in 0...draws.integer(below: 3) { mutate(&bytes) }
    return bytes
  }

  private mutating func mutate(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return bytes = [0x0A] }
    let place = draws.integer(below: bytes.count)
    let end = Swift.min(bytes.count, place + 1 + draws.integer(below: 8))
    switch draws.integer(below: 6) {
    case 0: bytes[place] ^= 1 << UInt8(draws.integer(below: 8))
    case 1: for index in place..<end { bytes[index] = 0xFF }
    case 2: for index in place..<end { bytes[index] = 0 }
    case 3: bytes.removeSubrange(place...)
    case 4: bytes.insert(contentsOf: bytes[place..<end], at: draws.integer(below: bytes.count))
    default:
      let words = ["-1", "9223372036854775807", "1e999", "nan", "\"", ",,", "\n\n", "\r", "\u{FEFF}", "'shape': ("]
      bytes.replaceSubrange(place..<end, with: Array(words[draws.integer(below: words.count)].utf8))
    }
  }
}
