public import Adversarial

/// Every choice of a WGAN-GP run, as flat keys; the defaults are the paper's (1704.00028, algorithm 1).
public struct WGANGPRecipe: PlainGenerativeRecipe {
  /// The keys.
  public var base: GenerativeRecipe

  /// The paper's recipe: lambda 10, 5 critic steps for each of the generator's, Adam 1e-4 with betas 0 and 0.9, batch size
  /// 64, 128 numbers of normal noise, no batch norm in the critic. `generator: resnet` is appendix F's.
  public init() {
    var game = GameRecipe(normalization: .none, mode: .wganGP, criticSteps: 5, beta1: 0, beta2: 0.9)
    game.initializationGain = 0
    base = GenerativeRecipe(
      generator: ImageGeneratorRecipe(latentDimension: 128, noise: .gaussian), game: game,
      run: RunRecipe(epochs: 50, batchSize: 64, learningRate: 1e-4, policy: .constant))
  }

  /// Labels are not looked at.
  public var needsLabels: Bool { false }
}
