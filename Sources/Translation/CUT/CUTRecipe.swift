public import Adversarial
public import Datasets
public import Torch
public import Training

/// Every choice of a CUT run; the defaults are the paper's (2007.15651, appendix C), ``fast`` those of FastCUT.
public struct CUTRecipe: TrainableRecipe {
  /// Which side is translated, and what pictures are made of the data.
  public var data = Data()
  /// G: the ResNet of 9 blocks with instance norm.
  public var generator = GeneratorRecipe()
  /// D.
  public var discriminator = DiscriminatorRecipe()
  /// What the weights start from.
  public var initialization = InitializationRecipe()
  /// The game: least squares.
  public var game = ImageGame.Choices()
  /// What holds the output's patches to the input's.
  public var contrast = Contrast()
  /// What keeps the game steady.
  public var stabilization = StabilizationRecipe()
  /// How long and how to train: 400 epochs of batch size 1 at 2e-4, which falls in a line over the second half.
  public var run = RunRecipe(epochs: 400, batchSize: 1, learningRate: 2e-4)

  /// The paper's recipe.
  public init() {
    generator.architecture = .resnet
    generator.normalization = .instance
    generator.dropout = false
    game.mode = .lsgan
    run.channelsLast = true
  }

  /// FastCUT: no identities, ten times the contrast, flips to make up for it, and half as many epochs.
  public static var fast: CUTRecipe {
    var recipe = CUTRecipe()
    recipe.contrast.lambdaNCE = 10
    recipe.contrast.identity = false
    recipe.contrast.flipEquivariance = true
    recipe.run.epochs = 200
    return recipe
  }

  /// About an hour of two cores in place of days, against judges that know pictures (docs/results/driving.md).
  public static var short: RecipeDocument {
    ShortTranslation.keys.overlaid(with: ["discriminator": .string("vision-aided")])
  }

  /// Which side is translated into which, and what pictures are made of the data.
  public struct Data: Codable, Sendable, Equatable {
    /// Which side is translated into which.
    public var direction = TranslationDirection.aToB
    /// What is done to them.
    public var pictures = PictureRecipe()
  }

  /// What holds the output's patches to the input's.
  public struct Contrast: Codable, Sendable, Equatable {
    /// The weight of the game.
    public var lambdaGAN = 1.0
    /// The weight of the contrastive loss.
    public var lambdaNCE = 1.0
    /// Whether pictures of the output's side are to stay themselves, patch by patch (`L_PatchNCE(G, H, Y)`, eq. 5).
    public var identity = true
    /// The positions in the generator whose features are compared (``ResNetGenerator/features(of:at:)``): the pixels, both
    /// halving convolutions, the first and the fifth block.
    public var layers = "0,4,7,10,14"
    /// How many patches of a layer.
    public var patches = 256
    /// The width of F.
    public var width = 256
    /// What similarities are divided by.
    public var temperature = 0.07
    /// Whether inputs are mirrored by chance before the generator, and its features back (FastCUT).
    public var flipEquivariance = false

    enum CodingKeys: String, CodingKey {
      case lambdaGAN = "lambda_gan"
      case lambdaNCE = "lambda_nce"
      case identity = "nce_idt"
      case layers = "nce_layers"
      case patches = "num_patches"
      case width = "netf_nc"
      case temperature = "nce_t"
      case flipEquivariance = "flip_equivariance"
    }

    /// The positions as numbers, ascending.
    ///
    /// - Throws: a sentence that names the key.
    public func places() throws(TrainingError) -> [Int] {
      let words = layers.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
      let numbers = words.compactMap { Int($0) }
      try check(
        !numbers.isEmpty && numbers.count == words.count,
        "nce_layers is '\(layers)'; write numbers, such as 0,4,7,10,14")
      return Array(Set(numbers)).sorted()
    }
  }

  /// What can be done with the model.
  public static var uses: [ModelUse] { [.translate] }
  /// A moved data set is the same data.
  public static var resumeRules: ResumeRules { .standard.allowing("data", "source_shapes") }

  /// The channels of both sides.
  public var channels: (a: Int, b: Int) {
    let (input, output) = (generator.inputChannels, generator.outputChannels)
    return data.direction == .aToB ? (input, output) : (output, input)
  }

  /// Fills in what the training size and the data decide.
  ///
  /// - Throws: a sentence that names the key whose value does not fit the others, or the folder that cannot be learned.
  public mutating func resolve(for source: UnpairedPictures) throws {
    try source.validate()
    if generator.inputChannels == 0 || generator.outputChannels == 0 {
      let (a, b) = (source.folders.a.ownChannels(), source.folders.b.ownChannels())
      let (input, output) = data.direction == .aToB ? (a, b) : (b, a)
      if generator.inputChannels == 0 { generator.inputChannels = input }
      if generator.outputChannels == 0 { generator.outputChannels = output }
    }
    try data.pictures.resolve(shapes: source.folders.shapes())
    let size = data.pictures.imageSize
    try generator.resolve(width: size.width, height: size.height, isFixed: data.pictures.isSizeFixed)
    try discriminator.validate(shortestSide: data.pictures.shortestSide)
    try game.validate(normalization: generator.normalization, batchSize: run.batchSize)
    try stabilization.validate()
    try validateContrast()
  }

  private func validateContrast() throws {
    for (key, weight) in [("lambda_gan", contrast.lambdaGAN), ("lambda_nce", contrast.lambdaNCE)] {
      try check(weight >= 0 && weight.isFinite, "\(key) is \(weight); use 0 (off) or more")
    }
    try check(contrast.temperature > 0, "nce_t is \(contrast.temperature); use more than 0, such as 0.07")
    try check(contrast.patches >= 2, "num_patches is \(contrast.patches); a patch needs others, so use 2 or more")
    try check((1...4096).contains(contrast.width), "netf_nc is \(contrast.width); choose 1 to 4096")
    try check(
      generator.architecture == .resnet,
      "generator is \(generator.architecture.rawValue), but CUT compares features of a ResNet; use `generator: resnet`")
    // The output passes through the encoder as the input does.
    try check(
      generator.inputChannels == generator.outputChannels,
      "the input has \(generator.inputChannels) channels and the output \(generator.outputChannels), but CUT compares "
        + "features of both by one encoder; set input_channels and output_channels to the same number")
    let known = ResNetGenerator.encoderChannels(
      inputChannels: generator.inputChannels, features: generator.features, blocks: generator.blocks)
    for place in try contrast.places() {
      try check(
        known[place] != nil,
        "nce_layers has \(place), where this generator has no features to compare; choose of "
          + known.keys.sorted().map(String.init).joined(separator: ","))
    }
  }

  /// Pictures of both sides, each in a new order each epoch.
  public func batches(of source: UnpairedPictures, loading: Loading) throws -> TrainingBatches<PairedBatch> {
    try source.batches(
      data.pictures, channels: channels, leastSide: discriminator.leastSide, run: run, loading: loading)
  }

  /// Builds the networks.
  public func makeSystem(for source: UnpairedPictures, device: Device) throws -> CUT { try CUT(self, device: device) }
}
