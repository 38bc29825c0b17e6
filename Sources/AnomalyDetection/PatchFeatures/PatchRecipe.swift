public import Training

/// How normal pictures become patches of features, and distances of patches a score: what the detectors on a network
/// that knows pictures share.
public struct PatchRecipe: Codable, Sendable, Equatable {
  /// The network: a name of `gan weights list`, or a file (``FeatureNetworks``).
  public var features = "efficientnet-lite0"
  /// Which of its maps, by their strides in pixels.
  public var strides = [4, 8, 16]
  /// The distance between neighbouring patches, in pixels of the scaled picture.
  public var grid = 8
  /// The side, in places of a map, over which each place is averaged with its neighbours; 1 is none (PatchCore: 3).
  public var neighborhood = 3
  /// How far pictures go on beyond their border, mirrored, while the network looks, in pixels: it fills up with zeros
  /// otherwise, so that corners look like nothing else.
  public var border = 32
  /// The longest side that whole pictures are scaled to.
  public var size = 256
  /// Whether whole pictures keep their shape, or become squares.
  public var keepsAspect = true
  /// The share of a window that neighbours overlap by, 0 to below 1; for windows alone.
  public var overlap = 0.5
  /// 1 grey, 3 colour; 0 is decided by the data.
  public var channels = 0
  /// At how many angles normal pictures are learned, evenly spread over a turn: for things that lie anyhow. 1 is none.
  public var rotations = 1
  /// Whether their mirror images are learned too.
  public var flips = false
  /// The number format of the network.
  public var precision = Precision.f32
  /// What every random draw starts from.
  public var seed: UInt64 = 1

  enum CodingKeys: String, CodingKey {
    case features
    case strides
    case grid
    case neighborhood
    case border
    case size
    case keepsAspect = "keep_aspect"
    case overlap
    case channels
    case rotations
    case flips
    case precision
    case seed
  }

  /// EfficientNet-Lite0 at strides 4, 8 and 16 on whole pictures of 256, a patch every 8 pixels.
  public init() {}

  /// Makes sure that the values can be computed with.
  ///
  /// - Throws: a sentence that names the key.
  public func validate() throws(TrainingError) {
    try check(
      !strides.isEmpty && strides.allSatisfy { $0 > 0 } && Set(strides).count == strides.count,
      "strides are \(strides); choose some of the network's, such as [4, 8, 16]")
    try check((1...64).contains(grid), "grid is \(grid); choose 1 to 64 pixels, such as 8")
    try check(
      (1...9).contains(neighborhood) && !neighborhood.isMultiple(of: 2),
      "neighborhood is \(neighborhood); choose 1, 3, 5, 7 or 9 places")
    try check((0...256).contains(border), "border is \(border); choose 0 (none) to 256 pixels, such as 32")
    try check((32...2048).contains(size), "size is \(size); choose 32 to 2048 pixels")
    try check((0..<1).contains(overlap), "overlap is \(overlap); choose a share from 0 to below 1")
    try check([0, 1, 3].contains(channels), "channels are \(channels); choose 1, 3, or 0 for the data's own")
    try check((1...64).contains(rotations), "rotations are \(rotations); choose 1 (none) to 64")
  }
}

/// How a map of distances becomes a picture's score, and when that is called abnormal.
public struct PatchScoreRecipe: Codable, Sendable, Equatable {
  /// The share of the map's highest pixels whose mean is the score, above 0 to 1; 0 is the highest pixel alone.
  public var topShare = 0.01
  /// The deviation, in pixels of the scaled picture, of the Gaussian by which maps are smoothed; 0 leaves them.
  public var smoothing = 4.0
  /// The share of normal pictures that may be called abnormal.
  public var falseAlarm = 0.01
  /// The normal pictures that are not learned, to fit the threshold on: a share below 1, or a count.
  public var heldOut = 0.1

  enum CodingKeys: String, CodingKey {
    case topShare = "top_share"
    case smoothing = "map_smoothing"
    case falseAlarm = "false_alarm"
    case heldOut = "held_out"
  }

  /// The mean of the highest hundredth; a threshold for 1% false alarms, fitted on a tenth of the normal pictures.
  public init() {}

  /// Makes sure that the values can be computed with.
  ///
  /// - Throws: a sentence that names the key.
  public func validate() throws(TrainingError) {
    try check((0...1).contains(topShare), "top_share is \(topShare); choose 0 (the highest pixel) to 1 (the mean)")
    try check((0...100).contains(smoothing), "map_smoothing is \(smoothing); choose 0 to 100 pixels")
    try check(
      falseAlarm > 0 && falseAlarm < 1, "false_alarm is \(falseAlarm); choose a share between 0 and 1, such as 0.01")
    try check(heldOut > 0, "held_out is \(heldOut); choose a share below 1, or a count of pictures")
  }

  /// How many of so many normal pictures are held out.
  func heldOutCount(of count: Int) -> Int {
    min(count - 1, max(1, heldOut < 1 ? Int((Double(count) * heldOut).rounded()) : Int(heldOut)))
  }
}
