public import Adversarial
public import Datasets
import TorchNN

/// Every choice of a pix2pix run, as flat keys; the defaults are the paper's (1611.07004, section 6).
public struct Pix2PixRecipe: Codable, Sendable, Equatable {
  /// The generator.
  public var generator = GeneratorRecipe()
  /// The discriminator.
  public var discriminator = Discriminator()
  /// The losses.
  public var objective = Objective()
  /// What pictures are made of the data.
  public var data = Data()
  /// How long and how to train: 200 epochs of batch size 1 at 2e-4, which falls in a line over the second half.
  public var run = RunRecipe(epochs: 200, batchSize: 1, learningRate: 2e-4)

  /// The paper's recipe.
  public init() {}

  /// The discriminator and what both networks' weights start from.
  public struct Discriminator: Codable, Sendable, Equatable {
    /// The families of discriminators.
    public enum Architecture: String, Codable, Sendable, CaseIterable {
      /// ``PatchDiscriminator``
      case patch
      /// ``PixelDiscriminator``
      case pixel
    }

    /// The family.
    public var architecture = Architecture.patch
    /// The width of the first layer.
    public var features = 64
    /// Patch: the layers between the first and the last; 3 judges patches of 70x70 pixels.
    public var layers = 3
    /// What the weights of both networks are drawn from.
    public var initialization = InitializationKind.normal
    /// The spread of `normal`, the gain of the others.
    public var initializationGain = 0.02

    enum CodingKeys: String, CodingKey, CaseIterable {
      case architecture = "discriminator"
      case features = "ndf"
      case layers = "n_layers"
      case initialization = "init_type"
      case initializationGain = "init_gain"
    }
  }

  /// The names of the initialisers.
  public enum InitializationKind: String, Codable, Sendable, CaseIterable {
    case normal, xavier, kaiming, orthogonal
  }

  /// The losses and the optimizers' momentum.
  public struct Objective: Codable, Sendable, Equatable {
    /// The game.
    public var mode = GANObjective.vanilla
    /// The weight of the L1 distance to the truth (eq. 4).
    public var lambdaL1 = 100.0
    /// The weight of the structural dissimilarity to the truth, ``StructuralLoss``; not in the paper.
    public var lambdaSSIM = 0.0
    /// The weight of the gradient penalty, where `gan_mode` is `wgan-gp`.
    public var lambdaGP = 10.0
    /// Adam's first decay rate.
    public var beta1 = 0.5
    /// Adam's second decay rate.
    public var beta2 = 0.999

    enum CodingKeys: String, CodingKey, CaseIterable {
      case mode = "gan_mode"
      case lambdaL1 = "lambda_l1"
      case lambdaSSIM = "lambda_ssim"
      case lambdaGP = "lambda_gp"
      case beta1
      case beta2
    }

    /// A weight below 0 would reward what it is to punish.
    func validate() throws(TrainingError) {
      let weights = [(CodingKeys.lambdaL1, lambdaL1), (.lambdaSSIM, lambdaSSIM), (.lambdaGP, lambdaGP)]
      for (key, weight) in weights where !(weight >= 0 && weight.isFinite) {
        throw TrainingError(.recipe, "\(key.rawValue) is \(weight); use 0 (off) or more")
      }
    }
  }

  /// What pictures are made of the data.
  public struct Data: Codable, Sendable, Equatable {
    /// Which side is translated into which.
    public enum Direction: String, Codable, Sendable, CaseIterable {
      /// From A, the left half of an aligned file, to B.
      case aToB = "AtoB"
      /// From B to A.
      case bToA = "BtoA"
    }

    /// Which side is translated into which.
    public var direction = Direction.aToB
    /// What is done to the size.
    public var preprocess = Preprocess.Mode.resizeAndCrop
    /// The size of a training picture.
    public var imageSize = Preprocess.Size(256)
    /// The size before the random window is cut: `auto` is 286/256 of `image_size`.
    public var loadSize = "auto"
    /// Whether pairs are mirrored by chance.
    public var flip = true

    enum CodingKeys: String, CodingKey, CaseIterable {
      case direction
      case preprocess
      case imageSize = "image_size"
      case loadSize = "load_size"
      case flip
    }
  }
}

extension Pix2PixRecipe {
  /// Reads the keys of all parts from one flat mapping.
  public init(from decoder: any Decoder) throws {
    generator = try GeneratorRecipe(from: decoder)
    discriminator = try Discriminator(from: decoder)
    objective = try Objective(from: decoder)
    data = try Data(from: decoder)
    run = try RunRecipe(from: decoder)
  }

  /// Writes the keys of all parts into one flat mapping.
  public func encode(to encoder: any Encoder) throws {
    try data.encode(to: encoder)
    try generator.encode(to: encoder)
    try discriminator.encode(to: encoder)
    try objective.encode(to: encoder)
    try run.encode(to: encoder)
  }

  /// Fills in what the training size and the data decide, so that the recipe says every number.
  ///
  /// - Throws: a sentence that names the key whose value does not fit the others.
  public mutating func resolve(stepsPerEpoch: Int) throws {
    if data.loadSize == "auto" { data.loadSize = Preprocess.jitter(to: data.imageSize).loadSize.description }
    try preprocess().validate()
    try resolveGenerator()
    if discriminator.architecture == .patch, discriminator.layers < 1 {
      throw TrainingError(.recipe, "n_layers is \(discriminator.layers); use 1 or more, or `discriminator: pixel`")
    }
    try objective.validate()
    try run.resolve(stepsPerEpoch: stepsPerEpoch)
  }

  /// The size is fixed only where a window of it is cut; other modes pad each picture to what the network needs.
  private mutating func resolveGenerator() throws(TrainingError) {
    let (width, height) = (data.imageSize.width, data.imageSize.height)
    let cuts = data.preprocess == .resizeAndCrop || data.preprocess == .crop
    let greatest = UNet.greatestDepth(width: width, height: height)
    if generator.architecture == .unet, generator.depth == 0 {
      generator.depth = cuts ? greatest : 8
    }
    let multiple = generator.architecture == .unet ? 1 << generator.depth : 4
    if generator.architecture == .unet, generator.depth < 2 {
      throw TrainingError(
        .recipe, "image_size is \(data.imageSize), which a U-Net cannot halve twice; use multiples of 4, such as 256")
    }
    if cuts, width % multiple != 0 || height % multiple != 0 {
      throw TrainingError(
        .recipe,
        "image_size is \(data.imageSize), but this generator needs multiples of \(multiple)"
          + (generator.architecture == .unet ? " (num_downs \(generator.depth); at most \(greatest) fit)" : ""))
    }
  }

  /// How pictures are prepared; `load_size` must be resolved.
  public func preprocess() throws(DatasetError) -> Preprocess {
    let load =
      data.loadSize == "auto"
      ? Preprocess.jitter(to: data.imageSize).loadSize : try Preprocess.Size(parsing: data.loadSize)
    return Preprocess(mode: data.preprocess, loadSize: load, cropSize: data.imageSize, flip: data.flip)
  }
}
