public import Torch
import TorchNN
import TorchOptim

/// Runs single steps of a system, without files, schedules or data: for benchmarks, tests and loops of one's own.
///
/// ``Trainer`` takes its steps through this type, so the updates are the same.
public final class TrainingStepRunner<System: AdversarialSystem> {
  /// What is trained.
  public let system: System
  /// The number format of forward passes.
  public let precision: Precision
  /// Where the networks are.
  public let device: Device
  private let freezer = ParameterFreezer()

  /// Takes a system as it is.
  public init(_ system: System, precision: Precision = .f32) {
    self.system = system
    self.precision = precision
    device = system.networks.lazy.compactMap { $0.module.parameters().first?.device }.first ?? .cpu
  }

  /// Takes one step with one batch.
  ///
  /// - Parameter step: the step's number, counted from 0, which decides the phases that are due.
  /// - Returns: what each phase lost, in the order in which they ran.
  @discardableResult
  public func run(_ batch: System.Batch, step: Int = 0) -> [(phase: String, losses: LossTerms)] {
    inPrecision { system.begin(batch) }
    defer { system.end() }
    return system.phases.filter { step.isMultiple(of: $0.interval) }.map { ($0.name, run($0)) }
  }

  private func run(_ phase: Phase) -> LossTerms {
    freezer.freezing(phase.freezes) {
      phase.optimizer.zeroGradients()
      let losses = inPrecision { phase.loss() }
      losses.total.backward()
      phase.optimizer.step()
      phase.optimizer.zeroGradients()
      return losses.withoutGraph
    }
  }

  /// Runs `body` with convolutions and matrix products in the runner's precision.
  func inPrecision<R>(_ body: () -> R) -> R {
    guard precision == .bf16 else { return body() }
    return autocast(.bfloat16, device: device) { body() }
  }
}
