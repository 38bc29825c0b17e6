import Foundation

/// Makes numbered batches ahead of their use, on threads of its own, and hands them out in order.
///
/// Batch k is whatever `make(k)` returns; when that is a pure function, so is the sequence, however many workers
/// there are. At most `prefetch` batches are ready or in the making. Threads are used, not tasks: `next()` blocks, and
/// a blocked thread of Swift's pool could be the one that the workers need.
///
/// Each kind of data has an initialiser: pairs (`PairedLoader`), two sides without partners, pictures in memory with or
/// without labels (`LabelledLoader`), windows of normal pictures (`NormalLoader`). Another kind draws from one or more
/// `SampleStream`s and says how their samples become a batch.
public final class BatchLoader<Batch: Sendable>: Sendable {
  /// How many batches make one epoch, at least 1.
  public let batchesPerEpoch: Int
  private let queue: PrefetchQueue<Batch>

  /// Starts the workers.
  ///
  /// - Parameters:
  ///   - batchesPerEpoch: how many batches show each sample once.
  ///   - step: the number of the first batch.
  ///   - prefetch: how many batches may be held, at least 1.
  ///   - workers: how many threads make them, at most `prefetch`.
  ///   - make: makes one batch; it runs on several threads at once. Its error is thrown by the `next()` that asks for
  ///     that batch, and by every one after it.
  public init(
    batchesPerEpoch: Int = 1, startingAt step: Int = 0, prefetch: Int = 4, workers: Int = 2,
    make: @escaping @Sendable (Int) throws(DatasetError) -> Batch
  ) {
    self.batchesPerEpoch = max(1, batchesPerEpoch)
    let queue = PrefetchQueue<Batch>(startingAt: step, capacity: max(1, prefetch))
    self.queue = queue
    for _ in 0..<max(1, min(workers, prefetch)) {
      // The worker holds the queue and not the loader, whose deinit would otherwise never come.
      let thread = Thread { queue.work(make) }
      thread.name = "batch loader"
      thread.start()
    }
  }

  deinit { queue.stop() }

  /// The next batch; waits until it is ready.
  ///
  /// - Throws: what went wrong with this batch, or that the loader was stopped.
  public func next() throws(DatasetError) -> Batch { try queue.next() }

  /// Makes `step` the number of the next batch.
  public func seek(to step: Int) { queue.seek(to: step) }

  /// Ends the workers; batches that are ready are dropped.
  public func stop() { queue.stop() }

  /// The time that `next()` has waited since the loader was made, in seconds.
  public var waitedSeconds: Double { queue.waitedSeconds }
}
