public import Datasets
public import Training

/// The choices of a system that makes pictures of noise; a part of each such recipe.
public struct GenerativeRecipe: Recipe {
  /// The generator.
  public var generator = ImageGeneratorRecipe()
  /// The discriminator and the game.
  public var game = GameRecipe()
  /// How long and how to train: 25 epochs of batch size 128 at 2e-4.
  public var run = RunRecipe(epochs: 25, batchSize: 128, learningRate: 2e-4, policy: .constant)

  /// DCGAN's (1511.06434, section 4).
  public init() {}

  /// Puts a recipe together; each system has its own.
  public init(generator: ImageGeneratorRecipe, game: GameRecipe, run: RunRecipe) {
    self.generator = generator
    self.game = game
    self.run = run
  }

  /// WGAN-GP's choices (1704.00028, algorithm 1): lambda 10, 5 critic steps for each of the generator's, Adam 1e-4 with betas
  /// 0 and 0.9, batch size 64, 128 numbers of normal noise, no batch norm in the critic.
  public static var wganGP: GenerativeRecipe {
    var recipe = GenerativeRecipe()
    recipe.generator.latentDimension = 128
    recipe.generator.noise = .gaussian
    recipe.game.normalization = .none
    recipe.game.mode = .wganGP
    recipe.game.criticSteps = 5
    (recipe.game.beta1, recipe.game.beta2) = (0, 0.9)
    recipe.game.initializationGain = 0
    recipe.run = RunRecipe(epochs: 100, batchSize: 64, learningRate: 1e-4, policy: .constant)
    return recipe
  }

  /// Fills in what the data decides.
  ///
  /// - Parameter conditional: whether the first code is the class that is asked for.
  /// - Throws: a sentence that names the key whose value does not fit the others.
  public mutating func resolve(for images: LabelledImages, conditional: Bool) throws {
    if generator.channels == 0 { generator.channels = images.channels }
    if generator.imageSize == 0 {
      generator.imageSize = Self.imageSize(own: images.width == images.height ? images.width : nil)
    }
    if conditional {
      try images.requireClasses()
      if generator.classes.isEmpty { generator.classes = images.classNames }
      try check(
        generator.classes == images.classNames,
        "classes is \(generator.classes), but \(images.source) has \(images.classNames); use the same data")
      if generator.codes.isEmpty { generator.codes = [.categorical(images.classNames.count)] }
    }
    try generator.validate()
    try game.validate(architecture: generator.architecture)
  }

  /// The side to which data is scaled whose recipe does not say: its own where a network can have it, else 64.
  public static func imageSize(own: Int?) -> Int {
    guard let own else { return 64 }
    return [28, 32, 64, 128].contains(own) ? own : own < 28 ? 28 : 64
  }
}

/// The recipe of a system that makes pictures of noise.
public protocol GenerativeSystemRecipe: TrainableRecipe where Source == LabelledImages, System.Batch == LabelledBatch {
  /// The parts that every generative system has.
  var base: GenerativeRecipe { get set }
  /// Whether the data must have labels.
  var needsLabels: Bool { get }
  /// How many pictures a step's batch holds.
  var loadedBatchSize: Int { get }
}

extension GenerativeSystemRecipe {
  /// The run's part.
  public var run: RunRecipe {
    get { base.run }
    set { base.run = newValue }
  }

  /// Labels are not looked at.
  public var needsLabels: Bool { false }

  /// Those of the game.
  public var loadedBatchSize: Int { base.run.batchSize }

  /// Other folders may hold the same pictures.
  public static var resumeRules: ResumeRules { .standard.allowing("data", "labels") }

  /// Fills in what the data decides.
  ///
  /// - Throws: a sentence that names the key whose value does not fit the others, or says that there are no labels.
  public mutating func resolve(for images: LabelledImages) throws {
    try base.resolve(for: images, conditional: needsLabels)
  }

  /// The pictures in a new order each epoch, scaled to what the networks make.
  public func batches(of images: LabelledImages, loading: Loading) throws -> TrainingBatches<LabelledBatch> {
    let images = fitted(images)
    let loader = LabelledLoader(images, batchSize: loadedBatchSize, seed: run.seed)
    return TrainingBatches(
      loader, perEpoch: loader.batchesPerEpoch, sample: images.batch(Array(0..<min(8, images.count))))
  }

  /// Pictures of the recipe's size and channels.
  public func fitted(_ images: LabelledImages) -> LabelledImages {
    let (side, channels) = (base.generator.imageSize, base.generator.channels)
    guard images.width != side || images.height != side || images.channels != channels else { return images }
    return images.resized(to: side, channels: channels)
  }
}
