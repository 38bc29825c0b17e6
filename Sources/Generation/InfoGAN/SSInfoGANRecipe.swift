public import Adversarial
public import Datasets
public import Torch
public import Training

/// Every choice of an ss-InfoGAN run, as flat keys: InfoGAN's and how many labels are looked at.
public struct SSInfoGANRecipe: GenerativeSystemRecipe {
  /// InfoGAN's keys.
  public var unsupervised = InfoGANRecipe()
  /// The labels.
  public var supervision = Supervision()

  /// The paper's weights (1707.04487, section 4) on InfoGAN's recipe.
  public init() {
    unsupervised.information.lambdaCategorical = 0.8
    unsupervised.anchor.heads = 1
  }

  /// The labels.
  public struct Supervision: Codable, Sendable, Equatable {
    /// How many labels are looked at, as many of each class as can be; 0 is `labelled_share`.
    public var count = 0
    /// The share of labels that are looked at: 0.0022 of MNIST are the paper's 132.
    public var share = 0.0022
    /// The weight of the labelled pictures' term.
    public var lambdaSupervised = 2.0
    /// Labelled pictures in a step.
    public var batchSize = 64

    enum CodingKeys: String, CodingKey {
      case count = "labelled_count"
      case share = "labelled_share"
      case lambdaSupervised = "lambda_supervised"
      case batchSize = "labelled_batch_size"
    }
  }

  /// The parts that every generative system has.
  public var base: GenerativeRecipe {
    get { unsupervised.base }
    set { unsupervised.base = newValue }
  }

  /// What can be done with the model.
  public static var uses: [ModelUse] { InfoGANRecipe.uses }

  /// Some of the data's labels are looked at.
  public var needsLabels: Bool { true }

  /// How many pictures a step's batch holds.
  public var loadedBatchSize: Int { unsupervised.loadedBatchSize }

  /// Fills in what the data decides.
  ///
  /// - Throws: a sentence that names the key whose value does not fit the others, or says that there are no labels.
  public mutating func resolve(for images: LabelledImages) throws {
    try images.requireClasses()
    let classes = images.classNames.count
    try check(
      base.generator.codes.first == .categorical(classes),
      "codes begins with \(base.generator.codes.first.map { "\($0)" } ?? "nothing"), but the data has \(classes) classes; "
        + "begin with categorical:\(classes)")
    if supervision.count == 0 { supervision.count = Int((supervision.share * Double(images.count)).rounded()) }
    try check(
      unsupervised.anchor.heads == 1, "consistency_heads is \(unsupervised.anchor.heads); with labels it is 1")
    try check(
      (classes...images.count).contains(supervision.count),
      "labelled_count is \(supervision.count); choose \(classes) (one for each class) to \(images.count)")
    if base.generator.classes.isEmpty { base.generator.classes = images.classNames }
    try unsupervised.resolve(for: images)
  }

  /// The generator needs steps of its own.
  public mutating func resolveRun(stepsPerEpoch: Int) throws {
    try unsupervised.resolveRun(stepsPerEpoch: stepsPerEpoch)
  }

  /// Builds the networks.
  public func makeSystem(for images: LabelledImages, device: Device) throws -> SSInfoGAN {
    try SSInfoGAN(self, images: fitted(images), device: device)
  }

  /// Which labels are looked at: as many of each class as can be, drawn by the run's seed.
  func labelledIndices(of images: LabelledImages) -> [Int] {
    var random = CounterRandom(seed: base.run.seed, 7)
    var byClass = [[Int]](repeating: [], count: images.classNames.count)
    for index in random.permutation(images.count) { byClass[images.labels?[index] ?? 0].append(index) }
    var chosen: [Int] = []
    var round = 0
    while chosen.count < supervision.count {
      for members in byClass where round < members.count && chosen.count < supervision.count {
        chosen.append(members[round])
      }
      round += 1
    }
    return chosen
  }
}
