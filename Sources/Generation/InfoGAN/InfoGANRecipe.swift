public import Adversarial
public import Datasets

/// Every choice of an InfoGAN run, as flat keys.
public struct InfoGANRecipe: GenerativeSystemRecipe {
  /// The keys that all generative systems have.
  public var base: GenerativeRecipe
  /// The information term.
  public var information = Information()
  /// How categories are anchored on real pictures.
  public var anchor = Anchor()
  /// What keeps anchored categories apart.
  public var consistency = ConsistencyLoss()
  /// What continuous codes follow.
  public var directions = CodeDirections()

  /// The paper's MNIST recipe (1606.03657, appendix C.1) with anchored categories, directions and a falling learning
  /// rate, which it has not.
  public init() {
    base = GenerativeRecipe(
      generator: ImageGeneratorRecipe(
        architecture: .infogan, latentDimension: 62, noise: .gaussian,
        codes: [.categorical(10), .uniform, .uniform]),
      game: GameRecipe(discriminatorLearningRate: 2e-4),
      run: RunRecipe(epochs: 0, batchSize: 128, learningRate: 1e-3, policy: .linear))
    base.run.steps = 1800
  }

  /// The paper's InfoGAN: nothing is anchored, and 50 epochs of 100 updates.
  public static var paper: InfoGANRecipe {
    var recipe = InfoGANRecipe()
    recipe.anchor.isOn = false
    recipe.directions.changes = []
    recipe.base.run.policy = .constant
    recipe.base.run.steps = 5000
    return recipe
  }

  /// The information term's weights (1606.03657, eq. 6).
  public struct Information: Codable, Sendable, Equatable {
    /// Lambda of the categorical codes.
    public var lambdaCategorical = 1.0
    /// Lambda of the continuous codes.
    public var lambdaContinuous = 1.0

    enum CodingKeys: String, CodingKey, CaseIterable {
      case lambdaCategorical = "lambda_categorical"
      case lambdaContinuous = "lambda_continuous"
    }
  }

  /// The part that is not in the paper: the first categorical code is found on real pictures, before the game begins.
  public struct Anchor: Codable, Sendable, Equatable {
    /// Whether it is on; off is the paper's InfoGAN.
    public var isOn = true
    /// Steps in which only Q learns, by ``ConsistencyLoss``; they count among the run's.
    public var steps = 600
    /// How many heads learn on the same layers in these steps; that of the lowest loss is kept. One alone can settle for
    /// two digits in a category, and the loss, which sees no label, tells.
    public var heads = 5
    /// Pictures in such a step.
    public var batchSize = 256
    /// Adam's learning rate for it; it falls in a line to a fiftieth over the last two fifths of these steps.
    public var learningRate = 1e-3
    /// After these steps, Q goes on with it every so many steps; 0 leaves it as it is.
    public var every = 0

    enum CodingKeys: String, CodingKey, CaseIterable {
      case isOn = "consistency"
      case steps = "consistency_steps"
      case heads = "consistency_heads"
      case batchSize = "consistency_batch_size"
      case learningRate = "consistency_lr"
      case every = "consistency_every"
    }
  }
}

extension InfoGANRecipe {
  /// Reads the keys of all parts from one flat mapping.
  public init(from decoder: any Decoder) throws {
    base = try GenerativeRecipe(from: decoder)
    information = try Information(from: decoder)
    anchor = try Anchor(from: decoder)
    consistency = try ConsistencyLoss(from: decoder)
    directions = try CodeDirections(from: decoder)
  }

  /// Writes the keys of all parts into one flat mapping.
  public func encode(to encoder: any Encoder) throws {
    try base.encode(to: encoder)
    try information.encode(to: encoder)
    try anchor.encode(to: encoder)
    try consistency.encode(to: encoder)
    try directions.encode(to: encoder)
  }

  /// Labels are not looked at.
  public var needsLabels: Bool { false }

  /// How many heads the first categorical code has while it is found.
  var headCount: Int { anchor.isOn ? anchor.heads : 1 }

  /// How many pictures a step's batch holds: those of the game come first.
  public var loadedBatchSize: Int { anchor.isOn ? max(base.run.batchSize, anchor.batchSize) : base.run.batchSize }

  /// Fills in what the data decides.
  ///
  /// - Throws: a sentence that names the key whose value does not fit the others.
  public mutating func resolve(images: LabelledImages, stepsPerEpoch: Int) throws {
    if base.generator.codes.isEmpty {
      throw TrainingError(
        .recipe, "codes is empty; InfoGAN has at least one, such as [categorical:10, uniform, uniform]")
    }
    if !directions.changes.isEmpty, base.generator.latentSpace.continuous.isEmpty { directions.changes = [] }
    if anchor.isOn, base.generator.latentSpace.categorical.isEmpty {
      throw TrainingError(.recipe, "codes has no categorical code to anchor; set consistency to false")
    }
    if anchor.isOn,
      !(anchor.steps >= 1 && anchor.batchSize >= 2 && anchor.learningRate > 0 && anchor.every >= 0)
        || anchor.heads < 1
    {
      throw TrainingError(
        .recipe,
        "consistency_steps and consistency_heads are 1 or more, consistency_batch_size 2 or more, consistency_lr above 0"
      )
    }
    try base.resolve(images: images, stepsPerEpoch: stepsPerEpoch, conditional: false)
    if anchor.isOn, base.run.steps <= anchor.steps {
      throw TrainingError(
        .recipe,
        "steps is \(base.run.steps), all of which consistency_steps (\(anchor.steps)) takes; the generator needs some more"
      )
    }
  }
}
