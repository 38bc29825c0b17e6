public import TorchOptim

/// The number format that forward passes compute in. Weights and their updates are always 32 bits wide.
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

/// How long and how a run trains, and how often it writes what.
///
/// Encoded with the names of the command line's options (`checkpoint_every` is `--checkpoint-every`); a key that is
/// absent when decoding has its default. An interval of 0 means never.
public struct TrainingPlan: Codable, Sendable {
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
  /// A loss to watch, besides `schedule`; `nil` for none.
  public var plateau: PlateauRule?
  /// The number format of forward passes.
  public var precision: Precision
  /// Whether weights are laid out with channels last, which some kernels prefer.
  public var channelsLast: Bool
  /// The seed that networks and data were made from.
  public var seed: UInt64

  /// Makes a plan.
  public init(
    steps: Int, stepsPerEpoch: Int = 1, checkpointEvery: Int = 1000, checkpointMinutes: Double = 0,
    keepCheckpoints: Int = 3, logEvery: Int = 50, sampleEvery: Int = 500, checkWeightsEvery: Int = 100,
    schedule: LearningRateSchedule = .constant, scheduleUnit: ScheduleUnit = .epoch,
    plateau: PlateauRule? = nil, precision: Precision = .f32, channelsLast: Bool = false, seed: UInt64 = 0
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
    self.plateau = plateau
    self.precision = precision
    self.channelsLast = channelsLast
    self.seed = seed
  }

  /// The factor on the learning rate in step `step`, counted from 0.
  public func learningRateFactor(atStep step: Int) -> Double {
    schedule.factor(at: scheduleUnit == .epoch ? epoch(ofStep: step) : step)
  }

  /// The epoch, counted from 0, that step `step`, counted from 0, belongs to.
  public func epoch(ofStep step: Int) -> Int { step / stepsPerEpoch }
}

extension TrainingPlan {
  private enum CodingKeys: String, CodingKey {
    case steps
    case stepsPerEpoch = "steps_per_epoch"
    case checkpointEvery = "checkpoint_every"
    case checkpointMinutes = "checkpoint_minutes"
    case keepCheckpoints = "keep_checkpoints"
    case logEvery = "log_every"
    case sampleEvery = "sample_every"
    case checkWeightsEvery = "check_weights_every"
    case schedule
    case scheduleUnit = "schedule_unit"
    case plateau
    case precision
    case channelsLast = "channels_last"
    case seed
  }

  /// Reads a plan; only `steps` has no default.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func value<T: Decodable>(_ key: CodingKeys, _ standard: T) throws -> T {
      try values.decodeIfPresent(T.self, forKey: key) ?? standard
    }
    let standard = TrainingPlan(steps: try values.decode(Int.self, forKey: .steps))
    self.init(
      steps: standard.steps,
      stepsPerEpoch: try value(.stepsPerEpoch, standard.stepsPerEpoch),
      checkpointEvery: try value(.checkpointEvery, standard.checkpointEvery),
      checkpointMinutes: try value(.checkpointMinutes, standard.checkpointMinutes),
      keepCheckpoints: try value(.keepCheckpoints, standard.keepCheckpoints),
      logEvery: try value(.logEvery, standard.logEvery),
      sampleEvery: try value(.sampleEvery, standard.sampleEvery),
      checkWeightsEvery: try value(.checkWeightsEvery, standard.checkWeightsEvery),
      schedule: try value(.schedule, standard.schedule),
      scheduleUnit: try value(.scheduleUnit, standard.scheduleUnit),
      plateau: try values.decodeIfPresent(PlateauRule.self, forKey: .plateau),
      precision: try value(.precision, standard.precision),
      channelsLast: try value(.channelsLast, standard.channelsLast),
      seed: try value(.seed, standard.seed))
  }
}
