public import Adversarial
public import Torch
import TorchNN

/// Every choice of an AnoGAN run, as flat keys; the defaults are the paper's (1703.05921, section 3).
public struct AnoGANRecipe: GenerativeAnomalyRecipe {
  /// The networks, the game and the run: DCGAN's.
  public var base: GenerativeRecipe
  /// Which pictures.
  public var data = NormalDataRecipe()
  /// Scores and thresholds.
  public var score = ScoreRecipe(distance: .l1)
  /// The search for a query.
  public var search = SearchRecipe()
  /// The weight of the features' distance; the residual has 1 - lambda.
  public var lambda = Lambda()

  /// A key of its own, so that all parts stay flat.
  public struct Lambda: Codable, Sendable, Equatable {
    /// 0.1 in the paper.
    public var lambda = 0.1
  }

  /// The paper's recipe: a DCGAN on windows of 64, 20 epochs, lambda 0.1, 500 steps of search.
  public init() {
    base = GenerativeRecipe(
      generator: ImageGeneratorRecipe(), game: GameRecipe(),
      run: RunRecipe(epochs: 20, batchSize: 128, learningRate: 2e-4, policy: .constant))
  }

  /// Reads the keys.
  public init(from decoder: any Decoder) throws {
    base = try GenerativeRecipe(from: decoder)
    data = try NormalDataRecipe(from: decoder)
    score = try ScoreRecipe(from: decoder)
    search = try SearchRecipe(from: decoder)
    lambda = try Lambda(from: decoder)
  }

  /// Writes the keys.
  public func encode(to encoder: any Encoder) throws {
    try base.encode(to: encoder)
    try data.encode(to: encoder)
    try score.encode(to: encoder)
    try search.encode(to: encoder)
    try lambda.encode(to: encoder)
  }

  /// What residual and features weigh.
  var weights: ScoreWeights { ScoreWeights(residual: 1 - lambda.lambda, feature: lambda.lambda) }

  /// Makes sure that the values fit each other.
  public func validate() throws {
    try base.generator.validate()
    try base.game.validate(architecture: base.generator.architecture)
    try search.validate()
    guard (0...1).contains(lambda.lambda) else {
      throw TrainingError(.recipe, "lambda is \(lambda.lambda); choose 0 (residual alone) to 1 (features alone)")
    }
  }

  /// Builds the networks, whose weights are then loaded.
  public func makeDetector(device: Device) throws -> any AnomalyDetector {
    let random = RandomSource(seed: 0)
    let networks = try withoutDrawingWeights {
      (
        generator: try base.generator.makeNetwork(random: random),
        discriminator: base.game.makeDiscriminator(for: base.generator, random: random)
      )
    }
    try networks.generator.move(to: device)
    try networks.discriminator.move(to: device)
    return AnoGANDetector(generator: networks.generator, discriminator: networks.discriminator, recipe: self)
  }
}
