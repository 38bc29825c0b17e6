/// An endless sequence of batches of pairs, decoded and transformed ahead of the trainer.
///
/// Batch k is a pure function of the files, the settings, the seed and k: a loader started at k gives the same batches
/// as one that got there from 0. Each epoch shuffles anew; the samples that do not fill its last batch are left out of
/// that epoch (a set smaller than a batch is repeated to fill it). A pair that cannot be used is named once through
/// `onSkip` and replaced by the next usable one in the source's order, or stops the run when `strict`.
public final class PairedLoader: Sendable {
  private let loader: BatchLoader<PairedBatch>
  /// How many batches make one epoch, at least 1.
  public let batchesPerEpoch: Int

  /// Starts reading ahead.
  ///
  /// - Parameters:
  ///   - channelsA: what side A is converted to: 1 grey, 3 colour.
  ///   - channelsB: the same for side B.
  ///   - prefetch: how many batches may be held in memory.
  ///   - step: the number of the first batch.
  ///   - workers: the number of threads that decode.
  ///   - onSkip: is told once, on a worker's thread, of each pair that is left out, in a sentence that names it.
  public init(
    source: any PairedSource, batchSize: Int, preprocess: Preprocess, channelsA: Int = 3, channelsB: Int = 3,
    seed: UInt64, shuffle: Bool = true, strict: Bool = false, prefetch: Int = 4, startingAt step: Int = 0,
    workers: Int = 2, onSkip: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    precondition([1, 3].contains(channelsA) && [1, 3].contains(channelsB), "pictures have 1 or 3 channels")
    let sampler = EpochSampler(count: source.count, batchSize: batchSize, seed: seed, shuffle: shuffle)
    let maker = PairedBatchMaker(
      source: source, sampler: sampler, preprocess: preprocess, channelsA: channelsA, channelsB: channelsB, seed: seed,
      strict: strict, skipped: SkipRegister(onSkip: onSkip))
    batchesPerEpoch = sampler.batchesPerEpoch
    loader = BatchLoader(startingAt: step, prefetch: prefetch, workers: workers) { step throws(DatasetError) in
      try maker.batch(step)
    }
  }

  /// The next batch; waits until it is ready.
  ///
  /// - Throws: when no pair of the source is usable, the sizes in a batch differ, a pair is not usable and the loader
  ///   is strict, or the loader was stopped.
  public func next() throws(DatasetError) -> PairedBatch { try loader.next() }

  /// Makes `step` the number of the next batch, counted from the beginning of the first epoch.
  public func seek(to step: Int) { loader.seek(to: step) }

  /// Ends the threads. Letting go of the loader does so too.
  public func stop() { loader.stop() }

  /// The time that `next()` has waited for data, in seconds.
  public var waitedSeconds: Double { loader.waitedSeconds }
}

/// Makes batch k of pairs from scratch.
private struct PairedBatchMaker: Sendable {
  let source: any PairedSource
  let sampler: EpochSampler
  let preprocess: Preprocess
  let channelsA: Int
  let channelsB: Int
  let seed: UInt64
  let strict: Bool
  let skipped: SkipRegister

  func batch(_ step: Int) throws(DatasetError) -> PairedBatch {
    try preprocess.validate()
    guard source.count > 0 else { throw DatasetError("the data set holds no pairs; check its folder") }
    var samples: [PairedSample] = []
    for (slot, index) in sampler.indices(ofBatch: step).enumerated() {
      let generator = CounterGenerator(seed: seed, RandomPurpose.augmentation, UInt64(step), UInt64(slot))
      samples.append(try usableSample(from: index, generator))
    }
    let names = samples.map(\.name)
    return PairedBatch(
      a: try ImageBatch(samples.map(\.a), channels: channelsA, names: names),
      b: try ImageBatch(samples.map(\.b), channels: channelsB, names: names),
      names: names)
  }

  private func usableSample(from index: Int, _ generator: CounterGenerator) throws(DatasetError) -> PairedSample {
    for offset in 0..<source.count {
      let candidate = (index + offset) % source.count
      if skipped.isBad(candidate) { continue }
      // Each candidate starts from the same draws, so that a known bad file and a new one give the same batch.
      var draws = generator
      do {
        return try preprocess.apply(to: source.load(candidate), using: &draws)
      } catch {
        if strict { throw error }
        skipped.add(candidate, because: error)
      }
    }
    let reason = skipped.firstReason.map { "; the first: \($0)" } ?? ""
    throw DatasetError("none of the \(counted(source.count, "pair")) can be used\(reason)")
  }
}
