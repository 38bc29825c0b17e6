public import Adversarial
public import Datasets

/// Every choice of a DCGAN run, as flat keys; the defaults are the paper's (1511.06434, section 4).
public struct DCGANRecipe: GenerativeSystemRecipe {
  /// The keys.
  public var base: GenerativeRecipe

  /// The paper's recipe: 100 numbers of even noise, Adam 2e-4 with beta1 0.5, batch size 128, weights from N(0, 0.02).
  public init() {
    base = GenerativeRecipe(
      generator: ImageGeneratorRecipe(), game: GameRecipe(),
      run: RunRecipe(epochs: 25, batchSize: 128, learningRate: 2e-4, policy: .constant))
  }

  /// Reads the keys.
  public init(from decoder: any Decoder) throws { base = try GenerativeRecipe(from: decoder) }

  /// Writes the keys.
  public func encode(to encoder: any Encoder) throws { try base.encode(to: encoder) }

  /// Labels are not looked at.
  public var needsLabels: Bool { false }

  /// Fills in what the data decides.
  ///
  /// - Throws: a sentence that names the key whose value does not fit the others.
  public mutating func resolve(images: LabelledImages, stepsPerEpoch: Int) throws {
    try base.resolve(images: images, stepsPerEpoch: stepsPerEpoch, conditional: false)
  }
}
