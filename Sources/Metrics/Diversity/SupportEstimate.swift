/// How many different pictures a generator makes, from how often two of a batch are the same: the birthday paradox
/// (Arora & Zhang 2017, 1706.08224).
///
/// Of s(s - 1) / 2 pairs of a batch, the share 1 / N is expected to be duplicates for a generator that makes N different
/// pictures equally often. The number of duplicates is Poisson-distributed with the mean pairs / N, so that pairs over
/// duplicates estimates N, and the exact interval of a Poisson mean gives that of N. Batches of any sizes, drawn
/// independently of each other, add up.
///
/// For a generator that makes some pictures more often than others, N is 1 / Σ p², the size of the even generator with
/// as many duplicates: a few favoured pictures make it small, so it is a lower bound of how many pictures there are at
/// all. Favoured pictures show as several duplicates of one picture, which vary together; the interval is then widened by
/// the factor that `DuplicateCount.linked` gives (quasi-Poisson).
public struct SupportEstimate: Sendable, Equatable, Codable {
  /// What was found in one batch.
  public struct Batch: Sendable, Equatable, Codable {
    /// How many pictures.
    public let size: Int
    /// How many of their pairs are duplicates.
    public let duplicates: DuplicateCount

    /// Names the counts.
    public init(size: Int, duplicates: DuplicateCount) {
      self.size = size
      self.duplicates = duplicates
    }

    /// How many pairs there are.
    public var pairs: Double { Double(size) * Double(size - 1) / 2 }
  }

  /// How many pairs were looked at.
  public let pairs: Double
  /// How many of them are duplicates.
  public let duplicates: Int
  /// The estimated number of different pictures; infinite where no duplicate was seen.
  public let support: Double
  /// Covers the true number with the probability that it states; its upper end is infinite where no duplicate was seen.
  public let interval: ConfidenceInterval
  /// By how much the number of duplicates varies more than that of an even generator, 1 or more.
  public let dispersion: Double

  /// Estimates the support from independent batches.
  ///
  /// - Parameters:
  ///   - batches: of 2 pictures or more, at least one.
  ///   - level: the probability that the interval shall cover the truth.
  public init(batches: [Batch], level: Double = 0.95) {
    precondition(!batches.isEmpty && batches.allSatisfy { $0.size >= 2 }, "a batch holds 2 pictures or more")
    pairs = batches.reduce(0) { $0 + $1.pairs }
    duplicates = batches.reduce(0) { $0 + $1.duplicates.pairs }
    let count = Double(duplicates)
    support = count > 0 ? pairs / count : .infinity
    // Pairs that share a picture: seen, less expected of an even generator, for which such pairs are independent.
    let rate = count / pairs
    let excess = batches.reduce(0) { sum, batch in
      let sharing = batch.pairs * Double(batch.size - 2)
      return sum + Double(batch.duplicates.linked) - sharing * rate * rate
    }
    dispersion = count > 0 ? max(1, 1 + 2 * excess / count) : 1
    let mean = PoissonInterval.of(count: count / dispersion, level: level)
    interval = ConfidenceInterval(
      lower: pairs / (mean.upper * dispersion), upper: mean.lower > 0 ? pairs / (mean.lower * dispersion) : .infinity,
      level: level)
  }

  /// The size from which on a batch of a generator of this support holds a duplicate more likely than not.
  public var evenOddsSize: Double { (support * 2 * 0.6931471805599453).squareRoot() }
}
