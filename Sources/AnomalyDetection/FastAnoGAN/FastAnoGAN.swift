public import Adversarial
public import Datasets
import Foundation
public import Torch
public import TorchNN
public import TorchOptim
public import Vision

/// f-AnoGAN (Schlegl et al. 2019, Medical Image Analysis 54): WGAN-GP on normal windows, then an encoder that finds a
/// window's latent point in one pass.
///
/// The encoder is trained as izi_f: picture to point to picture, `MSE(x, G(E(x))) + kappa MSE(f(x), f(G(E(x))))` with the
/// critic's features f; generator and critic stay as they are. Both trainings are one run: the encoder has the last
/// `encoder_share` of the steps.
public final class FastAnoGAN: AnomalySystem {
  public static let identifier = "f-anogan"

  private let pair: GenerativePair
  private let encoder: ImageEncoder
  private let optimizerOfEncoder: any Optimizer
  private let recipe: FastAnoGANRecipe
  /// How many steps were taken.
  private var stepCount = 0
  private var step: (real: Tensor, sample: LatentSample?)?

  /// Builds the networks with fresh weights from the recipe's seed.
  ///
  /// - Parameter recipe: resolved.
  /// - Throws: a sentence that names the key whose value no network can have.
  public init(_ recipe: FastAnoGANRecipe, device: Device = .cpu) throws {
    self.recipe = recipe
    pair = try GenerativePair(recipe.base, device: device)
    encoder = recipe.makeEncoder(random: pair.weights)
    recipe.base.game.initialize(encoder, random: pair.weights)
    try encoder.move(to: device)
    let rate = recipe.encoder.learningRate
    optimizerOfEncoder =
      recipe.encoder.updates == .adam
      ? Adam(encoder.parameters(), learningRate: rate) : RMSprop(encoder.parameters(), learningRate: rate)
  }

  public var networks: [(name: String, module: Module)] { pair.networks + [("encoder", encoder)] }
  public var optimizers: [(name: String, optimizer: any Optimizer)] {
    pair.optimizers + [("encoder", optimizerOfEncoder)]
  }
  public var randomSources: [(name: String, random: RandomSource)] { pair.randomSources }
  public var auxiliaryState: [(name: String, tensor: Tensor)] { [("steps", Tensor([stepCount]))] }

  public func loadAuxiliaryState(_ state: [String: Tensor]) throws {
    guard let steps = state["steps"] else {
      throw TrainingError(.notRead, "the checkpoint lacks the number of steps; it is damaged")
    }
    stepCount = Int(steps.int64Array()[0])
  }

  /// Whether the GAN is done.
  private var isEncoding: Bool { stepCount >= recipe.firstEncoderStep }

  public func begin(_ batch: ImageBatch) {
    let real = Tensor(batch, device: pair.device)
    step = (real, isEncoding ? nil : pair.sample(real.shape[0]))
    guard isEncoding else { return }
    // The generator that the detector will have: running statistics, and weights that no longer change.
    pair.drawing.eval()
    optimizerOfEncoder.learningRate = encoderRate
  }

  /// The encoder's rate has a course of its own, whatever the run's schedule is.
  private var encoderRate: Double {
    let (first, rate) = (recipe.firstEncoderStep, recipe.encoder.learningRate)
    guard recipe.encoder.policy == .cosine else { return rate }
    let done = Double(stepCount - first) / Double(max(1, recipe.run.steps - first))
    return rate * (0.01 + 0.99 * 0.5 * (1 + cos(Double.pi * min(1, done))))
  }

  /// First the critic in each step and the generator in every `n_critic`-th; then the encoder alone.
  public var phases: [Phase] {
    if isEncoding {
      return [
        Phase(
          name: "encoder", optimizer: optimizerOfEncoder, trains: [encoder],
          freezes: [pair.drawing, pair.discriminator], loss: { [unowned self] in encoderLoss() })
      ]
    }
    return [
      Phase(
        name: "critic", optimizer: pair.optimizerOfDiscriminator, trains: [pair.discriminator],
        loss: { [unowned self] in criticLoss() }),
      Phase(
        name: "generator", optimizer: pair.optimizerOfGenerator, interval: pair.recipe.game.criticSteps,
        trains: [pair.generator], freezes: [pair.discriminator], loss: { [unowned self] in generatorLoss() }),
    ]
  }

  private func criticLoss() -> LossTerms {
    let (real, sample) = (current.real, currentSample)
    let fake = withoutGradients { pair.generate(sample) }
    return pair.discriminatorLoss(
      realLogits: pair.discriminator(real), fakeLogits: pair.discriminator(fake), real: real, fake: fake
    ) { pair.discriminator($0) }
  }

  private func generatorLoss() -> LossTerms {
    let loss = pair.recipe.game.loss.ofGenerator(pair.discriminator(pair.generate(currentSample)))
    return LossTerms(total: loss, terms: [(name: "G_GAN", value: loss)])
  }

  /// izi_f, eq. 3 of the paper.
  private func encoderLoss() -> LossTerms {
    let real = current.real
    let drawn = pair.drawing(encoder(real))
    let image = meanSquaredError(drawn, real)
    guard recipe.encoder.kappa > 0 else { return LossTerms(total: image, terms: [(name: "image", value: image)]) }
    let wanted = withoutGradients { pair.discriminator.features(real) }
    let feature = meanSquaredError(pair.discriminator.features(drawn), wanted)
    return LossTerms(
      total: image + feature * recipe.encoder.kappa,
      terms: [(name: "image", value: image), (name: "feature", value: feature)])
  }

  private var current: (real: Tensor, sample: LatentSample?) {
    guard let step else { preconditionFailure("a phase runs between begin and end") }
    return step
  }

  private var currentSample: LatentSample {
    guard let sample = current.sample else { preconditionFailure("noise is drawn for the GAN's steps") }
    return sample
  }

  public func end() {
    step = nil
    if !isEncoding { pair.updateAverage() }
    stepCount += 1
  }

  /// While the GAN learns, pictures of the same noise; then pictures of the batch above what is made of them.
  public func sampleSheet(_ batch: ImageBatch) -> Image {
    guard isEncoding else { return pair.sheet(pair.sheetSample(), columns: 10) }
    for network in [pair.drawing, encoder] as [any Layer] { network.eval() }
    let real = Tensor(batch, device: pair.device)
    return Montage.grid((real.images() + pair.drawing(encoder(real)).images()), columns: real.shape[0], spacing: 2)
  }

  public func makeDetector() -> any AnomalyDetector {
    FastAnoGANDetector(
      generator: pair.drawing, critic: pair.discriminator, encoder: encoder, recipe: recipe)
  }
}
