public import Torch

/// Lowers the learning rate when a metric has stopped getting better, as PyTorch's `ReduceLROnPlateau`.
///
/// Multiply the rate that the optimizer was made with by `factor` after each `record`.
public struct PlateauSchedule: Sendable {
  /// Which metrics are good.
  public enum Goal: String, Codable, Sendable {
    /// Small ones, such as losses.
    case minimum
    /// Large ones, such as accuracies.
    case maximum
  }

  /// How far a metric must move to count as better.
  public enum Threshold: Codable, Sendable, Hashable {
    /// By this share of the best.
    case relative(Double)
    /// By this much.
    case absolute(Double)
  }

  /// The product of all reductions so far, from 1.
  public private(set) var factor = 1.0
  /// The best metric so far; infinity of the bad kind before the first.
  public private(set) var best: Double
  private var badCount = 0
  private var cooldownLeft = 0

  private let goal: Goal
  private let reduction: Double
  private let patience: Int
  private let threshold: Threshold
  private let cooldown: Int
  private let minimumFactor: Double

  /// Begins with a factor of 1.
  ///
  /// - Parameters:
  ///   - goal: whether small or large metrics are good.
  ///   - reduction: what the rate is multiplied by, below 1.
  ///   - patience: this many metrics may fail to be better; the next one lowers the rate.
  ///   - threshold: how far a metric must move to count as better.
  ///   - cooldown: this many metrics after a reduction do not count as bad.
  ///   - minimumFactor: `factor` does not fall below it.
  public init(
    _ goal: Goal = .minimum, reduction: Double = 0.1, patience: Int = 10, threshold: Threshold = .relative(1e-4),
    cooldown: Int = 0, minimumFactor: Double = 0
  ) {
    precondition(reduction < 1, "a reduction is less than 1, not \(reduction)")
    self.goal = goal
    self.reduction = reduction
    self.patience = patience
    self.threshold = threshold
    self.cooldown = cooldown
    self.minimumFactor = minimumFactor
    best = goal == .minimum ? .infinity : -.infinity
  }

  /// Takes one metric into account; true where it lowered `factor`.
  @discardableResult
  public mutating func record(_ metric: Double) -> Bool {
    if isBetter(metric) {
      best = metric
      badCount = 0
    } else {
      badCount += 1
    }
    if cooldownLeft > 0 {
      cooldownLeft -= 1
      badCount = 0
    }
    guard badCount > patience else { return false }
    cooldownLeft = cooldown
    badCount = 0
    let lowered = max(factor * reduction, minimumFactor)
    // PyTorch ignores changes below 1e-8, which only rounding makes.
    guard factor - lowered > 1e-8 else { return false }
    factor = lowered
    return true
  }

  private func isBetter(_ metric: Double) -> Bool {
    switch (goal, threshold) {
    case (.minimum, .relative(let share)): metric < best * (1 - share)
    case (.minimum, .absolute(let distance)): metric < best - distance
    case (.maximum, .relative(let share)): metric > best * (1 + share)
    case (.maximum, .absolute(let distance)): metric > best + distance
    }
  }

  /// What a resumed run needs: float64 scalars.
  public func stateDictionary() -> [(name: String, tensor: Tensor)] {
    let values = [
      ("factor", factor), ("best", best), ("num_bad_epochs", Double(badCount)),
      ("cooldown_counter", Double(cooldownLeft)),
    ]
    return values.map { ($0.0, Tensor($0.1, dtype: .float64)) }
  }

  /// Takes up a state that `stateDictionary()` gave.
  ///
  /// - Throws: which entry is missing or no scalar; the schedule then stays as it was.
  public mutating func load(_ dictionary: [String: Tensor]) throws(OptimizerStateError) {
    func value(_ name: String) throws(OptimizerStateError) -> Double {
      guard let tensor = dictionary[name] else { throw OptimizerStateError(name: name, reason: "is missing") }
      guard tensor.count == 1 else { throw OptimizerStateError(name: name, reason: "is no single number") }
      return tensor.item()
    }
    func counter(_ name: String) throws(OptimizerStateError) -> Int {
      guard let count = Int(exactly: try value(name)) else {
        throw OptimizerStateError(name: name, reason: "is no whole number")
      }
      return count
    }
    let loaded = (
      try value("factor"), try value("best"), try counter("num_bad_epochs"), try counter("cooldown_counter")
    )
    (factor, best, badCount, cooldownLeft) = loaded
  }
}
