public import Metrics

/// How well a detector finds unusual events in clips whose masks say where they are.
public struct FlowEvaluation: Codable, Sendable {
  /// The area under a ROC curve, and the rate where both kinds of error are equally frequent.
  public struct Figure: Codable, Sendable, Equatable {
    /// 0...1.
    public let auc: Double
    /// 0...1.
    public let eer: Double

    init(_ curve: ROCCurve) { (auc, eer) = (curve.auroc, curve.equalErrorRate) }
  }

  /// A clip alone.
  public struct Clip: Codable, Sendable {
    /// Its name.
    public let name: String
    /// Frames that were scored.
    public let frames: Int
    /// Of these, abnormal ones.
    public let abnormal: Int
    /// Of its frames; nil where all are of one kind.
    public let frame: Figure?
    /// By the pixel-level criterion.
    public let pixel: Figure?
  }

  /// Clips in which events of one kind were planted.
  public struct Kind: Codable, Sendable {
    /// The kind.
    public let name: String
    /// How many clips.
    public let clips: Int
    /// Over their frames.
    public let frame: Figure?
    /// By the pixel-level criterion.
    public let pixel: Figure?
  }

  /// Frames: abnormal where the mask marks any pixel.
  public let frame: Figure
  /// By the 40% criterion; nil where masks do not say where.
  public let pixel: Figure?
  /// Each clip alone.
  public let clips: [Clip]
  /// By kind of event, where events were planted (`planted.csv`).
  public let kinds: [Kind]?
}

/// A way of scoring, its figures by both normalisations.
public struct FlowEvaluationRow: Codable, Sendable {
  /// The looks that were added.
  public let name: String
  /// Scales as learned on held-out normal clips.
  public let causal: FlowEvaluation
  /// Each look divided by its maximum in the clip, which is known only when the clip has ended (the paper's).
  public let perClip: FlowEvaluation
}

/// What else is said of the model's own way of scoring.
public struct FlowDetails: Codable, Sendable {
  /// The 95% interval of the frame-level area, over clips that are drawn again.
  public let interval: ConfidenceInterval
  /// Region-based detection criterion; nil where masks do not say where.
  public let rbdc: Double?
  /// Track-based detection criterion.
  public let tbdc: Double?
  /// Regions and tracks of the masks.
  public let regions: Int
  public let tracks: Int
  /// At the stored threshold.
  public let decisions: Decisions
  /// The 1-based ranges of abnormal frames of each clip, as read.
  public let ranges: [String: [String]]
  /// Seconds of looking, without flow that was computed before.
  public let seconds: Double
}
