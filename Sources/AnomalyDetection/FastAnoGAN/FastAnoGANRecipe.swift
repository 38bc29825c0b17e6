public import Adversarial
public import Torch
import TorchNN
import TorchOptim
public import Training

/// Every choice of an f-AnoGAN run; the defaults are those of Schlegl et al. 2019 and their code.
public struct FastAnoGANRecipe: GenerativeAnomalyRecipe {
  /// The networks, the game and the run: WGAN-GP's.
  public var base = GenerativeRecipe.wganGP
  /// The encoder.
  public var encoder = EncoderRecipe()
  /// Whose features windows and what is drawn of them are compared by.
  public var perception = PerceptionRecipe()
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

    /// The share of the run's steps that the encoder gets, after the GAN's, where `encoder_start` is 0.
    public var share = 0.5
    /// The first step of the encoder's, counted from 0; 0 is as `encoder_share` says. A longer run lets the encoder learn on.
    public var first = 0
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

    enum CodingKeys: String, CodingKey {
      case share = "encoder_share"
      case first = "encoder_start"
      case features = "nef"
      case learningRate = "encoder_lr"
      case updates = "encoder_optimizer"
      case policy = "encoder_lr_policy"
      case kappa
      case scoreKappa = "score_kappa"
    }
  }

  /// The paper's WGAN-GP, then the encoder by RMSprop 5e-5, kappa 1: 1,500 steps of 64 windows each.
  public init() {
    base.run.epochs = 0
    base.run.steps = 3000
  }

  /// Runs of before kept no step of the encoder's: it follows from the length that they had. Their maps took the score's
  /// distance.
  public static func formerValues(in file: RecipeDocument) -> RecipeDocument {
    var values = formerScoreValues(in: file)
    if let steps = file["steps"]?.int, steps > 0, let share = file["encoder_share"]?.double {
      values["encoder_start"] = .integer(steps - Int((Double(steps) * share).rounded()))
    }
    return values
  }

  /// The encoder's first step follows from the run's length, and stays when that grows.
  public mutating func resolveRun(stepsPerEpoch: Int) throws {
    try run.resolve(stepsPerEpoch: stepsPerEpoch)
    if encoder.first == 0 { encoder.first = run.steps - Int((Double(run.steps) * encoder.share).rounded()) }
    try check(
      encoder.first > 0 && encoder.first < run.steps,
      "encoder_start is \(encoder.first) of \(run.steps) steps; both GAN and encoder need some")
  }

  /// How the encoder's rate goes over its own steps.
  var encoderSchedule: LearningRateSchedule {
    encoder.policy == .cosine ? .cosine(length: run.steps - encoder.first, minimum: 0.01) : .constant
  }

  /// Builds the networks.
  public func makeSystem(for pictures: NormalPictures, device: Device) throws -> FastAnoGAN {
    try FastAnoGAN(
      self, perception: try Perception.opened(perception, for: pictures, device: device), device: device)
  }

  /// `score_kappa`.
  public var featureWeight: Double? {
    get { weights.feature }
    set { encoder.scoreKappa = newValue ?? -1 }
  }

  /// What residual and features weigh in the score.
  var weights: ScoreWeights {
    ScoreWeights(residual: 1, feature: encoder.scoreKappa < 0 ? encoder.kappa : encoder.scoreKappa)
  }

  /// Makes sure that the values fit each other.
  public func validate() throws {
    try base.generator.validate()
    try base.game.validate(architecture: base.generator.architecture)
    try search.validate()
    try perception.validate()
    try check(
      encoder.share > 0 && encoder.share < 1,
      "encoder_share is \(encoder.share); choose a share between 0 and 1: both GAN and encoder need steps")
    try check((1...1024).contains(encoder.features), "nef is \(encoder.features); choose 1 to 1024")
    try check(
      encoder.learningRate > 0 && encoder.learningRate.isFinite,
      "encoder_lr is \(encoder.learningRate); it must be above 0")
    try check(
      [.constant, .cosine].contains(encoder.policy),
      "encoder_lr_policy is \(encoder.policy.rawValue); choose constant or cosine")
    try check(
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
      generator: networks.generator, critic: networks.critic, encoder: networks.encoder,
      perception: perception.isOwn ? try Perception(perception, side: imageSize, device: device) : nil, recipe: self)
  }
}
