/// Where the time of training goes.
struct StepTimer {
  /// The time spent in steps, data and log reads of all sittings, in seconds.
  var elapsed = 0.0
  private var data = 0.0
  private var compute = 0.0
  private var steps = 0
  /// A running mean that follows changes within some ten steps, for the rate on the console.
  private(set) var recentSecondsPerStep: Double?

  /// Counts one step: how long it waited for its batch, and how long it computed.
  mutating func add(data waited: Double, compute computed: Double) {
    data += waited
    compute += computed
    steps += 1
    elapsed += waited + computed
    let total = waited + computed
    recentSecondsPerStep = recentSecondsPerStep.map { 0.9 * $0 + 0.1 * total } ?? total
  }

  /// Counts a wait for the device at the end of a logging interval, which belongs to the steps before.
  mutating func add(synchronization seconds: Double) {
    compute += seconds
    elapsed += seconds
  }

  /// Means per step since the last call.
  mutating func takeMeans() -> (total: Double, data: Double, compute: Double) {
    let count = Double(max(1, steps))
    defer { (data, compute, steps) = (0, 0, 0) }
    return ((data + compute) / count, data / count, compute / count)
  }
}

/// The result of `body` and how many seconds it took.
func timed<R>(_ body: () throws -> R) rethrows -> (result: R, seconds: Double) {
  let start = ContinuousClock.now
  let result = try body()
  return (result, (ContinuousClock.now - start) / .seconds(1))
}
