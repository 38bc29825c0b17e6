import Synchronization

/// Remembers the samples of one source that could not be used, and names each once.
///
/// Reading goes on without them, unless the register is strict: then the first one ends it.
public final class SkipRegister: Sendable {
  private struct State {
    var bad: Set<Int> = []
    var firstReason: DatasetError?
  }

  /// Whether the first sample that cannot be used is an error.
  public let isStrict: Bool
  private let state = Mutex(State())
  private let onSkip: @Sendable (String) -> Void

  /// - Parameters:
  ///   - strict: makes the first sample that cannot be used an error.
  ///   - onSkip: is told once, on whatever thread reads, of each sample that is left out, in a sentence that names it.
  public init(strict: Bool = false, onSkip: @escaping @Sendable (String) -> Void = { _ in }) {
    isStrict = strict
    self.onSkip = onSkip
  }

  /// How many samples have been left out so far.
  public var count: Int { state.withLock { $0.bad.count } }

  /// Why the first of them was left out.
  public var firstReason: DatasetError? { state.withLock { $0.firstReason } }

  /// A sample, or nil where it cannot be used; one that is known to be bad is not tried again.
  ///
  /// - Throws: what is wrong with the sample, when the register is strict.
  public func attempt<Sample>(
    _ index: Int, _ load: (Int) throws(DatasetError) -> Sample
  ) throws(DatasetError) -> Sample? {
    if state.withLock({ $0.bad.contains(index) }) { return nil }
    do {
      return try load(index)
    } catch {
      if isStrict { throw error }
      add(index, because: error)
      return nil
    }
  }

  /// Every usable one of the samples at `indices`, in their order, with its place.
  ///
  /// - Throws: when none of them can be used, or one cannot and the register is strict.
  public func usable<Sample>(
    _ indices: some Collection<Int>, of noun: String = "picture", _ load: (Int) throws(DatasetError) -> Sample
  ) throws(DatasetError) -> [(index: Int, sample: Sample)] {
    var samples: [(index: Int, sample: Sample)] = []
    samples.reserveCapacity(indices.count)
    for index in indices {
      if let sample = try attempt(index, load) { samples.append((index, sample)) }
    }
    guard !samples.isEmpty || indices.isEmpty else { throw nothingUsable(of: indices.count, noun) }
    return samples
  }

  /// What is said when nothing is left.
  func nothingUsable(of count: Int, _ noun: String) -> DatasetError {
    let reason = firstReason.map { "; the first: \($0)" } ?? ""
    return DatasetError("none of the \(counted(count, noun)) can be used\(reason)")
  }

  private func add(_ index: Int, because reason: DatasetError) {
    let isNew = state.withLock { state in
      if state.firstReason == nil { state.firstReason = reason }
      return state.bad.insert(index).inserted
    }
    if isNew { onSkip(reason.description) }
  }
}
