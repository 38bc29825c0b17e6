import Synchronization

/// Says which samples are in batch number k, as a function of the seed and k alone.
///
/// Each epoch has an order of its own. The samples that do not fill a last batch are left out of that epoch; a set
/// smaller than one batch is repeated until the batch is full.
public final class EpochSampler: Sendable {
  /// How many samples there are.
  public let count: Int
  /// How many of them make a batch.
  public let batchSize: Int
  /// How many batches show each sample once, at least 1.
  public let batchesPerEpoch: Int
  private let seed: UInt64
  private let stream: UInt64
  private let shuffle: Bool
  /// The last two orders: workers straddle the border of two epochs, and an order is dear for a large set.
  private let orders = Mutex<[(epoch: Int, order: [Int])]>([])

  /// - Parameters:
  ///   - stream: tells samplers of one seed apart, which then have orders of their own.
  ///   - shuffle: false keeps the order of the samples.
  public init(count: Int, batchSize: Int, seed: UInt64, stream: UInt64 = 0, shuffle: Bool = true) {
    precondition(batchSize > 0, "a batch holds at least one sample")
    self.count = count
    self.batchSize = batchSize
    self.seed = seed
    self.stream = stream
    self.shuffle = shuffle
    batchesPerEpoch = max(1, count / batchSize)
  }

  /// The places of the samples of a batch, counted from the beginning of the first epoch.
  public func indices(ofBatch step: Int) -> [Int] {
    let (epoch, batch) = step.quotientAndRemainder(dividingBy: batchesPerEpoch)
    let slots = (batch * batchSize..<(batch + 1) * batchSize).map { $0 % count }
    guard shuffle else { return slots }
    let order = order(ofEpoch: epoch)
    return slots.map { order[$0] }
  }

  private func order(ofEpoch epoch: Int) -> [Int] {
    orders.withLock { orders in
      if let known = orders.first(where: { $0.epoch == epoch }) { return known.order }
      var generator = RandomPurpose.generator(seed: seed, RandomPurpose.order, UInt64(epoch), stream: stream)
      let order = generator.permutation(count)
      orders = orders.suffix(1) + [(epoch, order)]
      return order
    }
  }
}

/// First counter of every random sequence of a loader, so that no two purposes share one.
enum RandomPurpose {
  static let order: UInt64 = 1
  static let augmentation: UInt64 = 2

  /// The sequence of an epoch's order. Stream 0 draws as loaders of one stream always did.
  static func generator(seed: UInt64, _ purpose: UInt64, _ epoch: UInt64, stream: UInt64) -> CounterRandom {
    stream == 0
      ? CounterRandom(seed: seed, purpose, epoch) : CounterRandom(seed: seed, purpose, epoch, streamMark, stream)
  }

  /// The sequence of a sample's window and mirror.
  static func generator(
    seed: UInt64, _ purpose: UInt64, _ step: UInt64, _ slot: UInt64, stream: UInt64
  ) -> CounterRandom {
    stream == 0
      ? CounterRandom(seed: seed, purpose, step, slot)
      : CounterRandom(seed: seed, purpose, step, slot, streamMark, stream)
  }

  private static let streamMark: UInt64 = 0x5354_5245_414D
}
