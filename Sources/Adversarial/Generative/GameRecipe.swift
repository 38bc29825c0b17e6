public import Torch
public import TorchNN

/// The discriminator of a generative system and the game that it plays.
public struct GameRecipe: Codable, Sendable, Equatable {
  /// The width of the discriminator's first layer.
  public var features: Int
  /// What follows the discriminator's convolutions, where its family leaves the choice.
  public var normalization: Normalization
  /// Whether the discriminator's weights are divided by their greatest singular values.
  public var spectralNorm: Bool
  /// The game.
  public var mode: GANObjective
  /// Vanilla: the generator's saturating loss.
  public var saturates: Bool
  /// How far the real pictures' target is below 1.
  public var labelSmoothing: Double
  /// The weight of the gradient penalty, where `gan_mode` is `wgan-gp`.
  public var lambdaGP: Double
  /// The weight of the penalty on the slope at real pictures; 0 is none.
  public var r1Gamma: Double
  /// Discriminator steps for each generator step; a training step is one of the discriminator's.
  public var criticSteps: Int
  /// The discriminator's learning rate; 0 is the generator's, which is `lr`.
  public var discriminatorLearningRate: Double
  /// Adam's first decay rate.
  public var beta1: Double
  /// Adam's second decay rate.
  public var beta2: Double
  /// The decay of the generator's running average, from which pictures are then drawn; 0 is none.
  public var emaDecay: Double
  /// The spread of the normal distribution from which weights start; 0 is PyTorch's own start.
  public var initializationGain: Double

  /// Keys of the recipe.
  public enum CodingKeys: String, CodingKey, CaseIterable {
    case features = "ndf"
    case normalization = "norm"
    case spectralNorm = "spectral_norm"
    case mode = "gan_mode"
    case saturates = "saturating"
    case labelSmoothing = "label_smoothing"
    case lambdaGP = "lambda_gp"
    case r1Gamma = "r1_gamma"
    case criticSteps = "n_critic"
    case discriminatorLearningRate = "lr_discriminator"
    case beta1
    case beta2
    case emaDecay = "ema_decay"
    case initializationGain = "init_gain"
  }

  /// The defaults are DCGAN's (1511.06434, sections 3 and 4).
  public init(
    features: Int = 64, normalization: Normalization = .batch, mode: GANObjective = .vanilla, criticSteps: Int = 1,
    discriminatorLearningRate: Double = 0, beta1: Double = 0.5, beta2: Double = 0.999,
    initializationGain: Double = 0.02
  ) {
    self.features = features
    self.normalization = normalization
    spectralNorm = false
    self.mode = mode
    saturates = false
    labelSmoothing = 0
    lambdaGP = 10
    r1Gamma = 0
    self.criticSteps = criticSteps
    self.discriminatorLearningRate = discriminatorLearningRate
    self.beta1 = beta1
    self.beta2 = beta2
    emaDecay = 0
    self.initializationGain = initializationGain
  }

  /// The losses.
  public var loss: AdversarialLoss {
    AdversarialLoss(mode, saturates: saturates, labelSmoothing: labelSmoothing)
  }

  /// Builds the discriminator that goes with a generator, with PyTorch's default weights.
  ///
  /// - Parameters:
  ///   - conditionChannels: what it sees beside the picture's channels.
  ///   - random: draws the weights.
  public func makeDiscriminator(
    for generator: ImageGeneratorRecipe, conditionChannels: Int = 0, random: RandomSource
  ) -> any ImageDiscriminator {
    let channels = generator.channels + conditionChannels
    switch generator.architecture {
    case .dcgan:
      return DCGANDiscriminator(
        channels: channels, imageSize: generator.imageSize, features: features, normalization: normalization,
        spectralNorm: spectralNorm, random: random)
    case .resnet:
      return ResidualDiscriminator(
        channels: channels, imageSize: generator.imageSize, features: features, spectralNorm: spectralNorm,
        random: random)
    case .infogan:
      return InfoGANDiscriminator(
        channels: channels, imageSize: generator.imageSize, features: features, random: random)
    }
  }

  /// Draws a network's weights as the recipe says.
  public func initialize(_ network: Module, random: RandomSource) {
    guard initializationGain > 0 else { return }
    TorchNN.initialize(network, .normal(initializationGain), random: random)
  }

  /// Makes sure that the values can be played with.
  ///
  /// - Throws: a sentence that names the key.
  public func validate(architecture: ImageGeneratorRecipe.Architecture) throws(TrainingError) {
    func require(_ condition: Bool, _ sentence: String) throws(TrainingError) {
      if !condition { throw TrainingError(.recipe, sentence) }
    }
    try require((1...1024).contains(features), "ndf is \(features); choose 1 to 1024")
    try require((1...1000).contains(criticSteps), "n_critic is \(criticSteps); choose 1 or more")
    try require((0..<1).contains(labelSmoothing), "label_smoothing is \(labelSmoothing); choose 0 to below 1")
    try require((0..<1).contains(emaDecay), "ema_decay is \(emaDecay); choose 0 to below 1, such as 0.999")
    try require(
      (0..<1).contains(beta1) && (0..<1).contains(beta2), "beta1 is \(beta1) and beta2 \(beta2); choose 0 to below 1")
    try require(
      lambdaGP >= 0 && r1Gamma >= 0 && discriminatorLearningRate >= 0 && initializationGain >= 0,
      "lambda_gp, r1_gamma, lr_discriminator and init_gain are 0 or more")
    try require(
      !(mode == .wganGP && architecture == .dcgan && normalization == .batch),
      "norm is batch, which mixes the pictures that the penalty of wgan-gp looks at one by one; use instance or none")
    try require(
      !(spectralNorm && architecture == .infogan), "spectral_norm goes with the generators dcgan and resnet")
  }
}
