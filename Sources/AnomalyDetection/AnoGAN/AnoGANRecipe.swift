public import Adversarial
public import Torch
import TorchNN
import Training

/// Every choice of an AnoGAN run; the defaults are the paper's (1703.05921, section 3).
public struct AnoGANRecipe: GenerativeAnomalyRecipe {
  /// The networks, the game and the run: DCGAN's.
  public var base = GenerativeRecipe()
  /// Whose features windows and what is drawn of them are compared by.
  public var perception = PerceptionRecipe()
  /// Which pictures.
  public var data = NormalDataRecipe()
  /// Scores and thresholds.
  public var score = ScoreRecipe(distance: .l1)
  /// The search for a query.
  public var search = SearchRecipe()
  /// The weight of the features' distance; the residual has 1 - lambda.
  public var lambda = 0.1

  /// The paper's DCGAN on windows, lambda 0.1, 500 steps of search; how long it trained the paper does not say.
  public init() {
    base.run.epochs = 0
    base.run.steps = 4000
  }

  /// Builds the networks.
  public func makeSystem(for pictures: NormalPictures, device: Device) throws -> AnoGAN {
    try AnoGAN(
      self, perception: try Perception.opened(perception, for: pictures, device: device), device: device)
  }

  /// What residual and features weigh.
  var weights: ScoreWeights { ScoreWeights(residual: 1 - lambda, feature: lambda) }

  /// Makes sure that the values fit each other.
  public func validate() throws {
    try base.generator.validate()
    try base.game.validate(architecture: base.generator.architecture)
    try search.validate()
    try perception.validate()
    try check((0...1).contains(lambda), "lambda is \(lambda); choose 0 (residual alone) to 1 (features alone)")
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
    return AnoGANDetector(
      generator: networks.generator, discriminator: networks.discriminator,
      perception: perception.isOwn ? try Perception(perception, side: imageSize, device: device) : nil, recipe: self)
  }
}
