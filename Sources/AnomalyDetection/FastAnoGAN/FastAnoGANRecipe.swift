public import Adversarial
public import Torch
import TorchNN

/// Every choice of an f-AnoGAN run, as flat keys; the defaults are those of Schlegl et al. 2019 and their code.
public struct FastAnoGANRecipe: GenerativeAnomalyRecipe {
  /// The networks, the game and the run: WGAN-GP's.
  public var base: GenerativeRecipe
  /// The encoder.
  public var encoder = EncoderRecipe()
  /// Which pictures.
  public var data = NormalDataRecipe()
  /// Scores and thresholds.
  public var score = ScoreRecipe(distance: .l2)
  /// A search that starts at the encoder's point; none in the paper.
  public var search = SearchRecipe(steps: 0)

  /// How the encoder learns.
  public struct EncoderRecipe: Codable, Sendable, Equatable {
    /// What updates the encoder.
    public enum Updates: String, Codable, Sendable, CaseIterable {
      /// The paper's.
      case rmsprop
      /// Faster at the start.
      case adam
    }

    /// The share of the run's steps that the encoder gets, after the GAN's.
    public var share = 0.5
    /// The width of its first layer.
    public var features = 64
    /// Its learning rate.
    public var learningRate = 5e-5
    /// What updates it.
    public var updates = Updates.rmsprop
    /// How its rate falls over its own steps.
    public var policy = RunRecipe.Policy.constant
    /// The weight of the features' distance in its loss.
    public var kappa = 1.0
    /// The weight of the features' distance in the score; -1 is kappa.
    public var scoreKappa = -1.0

    /// Keys of the recipe.
    public enum CodingKeys: String, CodingKey, CaseIterable {
      case share = "encoder_share"
      case features = "nef"
      case learningRate = "encoder_lr"
      case updates = "encoder_optimizer"
      case policy = "encoder_lr_policy"
      case kappa
      case scoreKappa = "score_kappa"
    }
  }

  /// The paper's recipe: lambda 10, 5 critic steps, Adam 1e-4 (0, 0.9), batch 64, 128 numbers of normal noise; then the
  /// encoder by RMSprop 5e-5, kappa 1.
  public init() {
    var game = GameRecipe(normalization: .none, mode: .wganGP, criticSteps: 5, beta1: 0, beta2: 0.9)
    game.initializationGain = 0
    base = GenerativeRecipe(
      generator: ImageGeneratorRecipe(latentDimension: 128, noise: .gaussian), game: game,
      run: RunRecipe(epochs: 100, batchSize: 64, learningRate: 1e-4, policy: .constant))
  }

  /// Reads the keys.
  public init(from decoder: any Decoder) throws {
    base = try GenerativeRecipe(from: decoder)
    encoder = try EncoderRecipe(from: decoder)
    data = try NormalDataRecipe(from: decoder)
    score = try ScoreRecipe(from: decoder)
    search = try SearchRecipe(from: decoder)
  }

  /// Writes the keys.
  public func encode(to encoder: any Encoder) throws {
    try base.encode(to: encoder)
    try self.encoder.encode(to: encoder)
    try data.encode(to: encoder)
    try score.encode(to: encoder)
    try search.encode(to: encoder)
  }

  /// What residual and features weigh in the score.
  var weights: ScoreWeights {
    ScoreWeights(residual: 1, feature: encoder.scoreKappa < 0 ? encoder.kappa : encoder.scoreKappa)
  }

  /// The number of the first step of the encoder's, counted from 0.
  var firstEncoderStep: Int { run.steps - Int((Double(run.steps) * encoder.share).rounded()) }

  /// Makes sure that the values fit each other.
  public func validate() throws {
    try base.generator.validate()
    try base.game.validate(architecture: base.generator.architecture)
    try search.validate()
    func require(_ condition: Bool, _ sentence: String) throws(TrainingError) {
      if !condition { throw TrainingError(.recipe, sentence) }
    }
    try require(
      encoder.share > 0 && encoder.share < 1,
      "encoder_share is \(encoder.share); choose a share between 0 and 1: both GAN and encoder need steps")
    try require((1...1024).contains(encoder.features), "nef is \(encoder.features); choose 1 to 1024")
    try require(
      encoder.learningRate > 0 && encoder.learningRate.isFinite,
      "encoder_lr is \(encoder.learningRate); it must be above 0")
    try require(
      [.constant, .cosine].contains(encoder.policy),
      "encoder_lr_policy is \(encoder.policy.rawValue); choose constant or cosine")
    try require(
      encoder.kappa >= 0 && (encoder.scoreKappa >= 0 || encoder.scoreKappa == -1),
      "kappa is \(encoder.kappa) and score_kappa \(encoder.scoreKappa); choose 0 or more, or -1 for score_kappa")
  }

  func makeEncoder(random: RandomSource) -> ImageEncoder {
    ImageEncoder(
      channels: channels, imageSize: imageSize, features: encoder.features, latent: base.generator.latentDimension,
      isBounded: base.generator.noise == .uniform, random: random)
  }

  /// Builds the networks, whose weights are then loaded.
  public func makeDetector(device: Device) throws -> any AnomalyDetector {
    let random = RandomSource(seed: 0)
    let networks = try withoutDrawingWeights {
      (
        generator: try base.generator.makeNetwork(random: random),
        critic: base.game.makeDiscriminator(for: base.generator, random: random),
        encoder: makeEncoder(random: random)
      )
    }
    for network in [networks.generator, networks.critic, networks.encoder] as [any Layer] {
      try network.move(to: device)
    }
    return FastAnoGANDetector(
      generator: networks.generator, critic: networks.critic, encoder: networks.encoder, recipe: self)
  }
}
