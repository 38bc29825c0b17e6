public import Datasets
import Metrics
import Vision

/// What the scores that planted defects chose among have on real ones: how good that choice was.
///
/// The best of these rows is chosen by test labels. It says what the choice cost, and is no figure of a detector.
public struct Hindsight: Codable, Sendable {
  /// One choice of keys, and how well it tells abnormal pictures.
  public struct Row: Codable, Sendable {
    /// The keys and their values, as in ``Tuning/Row``.
    public let keys: [String: String]
    /// The area under the ROC curve of pictures.
    public let imageAuroc: Double
  }

  /// Every smoothing and share, at the model's own size and angles.
  public let rows: [Row]
  /// The place of the model's own keys; nil where they are none of those that are tried.
  public let own: Int?
}

extension TrainedDetector {
  /// Scores a labelled set by every smoothing and share that `--tune` tries.
  ///
  /// - Parameters:
  ///   - skipped: takes up pictures that cannot be used, which are left out.
  ///   - progress: is told how many are done.
  /// - Returns: nil for a detector that is not one of patches.
  /// - Throws: when the set has one kind of pictures only.
  public func hindsight(
    on set: AnomalySet, skipped: SkipRegister = SkipRegister(), progress: (Int) -> Void = { _ in }
  ) throws -> Hindsight? {
    guard var raw = scorer as? PatchExaminer else { return nil }
    let own = raw.score
    raw.score.smoothing = 0
    let tried = PatchSearch.smoothings.flatMap { smoothing in
      PatchSearch.shares.map { (smoothing: smoothing, share: $0) }
    }
    var scores = [[Double]](repeating: [], count: tried.count)
    var labels: [Bool] = []
    for index in set.samples.indices {
      defer { progress(index + 1) }
      guard let image = try skipped.attempt(index, { (index) throws(DatasetError) in try set.load(index) }),
        let isAbnormal = set.samples[index].isAbnormal
      else { continue }
      let picture = try raw.prepared(image, named: set.samples[index].name)
      guard let map = try raw.items(in: [picture], by: nil, progress: { _ in }).first?.map else { continue }
      let smooth = PatchSearch.smoothings.map(map.smoothed)
      labels.append(isAbnormal)
      for place in tried.indices {
        scores[place].append(smooth[place / PatchSearch.shares.count].mean(ofHighest: tried[place].share))
      }
    }
    let rows = try tried.indices.map { place in
      Hindsight.Row(
        keys: PatchSearch.keys(
          size: raw.patches.size, rotations: raw.patches.rotations, smoothing: tried[place].smoothing,
          share: tried[place].share),
        imageAuroc: try ROCCurve(scores: scores[place], labels: labels).auroc)
    }
    return Hindsight(
      rows: rows, own: tried.firstIndex { $0.smoothing == own.smoothing && $0.share == own.topShare })
  }
}
