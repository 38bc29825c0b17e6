import Adversarial
public import Torch
import TorchNN
public import Training

/// Every choice of an autoencoder's run.
public struct AutoencoderRecipe: AnomalySystemRecipe {
  /// The networks.
  public var network = Network()
  /// How long and how to train.
  public var run = RunRecipe(epochs: 0, batchSize: 64, learningRate: 1e-3, policy: .cosine)
  /// Which pictures.
  public var data = NormalDataRecipe()
  /// Scores and thresholds.
  public var score = ScoreRecipe(distance: .l2)

  /// The networks: f-AnoGAN's encoder and the generator of DCGAN as decoder.
  public struct Network: Codable, Sendable, Equatable {
    /// The side of the windows; 0 is decided by the data.
    public var imageSize = 0
    /// Of the pictures; 0 is decided by the data.
    public var channels = 0
    /// The width of the encoder's first layer.
    public var encoderFeatures = 32
    /// The width of the decoder's last hidden layer.
    public var decoderFeatures = 32
    /// Numbers of the code.
    public var latentDimension = 32

    enum CodingKeys: String, CodingKey {
      case imageSize = "image_size"
      case channels
      case encoderFeatures = "nef"
      case decoderFeatures = "ngf"
      case latentDimension = "latent_dim"
    }
  }

  /// A code of 32 numbers, Adam 1e-3 along half a cosine, 8,000 steps of 64 windows.
  public init() { run.steps = 8000 }

  /// The side of the windows.
  public var imageSize: Int {
    get { network.imageSize }
    set { network.imageSize = newValue }
  }
  /// Of the pictures.
  public var channels: Int {
    get { network.channels }
    set { network.channels = newValue }
  }

  private var decoder: ImageGeneratorRecipe {
    var decoder = ImageGeneratorRecipe()
    (decoder.imageSize, decoder.channels, decoder.features) = (imageSize, channels, network.decoderFeatures)
    (decoder.latentDimension, decoder.noise) = (network.latentDimension, .gaussian)
    return decoder
  }

  /// Makes sure that the values fit each other.
  public func validate() throws {
    try decoder.validate()
    try check((1...1024).contains(network.encoderFeatures), "nef is \(network.encoderFeatures); choose 1 to 1024")
  }

  func makeNetwork(random: RandomSource) throws -> AutoencoderNetwork {
    AutoencoderNetwork(
      encoder: ImageEncoder(
        channels: channels, imageSize: imageSize, features: network.encoderFeatures,
        latent: network.latentDimension, isBounded: false, random: random),
      decoder: try decoder.makeNetwork(random: random))
  }

  /// Builds the network.
  public func makeSystem(for pictures: NormalPictures, device: Device) throws -> Autoencoder {
    try Autoencoder(self, device: device)
  }

  /// Builds the network, whose weights are then loaded.
  public func makeDetector(device: Device) throws -> any AnomalyDetector {
    let network = try withoutDrawingWeights { try makeNetwork(random: RandomSource(seed: 0)) }
    try network.move(to: device)
    return AutoencoderDetector(network, recipe: self)
  }
}
