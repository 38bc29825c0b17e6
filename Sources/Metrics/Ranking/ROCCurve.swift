public import Torch

/// How scores separate the abnormal (positive) from the normal (negative), at every threshold.
///
/// A sample counts as found when its score is at least the threshold. All figures that depend on the order of the scores
/// alone are computed from here: `auroc`, `averagePrecision`, `equalErrorRate`, and the decisions at one threshold.
public struct ROCCurve: Sendable, Equatable {
  /// The distinct scores, descending.
  public let thresholds: [Double]
  /// How many positives each threshold finds.
  let truePositives: [Double]
  /// How many negatives each threshold finds.
  let falsePositives: [Double]

  /// How many samples are positive, at least 1.
  public var positives: Double { truePositives[truePositives.count - 1] }
  /// How many samples are negative, at least 1.
  public var negatives: Double { falsePositives[falsePositives.count - 1] }

  init(thresholds: [Double], truePositives: [Double], falsePositives: [Double]) {
    self.thresholds = thresholds
    self.truePositives = truePositives
    self.falsePositives = falsePositives
  }

  /// Ranks samples by their scores.
  ///
  /// - Parameter labels: true for the positive samples, as many as scores.
  /// - Throws: `MetricsError` where there is only one class, or a score is not a number.
  public init(scores: [Double], labels: [Bool]) throws(MetricsError) {
    precondition(scores.count == labels.count, "\(scores.count) scores have \(labels.count) labels")
    try self.init(scores: Tensor(scores), labels: Tensor(labels))
  }

  /// Ranks samples of both classes by their scores.
  ///
  /// - Throws: `MetricsError` where a class has no sample, or a score is not a number.
  public init(negatives: [Double], positives: [Double]) throws(MetricsError) {
    try self.init(
      scores: negatives + positives, labels: negatives.map { _ in false } + positives.map { _ in true })
  }

  /// Ranks samples by their scores, [n] with labels [n] that are true, or 1, for the positive ones.
  ///
  /// - Throws: `MetricsError` where there is only one class, or a score is not a number.
  public init(scores: Tensor, labels: Tensor) throws(MetricsError) {
    let positive = labels.to(.float64)
    let count = labels.count
    let found = count == 0 ? 0 : Int(positive.sum().item())
    guard found > 0, found < count else {
      let class1 = found == 0 ? "normal" : "abnormal"
      throw MetricsError("all \(count) samples are \(class1); a figure of separation needs normal and abnormal ones")
    }
    let strange = scores.isNaN().to(.int64).sum().int64Item()
    guard strange == 0 else {
      throw MetricsError("\(strange) of \(count) scores are not numbers; check the model that gave them")
    }
    let ranked = RankedScores(scores: scores, weights: [positive, 1 - positive])
    self.init(thresholds: ranked.thresholds, truePositives: ranked.sums[0], falsePositives: ranked.sums[1])
  }

  /// One threshold and what it does.
  public struct Point: Sendable, Equatable {
    /// Samples whose score is at least this are found; infinite at the start.
    public let threshold: Double
    /// The share of the negatives that is found, 0...1.
    public let falsePositiveRate: Double
    /// The share of the positives that is found, 0...1.
    public let truePositiveRate: Double
  }

  /// The curve from (0, 0) to (1, 1), a point for each distinct score.
  public var points: [Point] {
    let (positives, negatives) = (positives, negatives)
    let start = Point(threshold: .infinity, falsePositiveRate: 0, truePositiveRate: 0)
    return [start]
      + thresholds.indices.map { index in
        Point(
          threshold: thresholds[index], falsePositiveRate: falsePositives[index] / negatives,
          truePositiveRate: truePositives[index] / positives)
      }
  }
}
