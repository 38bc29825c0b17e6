public import Adversarial
public import Datasets

/// Every choice of a conditional GAN's run, as flat keys.
///
/// The paper (1411.1784, section 4.1) has dense networks for MNIST; the defaults here are DCGAN's networks and training.
public struct ConditionalGANRecipe: GenerativeSystemRecipe {
  /// The keys.
  public var base: GenerativeRecipe

  /// DCGAN's recipe with classes.
  public init() {
    base = GenerativeRecipe(
      generator: ImageGeneratorRecipe(noise: .gaussian), game: GameRecipe(),
      run: RunRecipe(epochs: 25, batchSize: 128, learningRate: 2e-4, policy: .constant))
  }

  /// Reads the keys.
  public init(from decoder: any Decoder) throws { base = try GenerativeRecipe(from: decoder) }

  /// Writes the keys.
  public func encode(to encoder: any Encoder) throws { try base.encode(to: encoder) }

  /// The classes are the data's labels.
  public var needsLabels: Bool { true }

  /// Fills in what the data decides.
  ///
  /// - Throws: a sentence that names the key whose value does not fit the others, or says that there are no labels.
  public mutating func resolve(images: LabelledImages, stepsPerEpoch: Int) throws {
    try base.resolve(images: images, stepsPerEpoch: stepsPerEpoch, conditional: true)
  }
}
