public import Adversarial

/// Which pictures are normal, and how they are cut.
public struct NormalDataRecipe: Codable, Sendable, Equatable {
  /// The side of the random windows that are cut; 0 takes pictures whole, -1 is decided by the data.
  public var patch: Int
  /// The longest side that pictures are scaled to before windows are cut; 0 leaves them as they are.
  public var longestSide: Int
  /// The reach, in pixels, over which local light is taken out of pictures (``Vision/Image/locallyNormalized(deviation:)``);
  /// 0 leaves them as they are.
  public var localContrast: Double
  /// The class that is normal; empty where the folder says it.
  public var normalClass: String
  /// How many normal pictures are drawn by the seed to train on; 0 is all of them.
  public var trainCount: Int

  /// Keys of the recipe.
  public enum CodingKeys: String, CodingKey, CaseIterable {
    case patch
    case longestSide = "longest_side"
    case localContrast = "local_contrast"
    case normalClass = "normal_class"
    case trainCount = "train_count"
  }

  /// All normal pictures, whole or in windows as their size suggests.
  public init() {
    patch = -1
    longestSide = 0
    localContrast = 0
    normalClass = ""
    trainCount = 0
  }

  /// Reads the keys; a class may be a number.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    patch = try values.decode(Int.self, forKey: .patch)
    longestSide = try values.decode(Int.self, forKey: .longestSide)
    // Models of before this key take pictures as they are.
    localContrast = try values.decodeIfPresent(Double.self, forKey: .localContrast) ?? 0
    normalClass =
      try (try? values.decode(Int.self, forKey: .normalClass)).map(String.init)
      ?? values.decode(String.self, forKey: .normalClass)
    trainCount = try values.decode(Int.self, forKey: .trainCount)
  }

  /// Makes sure that pictures can be prepared so.
  ///
  /// - Throws: a sentence that names the key.
  public func validate() throws(TrainingError) {
    guard (0...100).contains(localContrast) else {
      throw TrainingError(.recipe, "local_contrast is \(localContrast); choose 0 (off) to 100 pixels")
    }
  }

  /// Whether the model sees a picture as a whole.
  public var isWhole: Bool { patch == 0 }
}
