import Foundation

/// The state that workers and consumer of a `BatchLoader` share.
///
/// Unchecked, because the compiler cannot see it: every stored variable is touched only while `condition` is locked.
final class PrefetchQueue<Batch: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private let capacity: Int
  private var ready: [Int: Result<Batch, DatasetError>] = [:]
  /// The batch that `next()` hands out.
  private var wanted: Int
  /// The batch that a worker takes up next.
  private var unclaimed: Int
  /// Counts the seeks: what was begun before one is not wanted after it.
  private var generation = 0
  private var isStopped = false
  private var waited = 0.0

  init(startingAt step: Int, capacity: Int) {
    precondition(step >= 0, "batches are numbered from 0")
    self.capacity = capacity
    wanted = step
    unclaimed = step
  }

  private func locked<R>(_ body: () -> R) -> R {
    condition.lock()
    defer { condition.unlock() }
    return body()
  }

  // MARK: consumer

  func next() throws(DatasetError) -> Batch {
    let result: Result<Batch, DatasetError> = locked {
      let start = ContinuousClock.now
      var hadToWait = false
      while ready[wanted] == nil && !isStopped {
        hadToWait = true
        condition.wait()
      }
      if hadToWait { waited += (ContinuousClock.now - start) / .seconds(1) }
      guard let result = ready[wanted] else {
        return .failure(DatasetError("the loader was stopped; make a new one to read on"))
      }
      // An error stays in its place, so that asking again tells the same.
      if case .success = result {
        ready[wanted] = nil
        wanted += 1
        condition.broadcast()
      }
      return result
    }
    return try result.get()
  }

  func seek(to step: Int) {
    precondition(step >= 0, "batches are numbered from 0")
    locked {
      if step == wanted { return }
      generation += 1
      ready = [:]
      wanted = step
      unclaimed = step
      condition.broadcast()
    }
  }

  func stop() {
    locked {
      isStopped = true
      ready = [:]
      condition.broadcast()
    }
  }

  var waitedSeconds: Double { locked { waited } }

  // MARK: workers

  func work(_ make: (Int) throws(DatasetError) -> Batch) {
    while let (step, claimedIn) = claim() {
      let result: Result<Batch, DatasetError>
      do {
        result = .success(try make(step))
      } catch {
        result = .failure(error)
      }
      locked {
        if claimedIn == generation && !isStopped { ready[step] = result }
        condition.broadcast()
      }
    }
  }

  private func claim() -> (step: Int, generation: Int)? {
    locked {
      while !isStopped && unclaimed >= wanted + capacity { condition.wait() }
      if isStopped { return nil }
      unclaimed += 1
      return (unclaimed - 1, generation)
    }
  }
}
