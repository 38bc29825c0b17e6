public import Training

/// How differences between what is seen and what is drawn become a score, a map, a threshold and events.
public struct FlowScoreRecipe: Codable, Sendable, Equatable {
  /// What a frame is scored by.
  public enum Score: String, Codable, Sendable, CaseIterable {
    /// `N_S + lambda N_O` (eq. 5): both networks.
    case fusion
    /// The difference of flow alone.
    case flow = "delta-o"
    /// The difference of frames alone.
    case frame = "delta-s"
    /// How little the patches of frame and flow look real to the two discriminators, the second paper's detectors
    /// (Ravanbakhsh et al. 2019, 1706.07680).
    case patches
    /// The speed alone: no network.
    case magnitude
    /// How far patches of the frame's features are from those of normal frames: no training.
    case appearance
    /// `N_appearance + lambda N_magnitude`: no training.
    case magnitudeAndAppearance = "magnitude+appearance"

    /// Whether the two networks are needed.
    public var needsNetworks: Bool { [.fusion, .flow, .frame, .patches].contains(self) }
    /// Whether normal patches are remembered.
    public var needsMemory: Bool { self == .appearance || self == .magnitudeAndAppearance }
  }

  /// How flow is compared.
  public enum FlowDistance: String, Codable, Sendable, CaseIterable {
    /// `|O - G(F)|_1` over x, y and speed (the paper's eq. 3).
    case l1
    /// What is faster than drawn, `relu(|O| - |G(F)|)`: one frame cannot show the direction of a walk.
    case oneSided = "one-sided"
  }

  /// What frames are compared by.
  public enum FrameFeatures: String, Codable, Sendable, CaseIterable {
    /// `features` where its weights are there when the threshold is fitted, else `discriminator`; the model says which.
    case auto
    /// Maps of a network that knows pictures (the paper: conv5 of AlexNet), which `features` names.
    case features
    /// Maps of the frame discriminator, which has seen real and drawn frames.
    case discriminator
    /// The pixels themselves.
    case pixels
  }

  /// What a frame is scored by.
  public var score = Score.fusion
  /// How flow is compared.
  public var flowDistance = FlowDistance.oneSided
  /// What frames are compared by.
  public var frameFeatures = FrameFeatures.auto
  /// The stride of the maps by which frames are compared, where these have several: 2, 4, 8, 16.
  public var stride = 4
  /// The network of `delta_s: features` and of `appearance`: a name of `gan weights list`, or a file
  /// (``FeatureNetworks``).
  public var features = "efficientnet-lite0"
  /// `appearance`: how many normal patches are remembered.
  public var memory = 4000
  /// `appearance`: the strides of the maps that make a patch; there is a patch at each place of the first.
  public var memoryStrides = [4, 8]
  /// The weight of flow in `fusion`, and of speed in `magnitude+appearance`.
  public var lambda = 2.0
  /// Maps are averaged over a square of this share of the frame's width: about a person's size.
  public var box = 0.067
  /// A frame's score is the mean of this share of the map's highest values; 0 is the maximum.
  public var top = 0.005
  /// The share of normal frames that may be called abnormal.
  public var falseAlarm = 0.01
  /// An event goes on until the score is below this share of the threshold.
  public var release = 0.8
  /// Shorter events, in seconds, are not told.
  public var leastLength = 0.2
  /// Pauses up to this, in seconds, do not end an event.
  public var gap = 0.4

  enum CodingKeys: String, CodingKey, CaseIterable {
    case score
    case flowDistance = "delta_o"
    case frameFeatures = "delta_s"
    case stride = "delta_s_stride"
    case features
    case memory
    case memoryStrides = "memory_strides"
    case lambda
    case box
    case top
    case falseAlarm = "false_alarm"
    case release = "event_release"
    case leastLength = "event_least"
    case gap = "event_gap"
  }

  /// Fusion of what is too fast and what looks wrong; 1% false alarms.
  public init() {}

  /// The keys, which may change when a run goes on.
  public static var keys: [String] { CodingKeys.allCases.map(\.rawValue) }

  /// Makes sure that the values can be used.
  ///
  /// - Throws: a sentence that names the key.
  public func validate() throws(TrainingError) {
    try check(
      falseAlarm > 0 && falseAlarm < 1, "false_alarm is \(falseAlarm); choose a share between 0 and 1, such as 0.01")
    try check([2, 4, 8, 16].contains(stride), "delta_s_stride is \(stride); choose 2, 4, 8 or 16")
    try check(!features.isEmpty, "features is empty; name a network, such as efficientnet-lite0, or a file")
    try check((1...1_000_000).contains(memory), "memory is \(memory); choose 1 patch or more, such as 4000")
    try check(
      !memoryStrides.isEmpty && memoryStrides.allSatisfy([2, 4, 8, 16].contains)
        && Set(memoryStrides).count == memoryStrides.count,
      "memory_strides are \(memoryStrides); choose some of 2, 4, 8 and 16")
    try check(lambda >= 0 && lambda.isFinite, "lambda is \(lambda); choose 0 or more")
    try check((0...0.5).contains(box), "box is \(box); choose a share of the width from 0 (none) to 0.5")
    try check((0...1).contains(top), "top is \(top); choose a share from 0 (the maximum) to 1")
    try check(release > 0 && release <= 1, "event_release is \(release); choose a share of the threshold up to 1")
    try check(leastLength >= 0 && gap >= 0, "event_least and event_gap are seconds; choose 0 or more")
  }
}
