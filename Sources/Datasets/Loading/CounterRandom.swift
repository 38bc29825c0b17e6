/// SplitMix64 (Steele, Lea, Flood 2014) started from a seed and a list of counters.
///
/// A draw depends on the seed and on what it is for (which epoch, which sample), never on the draws before it, so that
/// any batch can be made again without making those before it. The shuffling and the ranges are written out here
/// because the standard library's may change between versions, and with them the data that a seed stands for.
public struct CounterRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Starts a sequence of its own for each distinct list of counters.
  public init(seed: UInt64, _ counters: UInt64...) {
    state = CounterRandom.mix(seed &+ CounterRandom.increment)
    for counter in counters {
      state = CounterRandom.mix(state ^ CounterRandom.mix(counter &+ CounterRandom.increment))
    }
  }

  private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= CounterRandom.increment
    return CounterRandom.mix(state)
  }

  /// A whole number in `0..<bound`, by the high half of a wide product; `bound` is at least 1.
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "a range to draw from holds at least one number")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A number in `0..<1` of 24 random bits.
  public mutating func uniform() -> Float { Float(next() >> 40) * 0x1p-24 }

  /// The numbers `0..<count` in a random order (Fisher and Yates).
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, integer(below: last + 1)) }
    return order
  }
}
