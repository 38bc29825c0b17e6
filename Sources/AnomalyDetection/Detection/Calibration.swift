import Foundation

/// What normal pictures that no network saw score: the threshold, and the scale of scores and maps. It is part of a model.
public struct Calibration: Codable, Sendable, Equatable {
  /// How many pictures it was fitted on.
  public let pictures: Int
  /// The share of normal pictures that may be called abnormal.
  public let falseAlarm: Double
  /// Scores of at least this are called abnormal.
  public private(set) var threshold: Double
  /// Whether there were enough pictures for so small a share of false alarms; if not, the threshold is the highest score.
  public let isCovered: Bool
  /// Values of heat maps of at least this are in the mask: so few normal pictures have any such pixel.
  public private(set) var pixelThreshold: Double
  /// What the residual is divided by.
  public let residualScale: Double
  /// What the features' distance is divided by.
  public let featureScale: Double
  /// Scores of normal pictures at even shares, ascending: the first is the lowest, the last the highest.
  public let quantiles: [Double]

  /// Fits a threshold.
  ///
  /// It lies just above the score of the pictures whose rank is `(n + 1) (1 - falseAlarm)`, rounded up: a new normal picture
  /// of the same kind exceeds it with a chance of at most `falseAlarm` (split conformal prediction, Vovk et al. 2005).
  ///
  /// - Parameter items: normal ones that no network saw, at least one.
  public init(
    on items: [ScoredItem], falseAlarm: Double, residualScale: Double = 1, featureScale: Double = 1
  ) {
    self.init(
      scores: items.map(\.score), peaks: items.map(\.map.maximum), falseAlarm: falseAlarm,
      residualScale: residualScale, featureScale: featureScale)
  }

  /// - Parameters:
  ///   - scores: of normal items, at least one.
  ///   - peaks: the highest value of each one's heat map.
  init(
    scores: [Double], peaks: [Double], falseAlarm: Double, residualScale: Double = 1, featureScale: Double = 1
  ) {
    precondition(!scores.isEmpty && scores.count == peaks.count, "a threshold is fitted on at least one picture")
    pictures = scores.count
    self.falseAlarm = falseAlarm
    let rank = Int((Double(scores.count + 1) * (1 - falseAlarm)).rounded(.up))
    isCovered = rank <= scores.count
    func level(_ values: [Double]) -> Double { values.sorted()[min(rank, values.count) - 1].nextUp }
    threshold = level(scores)
    pixelThreshold = level(peaks)
    self.residualScale = residualScale
    self.featureScale = featureScale
    let sorted = scores.sorted()
    let kept = min(1001, sorted.count)
    quantiles = (0..<kept).map { sorted[kept == 1 ? 0 : $0 * (sorted.count - 1) / (kept - 1)] }
  }

  /// The same with the thresholds of another fit where those are higher.
  func raised(to other: Calibration) -> Calibration {
    var copy = self
    copy.threshold = max(threshold, other.threshold)
    copy.pixelThreshold = max(pixelThreshold, other.pixelThreshold)
    return copy
  }

  /// The share of normal pictures, in percent, that score as high as this or lower.
  public func percentile(of score: Double) -> Double {
    var (low, high) = (0, quantiles.count)
    while low < high {
      let middle = (low + high) / 2
      if quantiles[middle] <= score { low = middle + 1 } else { high = middle }
    }
    return 100 * Double(low) / Double(quantiles.count)
  }

  /// One line of JSON for the header of a model file.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// Reads what `json()` wrote.
  init(json: String) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    self = try decoder.decode(Self.self, from: Data(json.utf8))
  }
}
