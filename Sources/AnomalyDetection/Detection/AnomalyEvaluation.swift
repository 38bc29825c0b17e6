import Adversarial
public import Datasets
import Foundation
public import Metrics
public import Vision

/// How well a detector tells abnormal pictures from normal ones, and finds where.
public struct AnomalyEvaluation: Codable, Sendable {
  /// A figure and its interval.
  public struct Figure: Codable, Sendable {
    /// 0...1.
    public let value: Double
    /// The 95% bootstrap interval over pictures.
    public let lower: Double
    /// The upper end.
    public let upper: Double

    init(_ value: Double, _ interval: ConfidenceInterval) {
      (self.value, lower, upper) = (value, interval.lower, interval.upper)
    }
  }

  /// One class of abnormal pictures against all normal ones.
  public struct Kind: Codable, Sendable {
    /// The class.
    public let name: String
    /// How many pictures it has.
    public let images: Int
    /// The area under its ROC curve.
    public let auroc: Double
    /// The share that the stored threshold finds.
    public let sensitivity: Double
  }

  /// Pictures in all.
  public let images: Int
  /// Of these, abnormal ones.
  public let abnormal: Int
  /// The area under the ROC curve of picture scores.
  public let auroc: Figure
  /// Average precision; abnormal is positive.
  public let averagePrecision: Figure
  /// The error rate where both kinds of error are equally frequent.
  public let equalErrorRate: Figure
  /// At the stored threshold.
  public let f1: Figure
  /// The share of abnormal pictures that the stored threshold finds.
  public let sensitivity: Figure
  /// The share of normal pictures that it passes.
  public let specificity: Figure
  /// The stored threshold.
  public let threshold: Double
  /// The area under the ROC curve over all pixels; nil without masks.
  public let pixelAuroc: Double?
  /// The mean overlap per region up to 30% false positives; nil without masks.
  public let perRegionOverlap: Double?
  /// Each class of abnormal pictures.
  public let kinds: [Kind]
  /// Seconds of scoring.
  public let seconds: Double
}

/// Judges a labelled set picture by picture and sums up.
public struct AnomalyEvaluator {
  /// A judged picture, for pages.
  public struct Judged {
    /// Its place in the set.
    public let index: Int
    /// The picture as it is in the file.
    public let image: Image
    /// The truth, where a mask tells it.
    public let mask: Image?
    /// The verdict.
    public let judgement: Judgement
  }

  private let detector: TrainedDetector
  private let set: AnomalySet
  private let resamples: Int
  private let seed: UInt64

  /// - Parameters:
  ///   - set: with normal and abnormal pictures.
  ///   - resamples: of the bootstrap.
  ///   - seed: of the bootstrap.
  /// - Throws: when there is one class only, or nobody says what is abnormal.
  public init(_ detector: TrainedDetector, on set: AnomalySet, resamples: Int = 1000, seed: UInt64 = 0) throws {
    let abnormal = set.samples.count { $0.isAbnormal == true }
    guard set.samples.allSatisfy({ $0.isAbnormal != nil }) else {
      throw DatasetError(
        "\(set.source) does not say which pictures are abnormal; lay them out in class folders, such as good/ and defect/"
      )
    }
    guard abnormal > 0, abnormal < set.count else {
      throw DatasetError(
        "all \(set.count) pictures of \(set.source) are \(abnormal == 0 ? "normal" : "abnormal"); "
          + "a figure of separation needs both")
    }
    self.detector = detector
    self.set = set
    self.resamples = resamples
    self.seed = seed
  }

  /// Pictures that are in memory at a time.
  private static let chunk = 500

