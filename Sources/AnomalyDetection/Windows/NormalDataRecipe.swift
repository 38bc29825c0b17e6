public import Training

/// Which pictures are normal, and how they are cut.
public struct NormalDataRecipe: Codable, Sendable, Equatable {
  /// The side of the random windows that are cut; 0 takes pictures whole, -1 is decided by the data.
  public var patch = -1
  /// The longest side that pictures are scaled to before windows are cut; 0 leaves them as they are.
  public var longestSide = 0
  /// The reach, in pixels, over which local light is taken out of pictures (``Vision/Image/locallyNormalized(deviation:)``);
  /// 0 leaves them as they are.
  public var localContrast = 0.0
  /// The class that is normal; empty where the folder says it.
  public var normalClass = ""
  /// How many normal pictures are drawn by the seed to train on; 0 is all of them.
  public var trainCount = 0

  enum CodingKeys: String, CodingKey {
    case patch
    case longestSide = "longest_side"
    case localContrast = "local_contrast"
    case normalClass = "normal_class"
    case trainCount = "train_count"
  }

  /// All normal pictures, whole or in windows as their size suggests.
  public init() {}

  /// Makes sure that pictures can be prepared so.
  ///
  /// - Throws: a sentence that names the key.
  public func validate() throws(TrainingError) {
    try check(
      (0...100).contains(localContrast), "local_contrast is \(localContrast); choose 0 (off) to 100 pixels")
  }

  /// Whether the model sees a picture as a whole.
  public var isWhole: Bool { patch == 0 }
}
