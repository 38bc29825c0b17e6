public import Adversarial
public import Datasets
import Torch

/// Every choice of a classifier's run, as flat keys.
public struct ClassifierRecipe: GenerativeSystemRecipe {
  /// The picture's size, channels and classes, and how to train; the generator's other keys say nothing here.
  public var base: GenerativeRecipe
  /// How pictures are changed.
  public var training = Training()

  /// Three passes at Adam 1e-3, batch size 128.
  public init() {
    base = GenerativeRecipe(
      generator: ImageGeneratorRecipe(), game: GameRecipe(),
      run: RunRecipe(epochs: 3, batchSize: 128, learningRate: 1e-3, policy: .cosine))
    base.run.sampleEvery = 0
  }

  /// How pictures are changed.
  public struct Training: Codable, Sendable, Equatable {
    /// Whether each is slightly turned, scaled, sheared and shifted.
    public var augment = true

    enum CodingKeys: String, CodingKey, CaseIterable {
      case augment
    }
  }

  /// The keys that a classifier has.
  private enum PictureKeys: String, CodingKey {
    case imageSize = "image_size"
    case channels
    case classes
  }

  /// Reads the keys.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.container(keyedBy: PictureKeys.self)
    base.generator.imageSize = try values.decode(Int.self, forKey: .imageSize)
    base.generator.channels = try values.decode(Int.self, forKey: .channels)
    base.generator.classes = try values.decode([String].self, forKey: .classes)
    base.run = try RunRecipe(from: decoder)
    training = try Training(from: decoder)
  }

  /// Writes the keys.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: PictureKeys.self)
    try values.encode(base.generator.imageSize, forKey: .imageSize)
    try values.encode(base.generator.channels, forKey: .channels)
    try values.encode(base.generator.classes, forKey: .classes)
    try base.run.encode(to: encoder)
    try training.encode(to: encoder)
  }

  /// The classes are the data's labels.
  public var needsLabels: Bool { true }

  /// Fills in what the data decides.
  ///
  /// - Throws: a sentence that names the key whose value does not fit the others, or says that there are no labels.
  public mutating func resolve(images: LabelledImages, stepsPerEpoch: Int) throws {
    try base.resolve(images: images, stepsPerEpoch: stepsPerEpoch, conditional: true)
  }

  func makeNetwork(random: RandomSource) -> ClassifierNetwork {
    ClassifierNetwork(
      channels: base.generator.channels, imageSize: base.generator.imageSize, classes: base.generator.classes.count,
      random: random)
  }
}
