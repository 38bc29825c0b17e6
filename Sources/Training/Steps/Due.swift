/// In which steps of a run something happens, and how often in each. Steps are counted from 0.
public struct Due: Sendable, Equatable {
  /// The first step.
  public var first = 0
  /// The step before which it ends; nil never.
  public var end: Int?
  /// From one to the next, counted in steps from 0 (not from `first`).
  public var interval = 1
  /// Turns in each of these steps.
  public var times = 1

  /// In each step, once.
  public static let always = Due()
  /// In steps whose number is a multiple of this.
  public static func every(_ interval: Int) -> Due { always.every(interval) }
  /// From this step on.
  public static func from(_ step: Int) -> Due { always.from(step) }
  /// In the steps before this one.
  public static func until(_ step: Int) -> Due { always.until(step) }
  /// So many turns in each step.
  public static func times(_ count: Int) -> Due { always.times(count) }

  /// The same, in steps whose number is a multiple of this.
  public func every(_ interval: Int) -> Due {
    precondition(interval >= 1, "from one step to the next it is at least 1")
    return changed { $0.interval = interval }
  }
  /// The same, from this step on.
  public func from(_ step: Int) -> Due { changed { $0.first = step } }
  /// The same, in the steps before this one.
  public func until(_ step: Int) -> Due { changed { $0.end = step } }
  /// The same, so many turns in each step; 0 is never.
  public func times(_ count: Int) -> Due { changed { $0.times = count } }

  /// Whether it happens in a step.
  public func includes(_ step: Int) -> Bool {
    step >= first && step < end ?? .max && step.isMultiple(of: interval) && times > 0
  }

  private func changed(_ change: (inout Due) -> Void) -> Due {
    var copy = self
    change(&copy)
    return copy
  }
}
