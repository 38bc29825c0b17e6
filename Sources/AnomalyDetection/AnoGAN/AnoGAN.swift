public import Adversarial
public import Datasets
public import Torch
public import TorchNN
public import TorchOptim
public import Training
public import Vision

/// AnoGAN's training (Schlegl et al. 2017, 1703.05921): a DCGAN on normal windows; the search comes afterwards, in
/// ``AnoGANDetector``.
public final class AnoGAN: AnomalySystem, NoiseToImageSystem {
  public static let identifier = "anogan"

  public let pair: GenerativePair
  private let perception: Perception?
  private let recipe: AnoGANRecipe

  /// Builds both networks with fresh weights from the recipe's seed.
  ///
  /// - Parameter recipe: resolved.
  /// - Throws: a sentence that names the key whose value no network can have.
  public convenience init(_ recipe: AnoGANRecipe, device: Device = .cpu) throws {
    try self.init(recipe, perception: nil, device: device)
  }

  /// - Parameter perception: what the recipe's `features` name, opened.
  init(_ recipe: AnoGANRecipe, perception: Perception?, device: Device) throws {
    precondition(
      recipe.perception.isOwn == (perception != nil), "the network of `features` is opened with the pictures")
    self.perception = perception
    self.recipe = recipe
    pair = try GenerativePair(recipe.base, device: device)
  }

  public var networks: [(name: String, module: Module)] { pair.networks }
  public var optimizers: [(name: String, optimizer: any Optimizer)] { pair.optimizers }
  public var randomSources: [(name: String, random: RandomSource)] { pair.randomSources }

  /// x and G(z): DCGAN's game.
  public func phases(_ batch: ImageBatch, step: Int) -> [Phase] {
    let real = Tensor(batch, device: pair.device)
    let generated = pair.generate(pair.sample(real.shape[0]))
    let discriminator = pair.discriminator
    let round = GenerativeRound(
      discriminator: { [pair] in
        let fake = generated.detached()
        return pair.discriminatorLoss(
          realLogits: discriminator(real), fakeLogits: discriminator(fake), real: real, fake: fake
        ) { discriminator($0) }
      },
      generator: { [pair] in pair.generatorLoss(discriminator(generated)) })
    return pair.phases(round, step: step)
  }

  /// Pictures of the same noise all through the run: what it takes for normal.
  public func sampleSheet(_ batch: ImageBatch, step: Int) -> Image { pair.sheet(pair.sheetSample(), columns: 10) }

  public func makeDetector() -> any AnomalyDetector {
    AnoGANDetector(
      generator: pair.drawing, discriminator: pair.discriminator, perception: perception, recipe: recipe)
  }
}
