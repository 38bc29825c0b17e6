public import Adversarial
public import Datasets
public import Torch
public import Training

/// Every choice of a run of the cross-channel system (Ravanbakhsh et al. 2017, 1708.09644).
///
/// The paper takes pix2pix as it is at 256x256; the defaults here are smaller networks that train in less than an hour on
/// two cores, and a mean of five flows.
public struct FlowGANRecipe: TrainableRecipe {
  /// The two networks of a direction.
  public struct Direction: Codable, Sendable, Equatable {
    /// G.
    public var generator = GeneratorRecipe()
    /// D, which sees the input beside the output.
    public var discriminator = DiscriminatorRecipe()

    init() {
      (generator.features, generator.depth, generator.dropout) = (32, 6, false)
      discriminator.features = 32
    }
  }

  /// How the two are trained.
  public struct Training: Codable, Sendable, Equatable {
    /// The weight of the L1 distance.
    public var lambdaL1 = 100.0
    /// The learning rate of the discriminators; `lr` is that of the generators.
    public var discriminatorRate = 2e-4
    /// Whether samples are mirrored by chance.
    public var flip = true

    enum CodingKeys: String, CodingKey {
      case lambdaL1 = "lambda_l1"
      case discriminatorRate = "discriminator_lr"
      case flip
    }
  }

  /// Which frames, and how small.
  public var clips = ClipRecipe()
  /// How flow is computed.
  public var motion = MotionRecipe()
  /// Frame to flow.
  public var toFlow = Direction()
  /// Flow to frame.
  public var toFrame = Direction()
  /// What the weights start from.
  public var initialization = InitializationRecipe()
  /// The game of each direction.
  public var game = ImageGame.Choices()
  /// How the two are trained.
  public var training = Training()
  /// Scores, thresholds and events.
  public var score = FlowScoreRecipe()
  /// How long and how to train: Adam 4e-4 in batches of 4; the rate falls in a line over the last 40%.
  public var run = RunRecipe(epochs: 0, batchSize: 4, learningRate: 4e-4)

  enum CodingKeys: String, CodingKey {
    case clips
    case motion
    case toFlow = "flow_"
    case toFrame = "frame_"
    case initialization
    case game
    case training
    case score
    case run
  }

  /// 1,500 steps.
  public init() {
    run.steps = 1500
    run.sampleEvery = 250
  }

  /// What can be done with the model.
  public static var uses: [ModelUse] { [.detect] }
  /// Keys of scores, thresholds and events may change when a run goes on: they are fitted anew.
  public static var resumeRules: ResumeRules {
    var rules = ResumeRules.standard.allowing("data", "clips")
    rules.free.formUnion(FlowScoreRecipe.keys)
    return rules
  }

  /// Fills in what the clips decide.
  ///
  /// - Throws: a sentence that names the key whose value does not fit the others.
  public mutating func resolve(for clips: NormalMotion) throws {
    (self.clips, motion) = (clips.recipe, clips.motion)
    try resolveNetworks()
  }

  /// Fills in what the size and the channels of the pictures decide.
  mutating func resolveNetworks() throws {
    let size = try self.clips.size()
    (toFlow.generator.inputChannels, toFlow.generator.outputChannels) = (self.clips.channels, 3)
    (toFrame.generator.inputChannels, toFrame.generator.outputChannels) = (3, self.clips.channels)
    for direction in [toFlow, toFrame] {
      var generator = direction.generator
      try generator.resolve(width: size.width, height: size.height, isFixed: true)
      try direction.discriminator.validate()
      try check(
        direction.discriminator.architecture != .visionAided,
        "discriminator is vision-aided, which looks at pictures, and flow is none; use `discriminator: patch`")
      try game.validate(normalization: generator.normalization, batchSize: run.batchSize)
    }
    try toFlow.generator.resolve(width: size.width, height: size.height, isFixed: true)
    try toFrame.generator.resolve(width: size.width, height: size.height, isFixed: true)
    try check(
      training.lambdaL1 >= 0 && training.lambdaL1.isFinite, "lambda_l1 is \(training.lambdaL1); use 0 (off) or more")
    try check(
      training.discriminatorRate > 0 && training.discriminatorRate.isFinite,
      "discriminator_lr is \(training.discriminatorRate); it must be above 0")
    try score.validate()
  }

  /// The rate falls over the last 40% of the steps, unless the recipe says otherwise.
  public mutating func resolveRun(stepsPerEpoch: Int) throws {
    if run.policy == .linear, run.decayStart == 0, run.decayLength == 0, run.stepSize == 0 {
      let steps = run.steps > 0 ? run.steps : run.epochs * stepsPerEpoch
      run.decayUnit = .step
      run.decayStart = max(1, steps * 3 / 5)
      run.decayLength = max(1, steps - run.decayStart)
    }
    try run.resolve(stepsPerEpoch: stepsPerEpoch)
  }

  /// Frames with their flow in a new order each epoch; sheets show held-out ones.
  public func batches(of clips: NormalMotion, loading: Loading) throws -> TrainingBatches<MotionBatch> {
    let window = motion.window
    func loader(_ sections: [MotionSection], batchSize: Int, flip: Bool) -> MotionLoader {
      MotionLoader(
        sections, window: window, scale: motion.scale, flip: flip, batchSize: batchSize, seed: run.seed,
        skipped: SkipRegister(strict: loading.strict, onSkip: loading.onSkip))
    }
    let sheet = loader(clips.heldOut, batchSize: 4, flip: false)
    defer { sheet.stop() }
    let frames = loader(clips.training, batchSize: run.batchSize, flip: training.flip)
    return TrainingBatches(
      frames, perEpoch: frames.batchesPerEpoch, sample: run.sampleEvery > 0 ? try sheet.next() : nil)
  }

  /// Builds the networks.
  public func makeSystem(for clips: NormalMotion, device: Device) throws -> FlowGAN {
    try FlowGAN(self, device: device)
  }
}
