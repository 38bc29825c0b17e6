public import Torch
import TorchNN
import TorchOptim

/// Runs single steps of a system, without files or data: for benchmarks, tests and loops of one's own.
///
/// ``Trainer`` takes its steps through this type, so the updates are the same. This is where learning rates change.
public final class TrainingStepRunner<System: AdversarialSystem> {
  /// What is trained.
  public let system: System
  /// The number format of forward passes.
  public let precision: Precision
  /// Where the networks are.
  public let device: Device
  /// The rates that the optimizers were made with, which schedules multiply.
  private let baseRates: [ObjectIdentifier: Double]
  private let freezer = ParameterFreezer()
  private var checked: Set<String> = []

  /// Takes a system as it is.
  public init(_ system: System, precision: Precision = .f32) {
    self.system = system
    self.precision = precision
    device = system.networks.lazy.compactMap { $0.module.parameters().first?.device }.first ?? .cpu
    baseRates = Dictionary(
      system.optimizers.map { (ObjectIdentifier($0.optimizer), $0.optimizer.learningRate) }
    ) { first, _ in first }
  }

  /// Takes one step with one batch.
  ///
  /// - Parameters:
  ///   - step: the step's number, counted from 0, which decides the phases that are due.
  ///   - factor: what the run's schedule multiplies the optimizers' rates by in this step.
  /// - Returns: what each phase lost, in the order in which they ran.
  @discardableResult
  public func run(_ batch: System.Batch, step: Int = 0, factor: Double = 1) -> [(phase: String, losses: LossTerms)] {
    for entry in system.optimizers { setRate(of: entry.optimizer, factor: factor) }
    let phases = inPrecision { system.phases(batch, step: step) }
    return phases.filter { $0.due.includes(step) }.flatMap { phase in
      if let schedule = phase.schedule {
        setRate(of: phase.optimizer, factor: schedule.factor(at: step - phase.due.first))
      }
      return (0..<phase.due.times).map { (phase.name, run(phase, turn: $0)) }
    }
  }

  private func setRate(of optimizer: any Optimizer, factor: Double) {
    guard let base = baseRates[ObjectIdentifier(optimizer)] else {
      preconditionFailure("every optimizer of a phase is among the system's optimizers")
    }
    optimizer.learningRate = base * factor
  }

  private func run(_ phase: Phase, turn: Int) -> LossTerms {
    if checked.insert(phase.name).inserted { requireOwnParameters(phase) }
    return freezer.freezing(phase.freezes) {
      phase.optimizer.zeroGradients()
      let losses = inPrecision { phase.loss(turn) }
      losses.total.backward()
      phase.optimizer.step()
      phase.optimizer.zeroGradients()
      phase.then()
      return losses.withoutGraph
    }
  }

  /// A phase that says it trains one network while its optimizer moves another would be a lie in the log.
  private func requireOwnParameters(_ phase: Phase) {
    let said = phase.trains.flatMap { $0.parameters() }
    let moved = phase.optimizer.parameters
    precondition(
      said.count == moved.count && said.allSatisfy { one in moved.contains { $0.sharesStorage(with: one) } },
      "the optimizer of the phase \(phase.name) has other parameters than the modules that it is said to train")
  }

  /// Runs `body` with convolutions and matrix products in the runner's precision.
  func inPrecision<R>(_ body: () -> R) -> R {
    guard precision == .bf16 else { return body() }
    return autocast(.bfloat16, device: device) { body() }
  }
}
