public import Adversarial

/// Every choice of a DCGAN run, as flat keys; the defaults are the paper's (1511.06434, section 4).
public struct DCGANRecipe: PlainGenerativeRecipe {
  /// The keys.
  public var base: GenerativeRecipe

  /// The paper's recipe: 100 numbers of even noise, Adam 2e-4 with beta1 0.5, batch size 128, weights from N(0, 0.02).
  public init() {
    base = GenerativeRecipe(
      generator: ImageGeneratorRecipe(), game: GameRecipe(),
      run: RunRecipe(epochs: 25, batchSize: 128, learningRate: 2e-4, policy: .constant))
  }

  /// Labels are not looked at.
  public var needsLabels: Bool { false }
}
