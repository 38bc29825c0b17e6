/// One thing that was looked at, a picture or a frame of a video, with its score and where it departs from what is normal.
///
/// Thresholds, events and pages work on these, whatever looked: windows of pictures are one scorer.
public struct ScoredItem: Sendable {
  /// The higher, the more abnormal.
  public let score: Double
  /// Where.
  public let map: HeatMap

  /// Puts both together.
  public init(score: Double, map: HeatMap) {
    self.score = score
    self.map = map
  }
}

/// What a detector says of an item by its threshold.
public struct Judgement: Sendable {
  /// The higher, the more abnormal.
  public let score: Double
  /// The share of held-out normal items that score as high or lower, in percent.
  public let percentile: Double
  /// Whether the score is at the threshold or above.
  public let isAbnormal: Bool
  /// Where.
  public let map: HeatMap

  /// Judges an item.
  public init(of item: ScoredItem, by calibration: Calibration) {
    score = item.score
    percentile = calibration.percentile(of: item.score)
    isAbnormal = item.score >= calibration.threshold
    map = item.map
  }
}
