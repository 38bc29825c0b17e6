public import Adversarial
public import Datasets
public import Torch
public import Training

/// Every choice of an InfoGAN run.
public struct InfoGANRecipe: GenerativeSystemRecipe {
  /// The parts that every generative system has.
  public var base = GenerativeRecipe()
  /// The information term.
  public var information = Information()
  /// How categories are anchored on real pictures; not in the paper.
  public var anchor = Anchor()
  /// What keeps anchored categories apart.
  public var consistency = ConsistencyLoss()
  /// What continuous codes are told to follow; not in the paper.
  public var directions = CodeDirections()

  /// The paper's MNIST recipe (1606.03657, appendix C.1) with anchored categories, directions where pictures are of strokes,
  /// and a falling learning rate, which it has not.
  public init() {
    base.generator.architecture = .infogan
    base.generator.latentDimension = 62
    base.generator.noise = .gaussian
    base.generator.codes = [.categorical(10), .uniform, .uniform]
    base.game.discriminatorLearningRate = 2e-4
    base.run = RunRecipe(epochs: 0, batchSize: 128, learningRate: 1e-3, policy: .linear)
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

    enum CodingKeys: String, CodingKey {
      case lambdaCategorical = "lambda_categorical"
      case lambdaContinuous = "lambda_continuous"
    }
  }

  /// What can be done with the model.
  public static var uses: [ModelUse] { [.generate, .codes] }

  /// How many pictures a step's batch holds: those of the game come first.
  public var loadedBatchSize: Int { anchor.isOn ? max(run.batchSize, anchor.batchSize) : run.batchSize }

  /// Fills in what the data decides.
  ///
  /// - Throws: a sentence that names the key whose value does not fit the others.
  public mutating func resolve(for images: LabelledImages) throws {
    let space = base.generator.latentSpace
    try check(
      !space.codes.isEmpty, "codes is empty; InfoGAN has at least one, such as [categorical:10, uniform, uniform]")
    directions.resolve(for: images, codes: space.continuous.count)
    try anchor.validate(space)
    try base.resolve(for: images, conditional: false)
  }

  /// The generator learns after the anchored categories, so it needs steps of its own.
  public mutating func resolveRun(stepsPerEpoch: Int) throws {
    try run.resolve(stepsPerEpoch: stepsPerEpoch)
    try check(
      !anchor.isOn || run.steps > anchor.steps,
      "steps is \(run.steps), all of which consistency_steps (\(anchor.steps)) takes; the generator needs some more")
  }

  /// Builds the networks.
  public func makeSystem(for images: LabelledImages, device: Device) throws -> InfoGAN {
    try InfoGAN(self, device: device)
  }
}
