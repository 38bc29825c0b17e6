import Torch
public import Training

/// How differences between a picture and what a model makes of it become a score, a map and a threshold.
public struct ScoreRecipe: Codable, Sendable, Equatable {
  /// How two pictures, or two lists of features, are compared.
  public enum Distance: String, Codable, Sendable, CaseIterable {
    /// Absolute differences (AnoGAN, 1703.05921, eqs. 1 and 4).
    case l1
    /// Squared differences (f-AnoGAN, eqs. 4 and 5 there).
    case l2
  }

  /// What the windows of a picture say together.
  public enum Aggregate: String, Codable, Sendable, CaseIterable {
    /// The most abnormal window: for small defects.
    case max
    /// The mean over all windows.
    case mean
    /// The mean of the heat map's highest pixels, of which `top_share` tells the share.
    case peak
    /// How far the most abnormal window stands out from the picture's median one, in median deviations: for textures that
    /// differ from picture to picture. Of one window it is that window's score.
    case outlier
  }

  /// How differences are measured in the score.
  public var distance: Distance
  /// How they are measured in heat maps; the papers' are absolute.
  public var mapDistance: Distance
  /// Whether residual and features are divided by their means over held-out normal pictures before they are added; the
  /// papers add them as they are.
  public var standardizes: Bool
  /// The power of a window's contrast (the deviation of its pixels) by which its score is divided, 0 to 4: a picture with
  /// much in it differs more from anything. 0 is the papers'.
  public var contrastPower: Double
  /// What becomes of several windows.
  public var aggregate: Aggregate
  /// The share of the heat map's highest pixels whose mean is the score where `aggregate` is `peak`; 0 is the highest alone.
  public var topShare: Double
  /// The share of a window that neighbours overlap by, 0 to below 1.
  public var overlap: Double
  /// The deviation, in pixels, of the Gaussian by which heat maps are smoothed; 0 leaves them as they are.
  public var smoothing: Double
  /// The share of normal pictures that may be called abnormal.
  public var falseAlarm: Double
  /// The normal pictures that no network sees, to fit the threshold on: a share below 1, or a count.
  public var heldOut: Double

  enum CodingKeys: String, CodingKey {
    case distance
    case mapDistance = "map_distance"
    case standardizes = "standardize"
    case contrastPower = "contrast_power"
    case aggregate
    case topShare = "top_share"
    case overlap
    case smoothing = "map_smoothing"
    case falseAlarm = "false_alarm"
    case heldOut = "held_out"
  }

  /// A threshold for 1% false alarms, fitted on a tenth of the normal pictures.
  public init(distance: Distance) {
    self.distance = distance
    mapDistance = .l1
    standardizes = false
    contrastPower = 0
    aggregate = .max
    topShare = 0.01
    overlap = 0.5
    smoothing = 0
    falseAlarm = 0.01
    heldOut = 0.1
  }

  /// Makes sure that the values can be computed with.
  ///
  /// - Throws: a sentence that names the key.
  public func validate() throws(TrainingError) {
    try check(
      falseAlarm > 0 && falseAlarm < 1, "false_alarm is \(falseAlarm); choose a share between 0 and 1, such as 0.01")
    try check(heldOut > 0, "held_out is \(heldOut); choose a share below 1, or a count of pictures")
    try check((0...1).contains(topShare), "top_share is \(topShare); choose 0 (the highest pixel) to 1 (the mean)")
    try check((0..<1).contains(overlap), "overlap is \(overlap); choose a share from 0 to below 1")
    try check((0...100).contains(smoothing), "map_smoothing is \(smoothing); choose 0 to 100 pixels")
    try check((0...4).contains(contrastPower), "contrast_power is \(contrastPower); choose 0 to 4")
  }

  /// How many of so many normal pictures are held out.
  func heldOutCount(of count: Int) -> Int {
    min(count - 1, max(1, heldOut < 1 ? Int((Double(count) * heldOut).rounded()) : Int(heldOut)))
  }
}

extension ScoreRecipe.Distance {
  /// The difference of each element.
  func of(_ difference: Tensor) -> Tensor { self == .l1 ? difference.abs() : difference.square() }
}
