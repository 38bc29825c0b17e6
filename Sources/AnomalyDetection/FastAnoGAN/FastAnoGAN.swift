public import Adversarial
public import Datasets
public import Torch
public import TorchNN
public import TorchOptim
public import Training
public import Vision

/// f-AnoGAN (Schlegl et al. 2019, Medical Image Analysis 54): WGAN-GP on normal windows, then an encoder that finds a
/// window's latent point in one pass.
///
/// The encoder is trained as izi_f: picture to point to picture, `MSE(x, G(E(x))) + kappa MSE(f(x), f(G(E(x))))` with the
/// critic's features f; generator and critic stay as they are. Both trainings are one run: the encoder has the last
/// `encoder_share` of the steps.
public final class FastAnoGAN: AnomalySystem, NoiseToImageSystem {
  public static let identifier = "f-anogan"

  public let pair: GenerativePair
  private let encoder: ImageEncoder
  private let optimizerOfEncoder: any Optimizer
  private let perception: Perception?
  private let recipe: FastAnoGANRecipe

  /// Builds the networks with fresh weights from the recipe's seed.
  ///
  /// - Parameter recipe: resolved.
  /// - Throws: a sentence that names the key whose value no network can have.
  public convenience init(_ recipe: FastAnoGANRecipe, device: Device = .cpu) throws {
    try self.init(recipe, perception: nil, device: device)
  }

  /// - Parameter perception: what the recipe's `features` name, opened.
  init(_ recipe: FastAnoGANRecipe, perception: Perception?, device: Device) throws {
    precondition(
      recipe.perception.isOwn == (perception != nil), "the network of `features` is opened with the pictures")
    self.perception = perception
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

  /// First the game, the critic in each step and the generator in every `n_critic`-th; then the encoder alone, whose rate
  /// has a course of its own.
  public func phases(_ batch: ImageBatch, step: Int) -> [Phase] {
    let real = Tensor(batch, device: pair.device)
    let sample = OncePerStep { [pair] in pair.sample(real.shape[0]) }
    let critic = pair.discriminator
    let round = GenerativeRound(
      discriminator: { [pair] in
        let fake = withoutGradients { pair.generate(sample()) }
        return pair.discriminatorLoss(realLogits: critic(real), fakeLogits: critic(fake), real: real, fake: fake) {
          critic($0)
        }
      },
      generator: { [pair] in pair.generatorLoss(critic(pair.generate(sample()))) })
    let first = recipe.encoder.first
    return pair.phases(round, step: step, discriminatorName: "critic", due: .until(first)) + [
      Phase(
        "encoder", optimizerOfEncoder, trains: [encoder], freezes: [pair.drawing, critic], due: .from(first),
        schedule: recipe.encoderSchedule
      ) { [self] in encoderLoss(real) }
    ]
  }

  /// izi_f, eq. 3 of the paper: `MSE(x, G(E(x))) + kappa MSE(f(x), f(G(E(x))))`.
  private func encoderLoss(_ real: Tensor) -> LossTerms {
    // Generator and critic as the detector will have them: running statistics, which no longer change.
    for network in [pair.drawing, pair.discriminator] as [any Layer] { network.eval() }
    let drawn = pair.drawing(encoder(real))
    let loss = LossTerms("image", meanSquaredError(drawn.to(.float32), real))
    guard recipe.encoder.kappa > 0 else { return loss }
    func features(_ windows: Tensor) -> Tensor {
      (perception?.features(windows) ?? pair.discriminator.features(windows)).to(.float32)
    }
    let wanted = withoutGradients { features(real) }
    let found = features(drawn)
    return loss.adding("feature", meanSquaredError(found, wanted), weight: recipe.encoder.kappa)
  }

  /// While the GAN learns, pictures of the same noise; then pictures of the batch above what is made of them.
  public func sampleSheet(_ batch: ImageBatch, step: Int) -> Image {
    guard step >= recipe.encoder.first else { return pair.sheet(pair.sheetSample(), columns: 10) }
    for network in [pair.drawing, encoder] as [any Layer] { network.eval() }
    let real = Tensor(batch, device: pair.device)
    return Montage.grid((real.images() + pair.drawing(encoder(real)).images()), columns: real.shape[0], spacing: 2)
  }

  public func makeDetector() -> any AnomalyDetector {
    FastAnoGANDetector(
      generator: pair.drawing, critic: pair.discriminator, encoder: encoder, perception: perception,
      recipe: recipe)
  }
}
