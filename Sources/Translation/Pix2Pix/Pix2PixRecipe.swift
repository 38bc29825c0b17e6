public import Adversarial
public import Datasets
public import Torch
public import Training

/// Every choice of a pix2pix run; the defaults are the paper's (1611.07004, section 6).
public struct Pix2PixRecipe: TrainableRecipe {
  /// Which side is translated, and what pictures are made of the data.
  public var data = Data()
  /// G.
  public var generator = GeneratorRecipe()
  /// D.
  public var discriminator = DiscriminatorRecipe()
  /// What the weights of both start from.
  public var initialization = InitializationRecipe()
  /// The game between them.
  public var game = ImageGame.Choices()
  /// The distance to the truth.
  public var distance = Distance()
  /// What keeps the game steady; not in the paper.
  public var stabilization = StabilizationRecipe()
  /// How long and how to train: 200 epochs of batch size 1 at 2e-4, which falls in a line over the second half.
  public var run = RunRecipe(epochs: 200, batchSize: 1, learningRate: 2e-4)

  /// The paper's recipe.
  public init() {}

  /// Which side is translated, and what pictures are made of the data.
  public struct Data: Codable, Sendable, Equatable {
    /// Which side is translated into which.
    public typealias Direction = TranslationDirection

    /// Which side is translated into which.
    public var direction = Direction.aToB
    /// What is done to them.
    public var pictures = PictureRecipe()
  }

  /// The distance to the truth.
  public struct Distance: Codable, Sendable, Equatable {
    /// The weight of the L1 distance (eq. 4).
    public var lambdaL1 = 100.0
    /// The weight of the structural dissimilarity, ``StructuralLoss``; not in the paper.
    public var lambdaSSIM = 0.0

    enum CodingKeys: String, CodingKey {
      case lambdaL1 = "lambda_l1"
      case lambdaSSIM = "lambda_ssim"
    }
  }

  /// What can be done with the model.
  public static var uses: [ModelUse] { [.translate] }
  /// A moved data set is the same data as long as it has as many pairs.
  public static var resumeRules: ResumeRules { .standard.allowing("data", "source_shapes") }

  /// Fills in what the training size and the data decide.
  ///
  /// - Throws: a sentence that names the key whose value does not fit the others.
  public mutating func resolve(for data: TrainingPairs) throws {
    if generator.inputChannels == 0 || generator.outputChannels == 0 {
      let own = data.pairs.ownChannels()
      let (input, output) = self.data.direction == .aToB ? (own.a, own.b) : (own.b, own.a)
      if generator.inputChannels == 0 { generator.inputChannels = input }
      if generator.outputChannels == 0 { generator.outputChannels = output }
    }
    try self.data.pictures.resolve(fixedCamera: data.areOfFixedCameras, shapes: data.pairs.shapes())
    let pictures = self.data.pictures
    try generator.resolve(
      width: pictures.imageSize.width, height: pictures.imageSize.height, isFixed: pictures.isSizeFixed)
    try discriminator.validate(shortestSide: pictures.shortestSide)
    try game.validate(normalization: generator.normalization, batchSize: run.batchSize)
    try stabilization.validate()
    for (key, weight) in [("lambda_l1", distance.lambdaL1), ("lambda_ssim", distance.lambdaSSIM)] {
      // A weight below 0 would reward what it is to punish.
      try check(weight >= 0 && weight.isFinite, "\(key) is \(weight); use 0 (off) or more")
    }
  }

  /// Pairs in a new order each epoch; sheets show the first of them.
  public func batches(of source: TrainingPairs, loading: Loading) throws -> TrainingBatches<PairedBatch> {
    let loader = PairedLoader(
      source: source.pairs, batchSize: run.batchSize, preprocess: try data.pictures.preparation(), channelsA: channelsA,
      channelsB: channelsB, leastSide: discriminator.leastSide, seed: run.seed, strict: loading.strict,
      onSkip: loading.onSkip)
    return TrainingBatches(
      loader, perEpoch: loader.batchesPerEpoch, sample: run.sampleEvery > 0 ? try sampleBatch(of: source.watched) : nil)
  }

  /// Builds the networks.
  public func makeSystem(for source: TrainingPairs, device: Device) throws -> Pix2Pix {
    try Pix2Pix(self, device: device) { MeanPicture(ofTargetsIn: source.pairs, recipe: self) }
  }

  /// Channels of side A: of the input or of the output, as the direction is.
  public var channelsA: Int { data.direction == .aToB ? generator.inputChannels : generator.outputChannels }
  /// Channels of side B.
  public var channelsB: Int { data.direction == .aToB ? generator.outputChannels : generator.inputChannels }
}

/// Pairs to train on, and pairs to watch the run by.
public struct TrainingPairs {
  /// What is learned.
  public let pairs: any PairedSource
  /// What sample sheets show.
  public let watched: any PairedSource

  /// Whether each pair is of a camera that does not move.
  public var areOfFixedCameras: Bool { pairs.count > 0 && pairs.place(at: 0) != nil }

  /// - Parameter watched: held-out pairs; where there are none, sheets show those that are learned.
  public init(_ pairs: any PairedSource, watched: (any PairedSource)? = nil) {
    self.pairs = pairs
    self.watched = watched ?? pairs
  }
}
