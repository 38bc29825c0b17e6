public import Adversarial
public import Datasets
public import Torch
public import TorchNN
public import TorchOptim
public import Vision

/// AnoGAN's training (Schlegl et al. 2017, 1703.05921): a DCGAN on normal windows; the search comes afterwards, in
/// ``AnoGANDetector``.
public final class AnoGAN: AnomalySystem {
  public static let identifier = "anogan"

  private let pair: GenerativePair
  private let recipe: AnoGANRecipe
  private var step: (real: Tensor, fake: Tensor)?

  /// Builds both networks with fresh weights from the recipe's seed.
  ///
  /// - Parameter recipe: resolved.
  /// - Throws: a sentence that names the key whose value no network can have.
  public init(_ recipe: AnoGANRecipe, device: Device = .cpu) throws {
    self.recipe = recipe
    pair = try GenerativePair(recipe.base, device: device)
  }

  public var networks: [(name: String, module: Module)] { pair.networks }
  public var optimizers: [(name: String, optimizer: any Optimizer)] { pair.optimizers }
  public var randomSources: [(name: String, random: RandomSource)] { pair.randomSources }

  public func begin(_ batch: ImageBatch) {
    let real = Tensor(batch, device: pair.device)
    step = (real, pair.generate(pair.sample(real.shape[0])))
  }

  /// The discriminator moves first, then the generator against the moved discriminator.
  public var phases: [Phase] {
    [
      Phase(
        name: "discriminator", optimizer: pair.optimizerOfDiscriminator, trains: [pair.discriminator],
        loss: { [unowned self] in discriminatorLoss() }),
      Phase(
        name: "generator", optimizer: pair.optimizerOfGenerator, interval: pair.recipe.game.criticSteps,
        trains: [pair.generator], freezes: [pair.discriminator], loss: { [unowned self] in generatorLoss() }),
    ]
  }

  private func discriminatorLoss() -> LossTerms {
    let (real, fake) = (current.real, current.fake.detached())
    return pair.discriminatorLoss(
      realLogits: pair.discriminator(real), fakeLogits: pair.discriminator(fake), real: real, fake: fake
    ) { pair.discriminator($0) }
  }

  private func generatorLoss() -> LossTerms {
    let loss = pair.recipe.game.loss.ofGenerator(pair.discriminator(current.fake))
    return LossTerms(total: loss, terms: [(name: "G_GAN", value: loss)])
  }

  private var current: (real: Tensor, fake: Tensor) {
    guard let step else { preconditionFailure("a phase runs between begin and end") }
    return step
  }

  public func end() {
    step = nil
    pair.updateAverage()
  }

  /// Pictures of the same noise all through the run: what it takes for normal.
  public func sampleSheet(_ batch: ImageBatch) -> Image { pair.sheet(pair.sheetSample(), columns: 10) }

  public func makeDetector() -> any AnomalyDetector {
    AnoGANDetector(generator: pair.drawing, discriminator: pair.discriminator, recipe: recipe)
  }
}
