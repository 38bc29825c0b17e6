public import Torch
public import TorchNN
public import TorchOptim
import Training
public import Vision

/// What every generative system owns: a generator, a discriminator, their optimizers, and where noise comes from.
public final class GenerativePair {
  /// Noise to pictures.
  public let generator: any NoiseToImageNetwork
  /// Pictures to logits.
  public let discriminator: any ImageDiscriminator
  /// Updates the generator.
  public let optimizerOfGenerator: Adam
  /// Updates the discriminator, and the heads that read its features.
  public let optimizerOfDiscriminator: Adam
  /// The recipe, resolved.
  public let recipe: GenerativeRecipe
  /// What the generator is fed.
  public let space: LatentSpace
  /// Where the networks are.
  public let device: Device
  /// Draws latent points.
  public let latentNoise: RandomSource
  /// What the discriminator minimises.
  public let discriminatorLoss: DiscriminatorLoss
  /// The weights' source, for heads that a system adds.
  public let weights: RandomSource
  private let penaltyNoise: RandomSource
  let average: AveragedNetwork<AnyNoiseToImage>?

  /// Builds both networks with fresh weights from the recipe's seed.
  ///
  /// - Parameters:
  ///   - recipe: resolved.
  ///   - conditionChannels: what the discriminator sees beside the picture's channels.
  ///   - heads: makes modules that read the discriminator's features and learn with it.
  /// - Throws: a sentence that names the key whose value no network can have.
  public init(
    _ recipe: GenerativeRecipe, conditionChannels: Int = 0, device: Device,
    heads: (any ImageDiscriminator, RandomSource) -> [Module] = { _, _ in [] }
  ) throws {
    self.recipe = recipe
    self.device = device
    space = recipe.generator.latentSpace
    let seed = recipe.run.seed
    weights = RandomSource(seed: seed)
    latentNoise = RandomSource(seed: seed &+ 0x9E37_79B9_7F4A_7C15)
    penaltyNoise = RandomSource(seed: seed &+ 0x3C6E_F372_FE94_F82A, device: device)
    discriminatorLoss = DiscriminatorLoss(recipe.game, penaltyNoise: penaltyNoise)
    generator = try recipe.generator.makeNetwork(random: weights)
    discriminator = recipe.game.makeDiscriminator(
      for: recipe.generator, conditionChannels: conditionChannels, random: weights)
    let extra = heads(discriminator, weights)
    for network in [generator as Module, discriminator as Module] + extra {
      recipe.game.initialize(network, random: weights)
      try network.move(to: device)
    }
    let game = recipe.game
    let rate = recipe.run.learningRate
    optimizerOfGenerator = Adam(generator.parameters(), learningRate: rate, betas: (game.beta1, game.beta2))
    optimizerOfDiscriminator = Adam(
      discriminator.parameters() + extra.flatMap { $0.parameters() },
      learningRate: game.discriminatorLearningRate > 0 ? game.discriminatorLearningRate : rate,
      betas: (game.beta1, game.beta2))
    if game.emaDecay > 0 {
      let copy = try recipe.generator.makeNetwork(random: RandomSource(seed: 0))
      try copy.move(to: device)
      average = AveragedNetwork(AnyNoiseToImage(copy), of: AnyNoiseToImage(generator), decay: game.emaDecay)
    } else {
      average = nil
    }
  }

  /// The files of a checkpoint.
  public var networks: [(name: String, module: Module)] {
    let averaged: [(name: String, module: Module)] = average.map { [("generator_ema", $0.network.network)] } ?? []
    return [("generator", generator), ("discriminator", discriminator)] + averaged
  }

  /// Both optimizers.
  public var optimizers: [(name: String, optimizer: any Optimizer)] {
    [("generator", optimizerOfGenerator), ("discriminator", optimizerOfDiscriminator)]
  }

  /// What training draws from.
  public var randomSources: [(name: String, random: RandomSource)] {
    [("latent", latentNoise), ("penalty", penaltyNoise)]
  }

  /// Draws latent points for a step.
  public func sample(_ count: Int) -> LatentSample { space.sample(count, random: latentNoise) }

  /// The pictures of latent points, with a graph.
  public func generate(_ sample: LatentSample) -> Tensor { generator(sample.input.to(device)) }

  /// The generator that pictures are drawn with: the running average where there is one.
  public var drawing: any NoiseToImageNetwork { average?.network.network ?? generator }

  /// Draws a sheet of pictures without training anything; a running average draws where there is one.
  ///
  /// - Parameters:
  ///   - columns: pictures in a row.
  public func sheet(_ sample: LatentSample, columns: Int) -> Image {
    let network = drawing
    network.eval()
    return Montage.grid(network(sample.input.to(device)).images(), columns: columns, spacing: 2)
  }

  /// The same points for every sheet of a run: each row has one category of the first categorical code, and each column
  /// the same noise.
  public func sheetSample(rows: Int = 8, columns: Int = 10) -> LatentSample {
    let random = RandomSource(seed: recipe.run.seed &+ 0x1234_5678)
    guard let code = space.categorical.first, let categories = space.codes[code].categories else {
      return space.sample(rows * columns, random: random)
    }
    return space.sample(columns, random: random).repeated(forEachCategoryOf: code, first: min(categories, 20))
  }
}

/// A wrapper, since generic code cannot take an existential network.
final class AnyNoiseToImage: Module, Layer {
  let network: any NoiseToImageNetwork

  init(_ network: any NoiseToImageNetwork) {
    self.network = network
    super.init()
  }

  func callAsFunction(_ input: Tensor) -> Tensor { network(input) }
}

extension LatentSample {
  /// All points once for each of the first values of a categorical code, value by value.
  public func repeated(forEachCategoryOf code: Int, first count: Int) -> LatentSample {
    var copy = self
    copy.noise = noise.repeated([count, 1])
    copy.codes = codes.map { $0.repeated([count]) }
    copy.codes[code] = concatenated((0..<count).map { Tensor.full(like: codes[code], Double($0)) })
    return copy
  }
}
