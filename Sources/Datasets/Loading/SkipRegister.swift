import Synchronization

/// Remembers the samples that could not be used and names each once.
final class SkipRegister: Sendable {
  private struct State {
    var bad: Set<Int> = []
    var firstReason: DatasetError?
  }

  private let state = Mutex(State())
  private let onSkip: @Sendable (String) -> Void

  init(onSkip: @escaping @Sendable (String) -> Void) { self.onSkip = onSkip }

  func isBad(_ index: Int) -> Bool { state.withLock { $0.bad.contains(index) } }

  func add(_ index: Int, because reason: DatasetError) {
    let isNew = state.withLock { state in
      if state.firstReason == nil { state.firstReason = reason }
      return state.bad.insert(index).inserted
    }
    if isNew { onSkip(reason.description) }
  }

  var firstReason: DatasetError? { state.withLock { $0.firstReason } }
}
