public import TorchOptim

/// The number format that forward passes compute in. Weights, their updates and losses are always 32 bits wide.
public enum Precision: String, Codable, Sendable, CaseIterable {
  /// 32-bit floats throughout.
  case f32
  /// Convolutions and matrix products in bfloat16, the rest as libtorch's autocast decides.
  case bf16
}

/// What a learning-rate schedule counts.
public enum ScheduleUnit: String, Codable, Sendable, CaseIterable {
  /// Passes over the data, `step / stepsPerEpoch`.
  case epoch
  /// Training steps.
  case step
}

/// How long and how a run trains, and how often it writes what. An interval of 0 means never.
public struct TrainingPlan: Sendable {
  /// The number of training steps.
  public var steps: Int
  /// How many steps make an epoch, at least 1.
  public var stepsPerEpoch: Int
  /// Steps from checkpoint to checkpoint. A run also writes one when it ends or is interrupted.
  public var checkpointEvery: Int
  /// Minutes from checkpoint to checkpoint, besides `checkpointEvery`.
  public var checkpointMinutes: Double
  /// How many checkpoints stay; the newest always does.
  public var keepCheckpoints: Int
  /// Steps from log line to log line. Losses are read from the device only then.
  public var logEvery: Int
  /// Steps from sample sheet to sample sheet.
  public var sampleEvery: Int
  /// Steps from one look at all weights, for NaN and infinity, to the next. Checkpoints look in any case.
  public var checkWeightsEvery: Int
  /// The factor on each optimizer's learning rate.
  public var schedule: LearningRateSchedule
  /// What `schedule` counts.
  public var scheduleUnit: ScheduleUnit
  /// The number format of forward passes.
  public var precision: Precision
  /// Whether weights are laid out with channels last, which some kernels prefer.
  public var channelsLast: Bool

  /// Makes a plan.
  public init(
    steps: Int, stepsPerEpoch: Int = 1, checkpointEvery: Int = 1000, checkpointMinutes: Double = 0,
    keepCheckpoints: Int = 3, logEvery: Int = 50, sampleEvery: Int = 500, checkWeightsEvery: Int = 100,
    schedule: LearningRateSchedule = .constant, scheduleUnit: ScheduleUnit = .epoch, precision: Precision = .f32,
    channelsLast: Bool = false
  ) {
    self.steps = steps
    self.stepsPerEpoch = max(1, stepsPerEpoch)
    self.checkpointEvery = checkpointEvery
    self.checkpointMinutes = checkpointMinutes
    self.keepCheckpoints = keepCheckpoints
    self.logEvery = logEvery
    self.sampleEvery = sampleEvery
    self.checkWeightsEvery = checkWeightsEvery
    self.schedule = schedule
    self.scheduleUnit = scheduleUnit
    self.precision = precision
    self.channelsLast = channelsLast
  }

  /// The factor on the learning rate in step `step`, counted from 0.
  public func learningRateFactor(atStep step: Int) -> Double {
    schedule.factor(at: scheduleUnit == .epoch ? epoch(ofStep: step) : step)
  }

  /// The epoch, counted from 0, that step `step`, counted from 0, belongs to.
  public func epoch(ofStep step: Int) -> Int { step / stepsPerEpoch }
}
