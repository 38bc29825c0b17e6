import Torch

/// An interval that covers the true value of a figure with a stated probability.
public struct ConfidenceInterval: Sendable, Equatable, Codable {
  /// The lower end.
  public let lower: Double
  /// The upper end; may be infinite.
  public let upper: Double
  /// The probability, such as 0.95.
  public let level: Double

  /// Names the ends.
  public init(lower: Double, upper: Double, level: Double) {
    self.lower = lower
    self.upper = upper
    self.level = level
  }

  /// Whether a value lies within, ends included.
  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
}

/// How much figures of a test set would differ on other test sets of its size (Efron 1979).
///
/// Samples are drawn again with replacement, positives and negatives apart, so that each draw has as many of both as the
/// set. An interval holds the middle share of the figure's values over all draws.
public struct Bootstrap: Sendable {
  private let thresholds: [Double]
  /// The place of each positive's score in `thresholds`, and of each negative's.
  private let positives: [Int]
  private let negatives: [Int]
  private let seed: UInt64
  private let resamples: Int

  /// Prepares the draws.
  ///
  /// - Parameters:
  ///   - labels: true for the positive samples.
  ///   - resamples: how many sets are drawn.
  ///   - seed: the same seed gives the same draws for every figure.
  /// - Throws: `MetricsError` where there is only one class, or a score is not a number.
  public init(scores: [Double], labels: [Bool], resamples: Int = 1000, seed: UInt64) throws(MetricsError) {
    precondition(resamples > 0, "an interval needs at least one draw")
    let curve = try ROCCurve(scores: scores, labels: labels)
    thresholds = curve.thresholds
    var places: [Double: Int] = [:]
    for (place, threshold) in thresholds.enumerated() { places[threshold] = place }
    let known = places
    func ofClass(_ positive: Bool) -> [Int] {
      // Every score is one of the thresholds.
      zip(scores, labels).compactMap { score, label in label == positive ? known[score] : nil }
    }
    positives = ofClass(true)
    negatives = ofClass(false)
    self.seed = seed
    self.resamples = resamples
  }

  /// The interval of a figure, such as `\.auroc` or `{ $0.decisions(at: t).f1 }`.
  ///
  /// - Parameter level: the probability to cover, between 0 and 1.
  public func interval(level: Double = 0.95, of figure: (ROCCurve) -> Double) -> ConfidenceInterval {
    precondition(level > 0 && level < 1, "a level lies between 0 and 1")
    let random = RandomSource(seed: seed)
    let values = (0..<resamples).map { _ in figure(drawn(random)) }.sorted()
    return ConfidenceInterval(
      lower: quantile(values, (1 - level) / 2), upper: quantile(values, (1 + level) / 2), level: level)
  }

  private func drawn(_ random: RandomSource) -> ROCCurve {
    ROCCurve(
      thresholds: thresholds, truePositives: sums(positives, random), falsePositives: sums(negatives, random))
  }

  /// How many drawn samples lie at each threshold or above it.
  private func sums(_ places: [Int], _ random: RandomSource) -> [Double] {
    var sums = [Double](repeating: 0, count: thresholds.count)
    let draws = Tensor.randint(high: places.count, shape: [places.count], random: random).int64Array()
    for draw in draws { sums[places[Int(draw)]] += 1 }
    for index in sums.indices.dropFirst() { sums[index] += sums[index - 1] }
    return sums
  }
}

/// The value below which a share of sorted values lies, linear between neighbours.
func quantile(_ sorted: [Double], _ share: Double) -> Double {
  let place = share * Double(sorted.count - 1)
  let lower = Int(place)
  let upper = min(lower + 1, sorted.count - 1)
  return sorted[lower] + (place - Double(lower)) * (sorted[upper] - sorted[lower])
}
