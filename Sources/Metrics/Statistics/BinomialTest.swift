#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How often something came out of so many tries, against chance: exact, without approximations.
public struct BinomialTest: Codable, Sendable, Equatable {
  /// How often it came out.
  public let successes: Int
  /// Of how many tries.
  public let trials: Int
  /// Its probability by chance.
  public let chance: Double
  /// The probability, by chance, of an outcome that is as unlikely as this one or more so, on either side.
  public let pValue: Double
  /// Clopper and Pearson's interval (1934) of the true probability; it covers it at least as often as its level says.
  public let interval: ConfidenceInterval

  /// Tests a count.
  ///
  /// - Parameters:
  ///   - successes: 0 to `trials`.
  ///   - trials: 1 or more.
  ///   - chance: between 0 and 1.
  ///   - level: of the interval.
  public init(successes: Int, of trials: Int, chance: Double = 0.5, level: Double = 0.95) {
    precondition(trials > 0 && (0...trials).contains(successes), "there are 0 to \(trials) successes")
    precondition(chance > 0 && chance < 1 && level > 0 && level < 1, "probabilities lie between 0 and 1")
    self.successes = successes
    self.trials = trials
    self.chance = chance
    let own = Self.probability(of: successes, trials, chance)
    // Outcomes that are equally likely differ in the last bits.
    let all = (0...trials).map { Self.probability(of: $0, trials, chance) }
    pValue = min(1, all.reduce(0) { $0 + ($1 <= own * (1 + 1e-7) ? $1 : 0) })
    let tail = (1 - level) / 2
    interval = ConfidenceInterval(
      lower: successes == 0
        ? 0 : Self.bisected { 1 - Self.atMost(successes - 1, trials, $0) < tail },
      upper: successes == trials
        ? 1 : Self.bisected { Self.atMost(successes, trials, $0) > tail },
      level: level)
  }

  /// The share of the tries in which it came out.
  public var share: Double { Double(successes) / Double(trials) }

  private static func probability(of count: Int, _ trials: Int, _ chance: Double) -> Double {
    let (k, n) = (Double(count), Double(trials))
    return exp(
      lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(chance) + (n - k) * log1p(-chance))
  }

  private static func atMost(_ count: Int, _ trials: Int, _ chance: Double) -> Double {
    (0...count).reduce(0) { $0 + probability(of: $1, trials, chance) }
  }

  /// The probability up to which a condition holds.
  private static func bisected(_ holds: (Double) -> Bool) -> Double {
    var (low, high) = (0.0, 1.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if holds(middle) { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
