public import TorchNN
public import TorchOptim

/// One of the moves that make up a training step: whose parameters change, which stay, by what loss, and when.
///
/// While the phase runs, parameters of `freezes` have `requiresGrad` off: gradients flow through these modules to what
/// `trains`, but none is computed for their own weights.
public struct Phase {
  /// The phase's name in logs and errors: `generator`, `discriminator`.
  public let name: String
  /// Updates the parameters of `trains`, and those alone: the trainer makes sure of it.
  public let optimizer: any Optimizer
  /// The modules that `optimizer` updates.
  public let trains: [Module]
  /// The modules that the loss passes through and that stay as they are.
  public let freezes: [Module]
  /// In which steps the phase runs, and how often in each.
  public let due: Due
  /// How the optimizer's rate goes, counted from the first step of `due`; nil follows the run's schedule.
  public let schedule: LearningRateSchedule?
  /// Computes the loss; the turn counts from 0 within a step. A graph is gone after its turn, so that what each turn needs
  /// is computed in it.
  public let loss: (_ turn: Int) -> LossTerms
  /// Runs after each move of the optimizer.
  public let then: () -> Void

  /// Describes a phase.
  public init(
    _ name: String, _ optimizer: any Optimizer, trains: [Module], freezes: [Module] = [], due: Due = .always,
    schedule: LearningRateSchedule? = nil, then: @escaping () -> Void = {}, turns loss: @escaping (Int) -> LossTerms
  ) {
    self.name = name
    self.optimizer = optimizer
    self.trains = trains
    self.freezes = freezes
    self.due = due
    self.schedule = schedule
    self.then = then
    self.loss = loss
  }

  /// Describes a phase whose turns within a step are alike.
  public init(
    _ name: String, _ optimizer: any Optimizer, trains: [Module], freezes: [Module] = [], due: Due = .always,
    schedule: LearningRateSchedule? = nil, then: @escaping () -> Void = {}, loss: @escaping () -> LossTerms
  ) {
    self.init(
      name, optimizer, trains: trains, freezes: freezes, due: due, schedule: schedule, then: then,
      turns: { _ in loss() })
  }
}
