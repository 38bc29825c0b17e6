import TorchOptim

/// The part of every system's recipe that says how long a run trains, at which learning rate, and what it writes when.
public struct RunRecipe: Codable, Sendable, Equatable {
  /// How the learning rate falls.
  public enum Policy: String, Codable, Sendable, CaseIterable {
    /// It stays.
    case constant
    /// It stays until `lr_decay_start`, then falls in a line to 0 (the paper's).
    case linear
    /// It is multiplied by `lr_gamma` every `lr_step_size`.
    case step
    /// It follows half a cosine down to 0 at the end of the run.
    case cosine
  }

  /// The number of steps; 0 is `epochs` passes over the data.
  public var steps: Int
  /// Passes over the data, where `steps` is 0.
  public var epochs: Int
  /// How many samples make a step.
  public var batchSize: Int
  /// The learning rate at the start.
  public var learningRate: Double
  /// How it falls.
  public var policy: Policy
  /// What the numbers below count; 0 in them stands for what ``resolve(stepsPerEpoch:)`` fills in.
  public var decayUnit: ScheduleUnit
  /// Linear: the last count at the full rate; half the run.
  public var decayStart: Int
  /// Linear and cosine: the length of the fall; the rest of the run.
  public var decayLength: Int
  /// Step: the counts between two falls; a quarter of the run.
  public var stepSize: Int
  /// Step: the factor of each fall.
  public var gamma: Double
  /// The number format of forward passes.
  public var precision: Precision
  /// Whether weights are laid out with channels last, which pays with larger batches.
  public var channelsLast: Bool
  /// What every random draw of the run starts from.
  public var seed: UInt64
  /// Steps between checkpoints; 0 is never, but one is written at the end.
  public var checkpointEvery: Int
  /// Minutes between checkpoints; 0 is never.
  public var checkpointMinutes: Double
  /// How many checkpoints are kept.
  public var keepCheckpoints: Int
  /// Steps between lines of the log.
  public var logEvery: Int
  /// Steps between sample sheets.
  public var sampleEvery: Int

  enum CodingKeys: String, CodingKey {
    case steps
    case epochs
    case batchSize = "batch_size"
    case learningRate = "lr"
    case policy = "lr_policy"
    case decayUnit = "lr_decay_unit"
    case decayStart = "lr_decay_start"
    case decayLength = "lr_decay_length"
    case stepSize = "lr_step_size"
    case gamma = "lr_gamma"
    case precision
    case channelsLast = "channels_last"
    case seed
    case checkpointEvery = "checkpoint_every"
    case checkpointMinutes = "checkpoint_minutes"
    case keepCheckpoints = "keep_checkpoints"
    case logEvery = "log_every"
    case sampleEvery = "sample_every"
  }

  /// A recipe; the intervals are ours, the rest is for the system to say.
  public init(epochs: Int, batchSize: Int, learningRate: Double, policy: Policy = .linear) {
    steps = 0
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.policy = policy
    decayUnit = .epoch
    decayStart = 0
    decayLength = 0
    stepSize = 0
    gamma = 0.1
    precision = .f32
    channelsLast = false
    seed = 1
    checkpointEvery = 1000
    checkpointMinutes = 10
    keepCheckpoints = 3
    logEvery = 50
    sampleEvery = 500
  }

  /// Fills in what the data decides, so that the recipe says every number.
  ///
  /// A run measured in steps has its learning rate fall by the step, one measured in epochs by the epoch.
  ///
  /// - Throws: a sentence that names the key whose value is out of its range.
  public mutating func resolve(stepsPerEpoch: Int) throws(TrainingError) {
    try validate()
    let countsSteps = steps > 0
    if !countsSteps { steps = epochs * stepsPerEpoch }
    if decayStart == 0 && decayLength == 0 && stepSize == 0 { decayUnit = countsSteps ? .step : .epoch }
    let length = decayUnit == .step ? steps : (steps + stepsPerEpoch - 1) / stepsPerEpoch
    if decayStart == 0 { decayStart = max(1, length / 2) }
    if decayLength == 0 { decayLength = max(1, policy == .cosine ? length : length - decayStart) }
    if stepSize == 0 { stepSize = max(1, length / 4) }
  }

  private func validate() throws(TrainingError) {
    func require(_ condition: Bool, _ key: CodingKeys, _ value: some Any, _ range: String) throws(TrainingError) {
      if !condition { throw TrainingError(.recipe, "\(key.rawValue) is \(value); it must be \(range)") }
    }
    try require(steps > 0 || epochs > 0, .steps, steps, "1 or more, or epochs must be")
    try require(steps >= 0 && epochs >= 0, .epochs, epochs, "0 or more")
    try require((1...4096).contains(batchSize), .batchSize, batchSize, "1 to 4096")
    try require(learningRate > 0 && learningRate.isFinite, .learningRate, learningRate, "above 0")
    try require(gamma > 0 && gamma <= 1, .gamma, gamma, "above 0 and at most 1")
    try require(keepCheckpoints >= 1, .keepCheckpoints, keepCheckpoints, "1 or more")
    let intervals = [
      (CodingKeys.decayStart, decayStart), (.decayLength, decayLength), (.stepSize, stepSize),
      (.checkpointEvery, checkpointEvery), (.logEvery, logEvery), (.sampleEvery, sampleEvery),
    ]
    for (key, interval) in intervals { try require(interval >= 0, key, interval, "0 or more") }
    try require(checkpointMinutes >= 0, .checkpointMinutes, checkpointMinutes, "0 or more")
  }

  /// What the trainer follows; the recipe must be resolved.
  public func plan(stepsPerEpoch: Int) -> TrainingPlan {
    TrainingPlan(
      steps: steps, stepsPerEpoch: stepsPerEpoch, checkpointEvery: checkpointEvery,
      checkpointMinutes: checkpointMinutes, keepCheckpoints: keepCheckpoints, logEvery: logEvery,
      sampleEvery: sampleEvery, schedule: schedule, scheduleUnit: decayUnit, precision: precision,
      channelsLast: channelsLast)
  }

  private var schedule: LearningRateSchedule {
    switch policy {
    case .constant: .constant
    case .linear: .linearDecay(start: decayStart, length: decayLength)
    case .step: .step(size: stepSize, gamma: gamma)
    case .cosine: .cosine(length: decayLength, minimum: 0)
    }
  }
}
