import Adversarial
public import Datasets
public import Torch
public import TorchNN
public import TorchOptim
public import Training
public import Vision

/// Pictures to a code and back.
final class AutoencoderNetwork: Module, Layer {
  let encoder: ImageEncoder
  let decoder: any NoiseToImageNetwork

  init(encoder: ImageEncoder, decoder: any NoiseToImageNetwork) {
    (self.encoder, self.decoder) = (encoder, decoder)
    super.init()
  }

  /// `[N, C, H, W]` in -1...1 to the same shape.
  func callAsFunction(_ input: Tensor) -> Tensor { decoder(encoder(input)) }
}

/// A plain convolutional autoencoder by squared error: what the adversarial systems of this room must beat.
public final class Autoencoder: AnomalySystem {
  public static let identifier = "autoencoder"

  private let network: AutoencoderNetwork
  private let optimizer: Adam
  private let recipe: AutoencoderRecipe
  private let device: Device

  /// Builds the network with fresh weights from the recipe's seed.
  ///
  /// - Parameter recipe: resolved.
  /// - Throws: a sentence that names the key whose value no network can have.
  public init(_ recipe: AutoencoderRecipe, device: Device = .cpu) throws {
    self.recipe = recipe
    self.device = device
    network = try recipe.makeNetwork(random: RandomSource(seed: recipe.run.seed))
    try network.move(to: device)
    optimizer = Adam(network.parameters(), learningRate: recipe.run.learningRate)
  }

  public var networks: [(name: String, module: Module)] { [("autoencoder", network)] }
  public var optimizers: [(name: String, optimizer: any Optimizer)] { [("autoencoder", optimizer)] }

  public func phases(_ batch: ImageBatch, step: Int) -> [Phase] {
    let real = Tensor(batch, device: device)
    return [
      Phase("autoencoder", optimizer, trains: [network]) { [network] in
        LossTerms("image", meanSquaredError(network(real).to(.float32), real))
      }
    ]
  }

  /// Pictures of the batch above what is made of them.
  public func sampleSheet(_ batch: ImageBatch, step: Int) -> Image {
    network.eval()
    let real = Tensor(batch, device: device)
    return Montage.grid(real.images() + network(real).images(), columns: real.shape[0], spacing: 2)
  }

  public func makeDetector() -> any AnomalyDetector { AutoencoderDetector(network, recipe: recipe) }
}

/// The squared error of a window as its score.
public final class AutoencoderDetector: AnomalyDetector {
  private let network: AutoencoderNetwork
  private let comparison: Comparison

  init(_ network: AutoencoderNetwork, recipe: AutoencoderRecipe) {
    self.network = network
    comparison = Comparison(recipe.score, scale: .means)
    network.setRequiresGrad(false)
    network.eval()
  }

  /// The network of a model file.
  public var networks: [(name: String, module: Module)] { [("autoencoder", network)] }

  /// The residual alone.
  public var weights: ScoreWeights { ScoreWeights(residual: 1, feature: 0) }

  /// Compares each window with what is made of it.
  public func examine(_ windows: Tensor) -> Examination {
    withoutGradients { comparison.examination(of: windows, drawn: network(windows), feature: nil) }
  }
}
