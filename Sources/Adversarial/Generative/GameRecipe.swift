public import Torch
public import TorchNN
public import Training

/// The discriminator of a generative system and the game that it plays.
public struct GameRecipe: Recipe {
  /// The width of the discriminator's first layer.
  public var features = 64
  /// What follows the discriminator's convolutions, where its family leaves the choice.
  public var normalization = Normalization.batch
  /// Whether the discriminator's weights are divided by their greatest singular values.
  public var spectralNorm = false
  /// The game.
  public var mode = GANObjective.vanilla
  /// Vanilla: the generator's saturating loss.
  public var saturates = false
  /// How far the real pictures' target is below 1.
  public var labelSmoothing = 0.0
  /// The weight of the gradient penalty, where `gan_mode` is `wgan-gp`.
  public var lambdaGP = 10.0
  /// The weight of the penalty on the slope at real pictures; 0 is none.
  public var r1Gamma = 0.0
  /// Discriminator steps for each generator step; a training step is one of the discriminator's.
  public var criticSteps = 1
  /// The discriminator's learning rate; 0 is the generator's, which is `lr`.
  public var discriminatorLearningRate = 0.0
  /// Adam's first decay rate.
  public var beta1 = 0.5
  /// Adam's second decay rate.
  public var beta2 = 0.999
  /// The decay of the generator's running average, from which pictures are then drawn; 0 is none.
  public var emaDecay = 0.0
  /// The spread of the normal distribution from which weights start; 0 is PyTorch's own start.
  public var initializationGain = 0.02

  enum CodingKeys: String, CodingKey {
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
  public init() {}

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
    try check((1...1024).contains(features), "ndf is \(features); choose 1 to 1024")
    try check((1...1000).contains(criticSteps), "n_critic is \(criticSteps); choose 1 or more")
    try check((0..<1).contains(labelSmoothing), "label_smoothing is \(labelSmoothing); choose 0 to below 1")
    try check((0..<1).contains(emaDecay), "ema_decay is \(emaDecay); choose 0 to below 1, such as 0.999")
    try check(
      (0..<1).contains(beta1) && (0..<1).contains(beta2), "beta1 is \(beta1) and beta2 \(beta2); choose 0 to below 1")
    try check(
      lambdaGP >= 0 && r1Gamma >= 0 && discriminatorLearningRate >= 0 && initializationGain >= 0,
      "lambda_gp, r1_gamma, lr_discriminator and init_gain are 0 or more")
    try check(
      !(spectralNorm && architecture == .infogan), "spectral_norm goes with the generators dcgan and resnet")
    try checkPenalties(architecture)
  }

  /// A penalty on the slope at each picture means nothing where batch norm mixes the pictures (1704.00028, section 4).
  private func checkPenalties(_ architecture: ImageGeneratorRecipe.Architecture) throws(TrainingError) {
    let penalty = mode == .wganGP && lambdaGP > 0 ? "gan_mode wgan-gp" : r1Gamma > 0 ? "r1_gamma" : nil
    guard let penalty else { return }
    try check(
      architecture != .infogan,
      "generator is infogan, whose discriminator has batch norm; it mixes the pictures that the penalty of \(penalty) "
        + "looks at one by one; use dcgan with norm none or instance, or resnet")
    try check(
      !(architecture == .dcgan && normalization == .batch),
      "norm is batch, which mixes the pictures that the penalty of \(penalty) looks at one by one; use instance or none"
    )
  }
}
