import Adversarial
public import Torch
public import TorchNN
import Training

/// AnoGAN's judgement: for each query the latent point whose picture is most like it is searched, and what remains between
/// the two is the score (1703.05921, eq. 5).
public final class AnoGANDetector: AnomalyDetector, SeesByNetwork {
  private let generator: any NoiseToImageNetwork
  private let discriminator: any ImageDiscriminator
  let perception: Perception?
  var addsUp: Bool { comparison.scale == .sums }
  private let recipe: AnoGANRecipe
  private let comparison: Comparison
  /// Finds the points.
  public let search: LatentSearch

  init(
    generator: any NoiseToImageNetwork, discriminator: any ImageDiscriminator, perception: Perception? = nil,
    recipe: AnoGANRecipe
  ) {
    self.perception = perception
    self.generator = generator
    self.discriminator = discriminator
    self.recipe = recipe
    comparison = Comparison(recipe.score, scale: .sums)
    search = LatentSearch(
      generator: generator, discriminator: discriminator, comparison: comparison, weights: recipe.weights,
      recipe: recipe.search, noise: recipe.base.generator.noise, eye: perception.map { eye in { eye.features($0) } })
  }

  /// The networks of a model file.
  public var networks: [(name: String, module: Module)] {
    [("generator", generator), ("discriminator", discriminator)] + (perception.map { [("perception", $0)] } ?? [])
  }

  /// 1 - lambda and lambda.
  public var weights: ScoreWeights { recipe.weights }

  /// Searches. Every query starts at the same points, drawn by the recipe's seed.
  private func draw(_ windows: Tensor) -> Tensor {
    let random = RandomSource(seed: recipe.run.seed &+ 0x5EA2_C4ED)
    let space = recipe.base.generator.latentSpace
    let starts = (0..<recipe.search.restarts).map { _ in
      let start = space.sample(1, random: random).input
      return start.expanded(to: [windows.shape[0], space.dimension]).contiguous().to(windows.device)
    }
    let found = search(windows, starts: starts)
    return withoutGradients { generator(found.points) }
  }

  /// Searches, then compares.
  public func examine(_ windows: Tensor) -> Examination {
    let drawn = draw(windows)
    return withoutGradients {
      comparison.examination(of: windows, drawn: drawn, eye: perception) { discriminator.features($0) }
    }
  }
}
