public import Adversarial
public import Datasets
public import Torch
public import TorchNN
public import TorchOptim
public import Vision

/// DCGAN (Radford et al. 2015, 1511.06434): convolutional networks in Goodfellow's game.
///
/// `min_G max_D E log D(x) + E log(1 - D(G(z)))` (Goodfellow et al. 2014, 1406.2661, eq. 1), the generator by default in
/// the form `max_G E log D(G(z))`.
public final class DCGAN: AdversarialSystem {
  public static let identifier = "dcgan"

  private let pair: GenerativePair

  /// What one step works on: x and G(z).
  private struct Step {
    let real: Tensor
    let fake: Tensor
  }
  private var step: Step?

  /// Builds both networks with fresh weights from the recipe's seed.
  ///
  /// - Parameter recipe: resolved.
  /// - Throws: a sentence that names the key whose value no network can have.
  public init(_ recipe: DCGANRecipe, device: Device = .cpu) throws {
    pair = try GenerativePair(recipe.base, device: device)
  }

  public var networks: [(name: String, module: Module)] { pair.networks }
  public var optimizers: [(name: String, optimizer: any Optimizer)] { pair.optimizers }
  public var randomSources: [(name: String, generator: Generator)] { pair.randomSources }

  public func begin(_ batch: LabelledBatch) {
    let real = Tensor(pictures: batch, device: pair.device)
    step = Step(real: real, fake: pair.generate(pair.sample(real.shape[0])))
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
    let step = current
    let fake = step.fake.detached()
    return pair.discriminatorLoss(
      realLogits: pair.discriminator(step.real), fakeLogits: pair.discriminator(fake), real: step.real, fake: fake
    ) { pair.discriminator($0) }
  }

  private func generatorLoss() -> LossTerms {
    let loss = pair.recipe.game.loss.ofGenerator(pair.discriminator(current.fake))
    return LossTerms(total: loss, terms: [(name: "G_GAN", value: loss)])
  }

  private var current: Step {
    guard let step else { preconditionFailure("a phase runs between begin and end") }
    return step
  }

  public func end() {
    step = nil
    pair.updateAverage()
  }

  /// Pictures of the same noise all through the run.
  public func sampleSheet(_ batch: LabelledBatch) -> Image { pair.sheet(pair.sheetSample(), columns: 10) }
}
