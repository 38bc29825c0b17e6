public import Adversarial
public import Datasets
import Files
public import Torch
public import Training

/// Every choice of a CycleGAN run; the defaults are the paper's (1703.10593, section 4 and appendix 7).
public struct CycleGANRecipe: TrainableRecipe {
  /// What pictures are made of the data.
  public var pictures = PictureRecipe()
  /// G: A to B, and F the other way: the ResNet of 9 blocks with instance norm.
  public var generator = GeneratorRecipe()
  /// Both discriminators.
  public var discriminator = DiscriminatorRecipe()
  /// What the weights of all four start from.
  public var initialization = InitializationRecipe()
  /// The games: least squares.
  public var game = ImageGame.Choices()
  /// About an hour of two cores in place of weeks, edges held in their places (docs/results/driving.md).
  public static var short: RecipeDocument {
    ShortTranslation.keys.overlaid(with: ["identity_every": .integer(2), "lambda_gradient": .number(1)])
  }

  /// What holds the translations to their inputs.
  public var cycle = Cycle()
  /// What keeps the games steady.
  public var stabilization = StabilizationRecipe()
  /// How long and how to train: 200 epochs of batch size 1 at 2e-4, which falls in a line over the second half.
  public var run = RunRecipe(epochs: 200, batchSize: 1, learningRate: 2e-4)

  /// The paper's recipe.
  public init() {
    generator.architecture = .resnet
    generator.normalization = .instance
    generator.dropout = false
    game.mode = .lsgan
    run.channelsLast = true
  }

  /// What holds the translations to their inputs, and what the discriminators see.
  public struct Cycle: Codable, Sendable, Equatable {
    /// The weight of the cycle A to B to A (eq. 2).
    public var lambdaA = 10.0
    /// The weight of the cycle B to A to B.
    public var lambdaB = 10.0
    /// The weight of the identity losses, in parts of the cycles' weights (section 5.2).
    public var lambdaIdentity = 0.5
    /// In every which step the identity losses are computed; they cost a third of a step.
    public var identityEvery = 1
    /// The weight of the loss of edges, which holds what a picture shows in its place (Hiasa et al. 2018); 0, the paper's, is
    /// none.
    public var lambdaGradient = 0.0
    /// How many earlier translations each discriminator may be shown (appendix 7.1).
    public var poolSize = 50
    /// A model file whose weights a new run starts from; empty for fresh ones.
    public var start = ""

    enum CodingKeys: String, CodingKey {
      case lambdaA = "lambda_a"
      case lambdaB = "lambda_b"
      case lambdaIdentity = "lambda_identity"
      case identityEvery = "identity_every"
      case lambdaGradient = "lambda_gradient"
      case poolSize = "pool_size"
      case start = "init"
    }
  }

  /// The networks and sizes of another model, as keys: what a run that starts from its weights has where nothing else is
  /// said.
  ///
  /// - Throws: a sentence that names the file: missing, damaged, of another system or program.
  public static func networkKeys(ofModelAt path: String) throws -> RecipeDocument {
    let file = try ModelFile.folder(at: path).flatMap { ModelFile.anyFile(in: $0) }
    let header = try ModelFile(file ?? path).header
    guard header.system == CycleGAN.identifier else {
      throw FileError(
        path: path,
        reason: "it is a \(header.network) of \(header.system); --init takes a model of \(CycleGAN.identifier)")
    }
    var keys = RecipeDocument()
    for part in try [
      RecipeDocument(encoding: PictureRecipe()), RecipeDocument(encoding: GeneratorRecipe()),
      RecipeDocument(encoding: DiscriminatorRecipe()),
    ] {
      for key in part.keys where !["flip", "source_shapes"].contains(key) { keys[key] = header.recipe[key] }
    }
    return keys
  }

  /// What can be done with the model.
  public static var uses: [ModelUse] { [.translate] }
  /// A moved data set is the same data, and a run that goes on has its own weights.
  public static var resumeRules: ResumeRules { .standard.allowing("data", "init", "source_shapes") }

  /// The channels of both sides.
  public var channels: (a: Int, b: Int) { (generator.inputChannels, generator.outputChannels) }

  /// Fills in what the training size and the data decide.
  ///
  /// - Throws: a sentence that names the key whose value does not fit the others, or the folder that cannot be learned.
  public mutating func resolve(for source: UnpairedPictures) throws {
    try source.validate()
    if generator.inputChannels == 0 { generator.inputChannels = source.folders.a.ownChannels() }
    if generator.outputChannels == 0 { generator.outputChannels = source.folders.b.ownChannels() }
    try pictures.resolve(shapes: source.folders.shapes())
    try generator.resolve(
      width: pictures.imageSize.width, height: pictures.imageSize.height, isFixed: pictures.isSizeFixed)
    try discriminator.validate(shortestSide: pictures.shortestSide)
    try game.validate(normalization: generator.normalization, batchSize: run.batchSize)
    try stabilization.validate()
    for (key, weight) in [
      ("lambda_a", cycle.lambdaA), ("lambda_b", cycle.lambdaB), ("lambda_identity", cycle.lambdaIdentity),
      ("lambda_gradient", cycle.lambdaGradient),
    ] {
      try check(weight >= 0 && weight.isFinite, "\(key) is \(weight); use 0 (off) or more")
    }
    try check(cycle.identityEvery >= 1, "identity_every is \(cycle.identityEvery); use 1 (every step) or more")
    try check((0...100_000).contains(cycle.poolSize), "pool_size is \(cycle.poolSize); choose 0 (none) to 100000")
    if channels.a != channels.b {
      try check(
        cycle.lambdaIdentity == 0,
        "A has \(channels.a) channels and B \(channels.b), so that a generator cannot be given its own output; set "
          + "lambda_identity to 0")
    }
  }

  /// Pictures of both sides, each in a new order each epoch.
  public func batches(of source: UnpairedPictures, loading: Loading) throws -> TrainingBatches<PairedBatch> {
    try source.batches(
      pictures, channels: channels, leastSide: discriminator.leastSide, run: run, loading: loading)
  }

  /// Builds the networks.
  public func makeSystem(for source: UnpairedPictures, device: Device) throws -> CycleGAN {
    try CycleGAN(self, device: device)
  }

  /// Takes the weights of the model that `init` names.
  public func start(_ system: CycleGAN) throws {
    if !cycle.start.isEmpty { try system.load(at: cycle.start) }
  }
}
