public import Adversarial

/// Every choice of a conditional GAN's run, as flat keys.
///
/// The paper (1411.1784, section 4.1) has dense networks for MNIST; the defaults here are DCGAN's networks and training.
public struct ConditionalGANRecipe: PlainGenerativeRecipe {
  /// The keys.
  public var base: GenerativeRecipe

  /// DCGAN's recipe with classes.
  public init() {
    base = GenerativeRecipe(
      generator: ImageGeneratorRecipe(noise: .gaussian), game: GameRecipe(),
      run: RunRecipe(epochs: 25, batchSize: 128, learningRate: 2e-4, policy: .constant))
  }

  /// The classes are the data's labels.
  public var needsLabels: Bool { true }
}
