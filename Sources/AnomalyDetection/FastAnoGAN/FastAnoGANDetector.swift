import Adversarial
public import Torch
public import TorchNN

/// f-AnoGAN's judgement: the encoder's point in one forward pass, or a search that starts there (the mixture).
public final class FastAnoGANDetector: AnomalyDetector, SeesByNetwork {
  private let generator: any NoiseToImageNetwork
  private let critic: any ImageDiscriminator
  private let encoder: ImageEncoder
  let perception: Perception?
  var addsUp: Bool { comparison.scale == .sums }
  private let recipe: FastAnoGANRecipe
  private let comparison: Comparison
  private let search: LatentSearch?

  init(
    generator: any NoiseToImageNetwork, critic: any ImageDiscriminator, encoder: ImageEncoder,
    perception: Perception? = nil, recipe: FastAnoGANRecipe
  ) {
    self.perception = perception
    self.generator = generator
    self.critic = critic
    self.encoder = encoder
    self.recipe = recipe
    comparison = Comparison(recipe.score, scale: .means)
    for network in [generator, critic, encoder] as [any Layer] {
      network.setRequiresGrad(false)
      network.eval()
    }
    search =
      recipe.search.steps > 0
      ? LatentSearch(
        generator: generator, discriminator: critic, comparison: comparison, weights: recipe.weights,
        recipe: recipe.search, noise: recipe.base.generator.noise, eye: perception.map { eye in { eye.features($0) } })
      : nil
  }

  /// The networks of a model file.
  public var networks: [(name: String, module: Module)] {
    [("generator", generator), ("discriminator", critic), ("encoder", encoder)]
      + (perception.map { [("perception", $0)] } ?? [])
  }

  /// 1 and kappa.
  public var weights: ScoreWeights { recipe.weights }

  private func draw(_ windows: Tensor) -> Tensor {
    let encoded = encoder(windows)
    return generator(search.map { $0(windows, starts: [encoded]).points } ?? encoded)
  }

  /// Encodes, searches on where the recipe says so, and compares (eqs. 4 to 6 of Schlegl et al. 2019).
  public func examine(_ windows: Tensor) -> Examination {
    withoutGradients {
      let drawn = draw(windows)
      return comparison.examination(of: windows, drawn: drawn, eye: perception) { critic.features($0) }
    }
  }
}
