import Torch
import TorchOptim

/// Lowers all learning rates when a loss has stopped falling; multiplies what the schedule gives.
public struct PlateauRule: Codable, Sendable, Hashable {
  /// The loss that is watched, by its name in the log, such as `generator/l1`; its mean over each epoch counts.
  public var loss: String
  /// What the rates are multiplied by, below 1.
  public var reduction: Double
  /// So many epochs may pass without a better mean; the next one lowers the rates.
  public var patience: Int

  /// Names the loss.
  public init(loss: String, reduction: Double = 0.1, patience: Int = 10) {
    self.loss = loss
    self.reduction = reduction
    self.patience = patience
  }
}

/// Follows a plateau rule through a run.
struct PlateauTracker {
  private let rule: PlateauRule
  private var schedule: PlateauSchedule
  /// All terms since the epoch's beginning, of which the rule's is read at its end.
  private(set) var meter = LossMeter()

  init(_ rule: PlateauRule) {
    self.rule = rule
    schedule = PlateauSchedule(.minimum, reduction: rule.reduction, patience: rule.patience)
  }

  var factor: Double { schedule.factor }

  mutating func add(_ losses: LossTerms, phase: String) { meter.add(losses, phase: phase) }

  /// At the end of an epoch.
  mutating func endEpoch() throws(TrainingError) {
    let means = meter.means()
    guard let mean = means.first(where: { $0.name == rule.loss })?.value else {
      let names = means.map(\.name).joined(separator: ", ")
      throw TrainingError(.recipe, "there is no loss \(rule.loss) to watch for a plateau; choose one of \(names)")
    }
    schedule.record(mean)
    meter.reset()
  }

  var tensors: [(name: String, tensor: Tensor)] {
    schedule.stateDictionary().map { ("schedule/\($0.name)", $0.tensor) }
      + meter.tensors.map { ("loss/\($0.name)", $0.tensor) }
  }

  mutating func restore(_ tensors: [(name: String, tensor: Tensor)], counts: [String: Int], device: Device) throws {
    func part(_ prefix: String) -> [(name: String, tensor: Tensor)] {
      tensors.filter { $0.name.hasPrefix(prefix) }.map { (String($0.name.dropFirst(prefix.count)), $0.tensor) }
    }
    try schedule.load(Dictionary(part("schedule/").map { ($0.name, $0.tensor) }) { first, _ in first })
    meter.restore(part("loss/").map { ($0.name, $0.tensor.to(device)) }, counts: counts)
  }
}
