public import Datasets
public import Torch
public import Training

/// Every choice of a classifier that learns from labelled pictures and from its own judgement of unlabelled ones.
public struct SelfTrainingRecipe: TrainableRecipe {
  /// What it judges.
  public var pictures = ClassifierRecipe.Pictures()
  /// How unlabelled pictures come in.
  public var own = OwnLabels()
  /// How long and how to train: 1,500 steps of batch size 128 at Adam 1e-3 along half a cosine.
  public var run = RunRecipe(epochs: 0, batchSize: 128, learningRate: 1e-3, policy: .cosine)

  /// No sample sheets: nothing is drawn.
  public init() {
    run.steps = 1500
    run.sampleEvery = 0
  }

  /// How unlabelled pictures come in.
  public struct OwnLabels: Codable, Sendable, Equatable {
    /// The step in which the classifier first judges the unlabelled pictures.
    public var start = 500
    /// Steps from one judgement of all of them to the next.
    public var renewEvery = 250
    /// The probability from which a judgement is learned from.
    public var confidence = 0.95

    enum CodingKeys: String, CodingKey {
      case start = "self_training_start"
      case renewEvery = "renew_every"
      case confidence
    }
  }

  /// What can be done with the model.
  public static var uses: [ModelUse] { [.judge] }
  /// Other folders may hold the same pictures.
  public static var resumeRules: ResumeRules { .standard.allowing("data", "unlabelled") }

  /// Fills in what the data decides.
  ///
  /// - Throws: a sentence that names the key whose value does not fit the others or the data.
  public mutating func resolve(for data: SelfTrainingData) throws {
    var classifier = self.classifier
    try classifier.resolve(for: data.labelled)
    pictures = classifier.pictures
    let (a, b) = (data.labelled, data.unlabelled)
    try check(
      a.width == b.width && a.height == b.height && a.channels == b.channels,
      "\(a.source) has pictures of \(a.width)x\(a.height) with \(a.channels) channels and \(b.source) of "
        + "\(b.width)x\(b.height) with \(b.channels); give data of one size and colour")
    try check(own.start >= 1 && own.renewEvery >= 1, "self_training_start and renew_every are 1 or more")
    try check((0...1).contains(own.confidence), "confidence is \(own.confidence); choose 0 to 1")
    try check(
      b.count >= run.batchSize,
      "\(b.source) has \(b.count) pictures, fewer than a batch of \(run.batchSize); add some or lower --batch-size")
  }

  /// Labelled pictures in a new order each epoch; the unlabelled ones are drawn by the system.
  public func batches(of data: SelfTrainingData, loading: Loading) throws -> TrainingBatches<LabelledBatch> {
    let loader = LabelledLoader(data.labelled, batchSize: run.batchSize, seed: run.seed)
    return TrainingBatches(loader, perEpoch: loader.batchesPerEpoch, sample: nil)
  }

  /// Builds the network.
  public func makeSystem(for data: SelfTrainingData, device: Device) throws -> SelfTraining {
    try SelfTraining(self, unlabelled: data.unlabelled, device: device)
  }

  /// The same network, as a classifier's recipe.
  var classifier: ClassifierRecipe {
    var recipe = ClassifierRecipe()
    (recipe.pictures, recipe.run) = (pictures, run)
    return recipe
  }
}

/// Labelled pictures and others.
public struct SelfTrainingData: Sendable {
  /// Whose labels are learned.
  public let labelled: LabelledImages
  /// Whose labels, if there are any, nobody looks at.
  public let unlabelled: LabelledImages

  /// Puts both together.
  public init(labelled: LabelledImages, unlabelled: LabelledImages) {
    self.labelled = labelled
    self.unlabelled = unlabelled.withoutLabels
  }
}
