public import Adversarial
public import Datasets
public import Torch
public import TorchNN
public import TorchOptim
public import Vision

/// WGAN-GP (Gulrajani et al. 2017, 1704.00028): a critic of Wasserstein distance whose slope is held at 1.
///
/// The critic minimises `E D(G(z)) - E D(x) + lambda E (|grad D(x^)|_2 - 1)^2` (eq. 3) in each step, the generator
/// `-E D(G(z))` in every `n_critic`-th; a step of a run is one of the critic's, with pictures of its own.
public final class WGANGP: AdversarialSystem {
  public static let identifier = "wgan-gp"

  private let pair: GenerativePair

  private struct Step {
    let real: Tensor
    let sample: LatentSample
  }
  private var step: Step?

  /// Builds both networks with fresh weights from the recipe's seed.
  ///
  /// - Parameter recipe: resolved.
  /// - Throws: a sentence that names the key whose value no network can have.
  public init(_ recipe: WGANGPRecipe, device: Device = .cpu) throws {
    pair = try GenerativePair(recipe.base, device: device)
  }

  public var networks: [(name: String, module: Module)] { pair.networks }
  public var optimizers: [(name: String, optimizer: any Optimizer)] { pair.optimizers }
  public var randomSources: [(name: String, generator: Generator)] { pair.randomSources }

  public func begin(_ batch: LabelledBatch) {
    let real = Tensor(pictures: batch, device: pair.device)
    step = Step(real: real, sample: pair.sample(real.shape[0]))
  }

  /// The critic moves in each step; the generator follows when its turn has come, against the moved critic.
  public var phases: [Phase] {
    [
      Phase(
        name: "critic", optimizer: pair.optimizerOfDiscriminator, trains: [pair.discriminator],
        loss: { [unowned self] in criticLoss() }),
      Phase(
        name: "generator", optimizer: pair.optimizerOfGenerator, interval: pair.recipe.game.criticSteps,
        trains: [pair.generator], freezes: [pair.discriminator], loss: { [unowned self] in generatorLoss() }),
    ]
  }

  private func criticLoss() -> LossTerms {
    let step = current
    let fake = withoutGradients { pair.generate(step.sample) }
    return pair.discriminatorLoss(
      realLogits: pair.discriminator(step.real), fakeLogits: pair.discriminator(fake), real: step.real, fake: fake
    ) { pair.discriminator($0) }
  }

  private func generatorLoss() -> LossTerms {
    let loss = pair.recipe.game.loss.ofGenerator(pair.discriminator(pair.generate(current.sample)))
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