  /// Judges all pictures.
  ///
  /// - Parameters:
  ///   - progress: is told how many are done.
  ///   - skipped: takes up pictures that cannot be used, or whose masks cannot, which are left out.
  ///   - each: is handed each picture with its verdict.
  /// - Returns: the figures, and the curve that they were read from.
  /// - Throws: a sentence when no picture of a kind can be used, or one cannot and the register is strict.
  public func evaluate(
    progress: (Int) -> Void = { _ in }, skipped: SkipRegister = SkipRegister(), each: (Judged) throws -> Void = { _ in }
  ) throws -> (figures: AnomalyEvaluation, curve: ROCCurve, decisions: Decisions) {
    var scores: [Double] = []
    var pixels = PixelScores()
    var seconds = 0.0
    var judged: [Int] = []
    for start in stride(from: 0, to: set.count, by: Self.chunk) {
      let range = start..<min(start + Self.chunk, set.count)
      let loaded = try range.compactMap { index in
        try skipped.attempt(index) { index throws(DatasetError) in
          let image = try set.load(index)
          return (index: index, image: image, mask: try set.mask(index, of: image))
        }
      }
      guard !loaded.isEmpty else { continue }
      let pictures = loaded.map { (name: set.path(of: $0.index) ?? set.samples[$0.index].name, image: $0.image) }
      let clock = ContinuousClock.now
      let judgements = try detector.judge(pictures) { progress(start + $0) }
      seconds += (ContinuousClock.now - clock) / .seconds(1)
      for (item, judgement) in zip(loaded, judgements) {
        let sample = set.samples[item.index]
        judged.append(item.index)
        scores.append(judgement.score)
        if set.hasMasks { try add(judgement.map, sample, item.mask, to: &pixels) }
        try each(
          Judged(index: item.index, image: item.image, mask: item.mask, judgement: judgement))
      }
    }
    return try summary(
      scores, of: set.subset(judged).samples, pixels: set.hasMasks ? pixels : nil, seconds: seconds)
  }

  /// Abnormal pictures without a mask say nothing of where, so they are left out.
  private func add(
    _ map: HeatMap, _ sample: AnomalySet.Sample, _ mask: Image?, to pixels: inout PixelScores
  ) throws {
    guard let isAbnormal = sample.isAbnormal, !isAbnormal || mask != nil else { return }
    try pixels.add(map: map.values, width: map.width, height: map.height, mask: isAbnormal ? mask : nil)
  }

  private func summary(
    _ scores: [Double], of samples: [AnomalySet.Sample], pixels: PixelScores?, seconds: Double
  ) throws -> (figures: AnomalyEvaluation, curve: ROCCurve, decisions: Decisions) {
    let labels = samples.map { $0.isAbnormal == true }
    let curve = try ROCCurve(scores: scores, labels: labels)
    let bootstrap = try Bootstrap(scores: scores, labels: labels, resamples: resamples, seed: seed)
    let threshold = detector.calibration.threshold
    func figure(_ read: (ROCCurve) -> Double) -> AnomalyEvaluation.Figure {
      AnomalyEvaluation.Figure(read(curve), bootstrap.interval(of: read))
    }
    let figures = AnomalyEvaluation(
      images: scores.count, abnormal: labels.count { $0 }, auroc: figure(\.auroc),
      averagePrecision: figure(\.averagePrecision), equalErrorRate: figure(\.equalErrorRate),
      f1: figure { $0.decisions(at: threshold).f1 }, sensitivity: figure { $0.decisions(at: threshold).sensitivity },
      specificity: figure { $0.decisions(at: threshold).specificity }, threshold: threshold,
      pixelAuroc: try pixels?.auroc(), perRegionOverlap: try pixels?.perRegionOverlap(),
      kinds: try kinds(scores, of: samples, threshold: threshold), seconds: seconds)
    return (figures, curve, curve.decisions(at: threshold))
  }

  private func kinds(
    _ scores: [Double], of samples: [AnomalySet.Sample], threshold: Double
  ) throws -> [AnomalyEvaluation.Kind] {
    let normal = samples.indices.filter { samples[$0].isAbnormal == false }.map { scores[$0] }
    let names = Set(samples.filter { $0.isAbnormal == true }.map(\.kind)).sorted()
    return try names.map { name in
      let own = samples.indices.filter { samples[$0].kind == name }.map { scores[$0] }
      let curve = try ROCCurve(negatives: normal, positives: own)
      return AnomalyEvaluation.Kind(
        name: name, images: own.count, auroc: curve.auroc,
        sensitivity: curve.decisions(at: threshold).sensitivity)
    }
  }
}
