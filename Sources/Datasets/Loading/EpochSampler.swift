import Synchronization

/// Says which samples are in batch number k, as a function of the seed and k alone.
///
/// Each epoch has an order of its own. The samples that do not fill a last batch are left out of that epoch; a set
/// smaller than one batch is repeated until the batch is full.
final class EpochSampler: Sendable {
  let count: Int
  let batchSize: Int
  let batchesPerEpoch: Int
  private let seed: UInt64
  private let shuffle: Bool
  /// The last two orders: workers straddle the border of two epochs, and an order is dear for a large set.
  private let orders = Mutex<[(epoch: Int, order: [Int])]>([])

  init(count: Int, batchSize: Int, seed: UInt64, shuffle: Bool) {
    precondition(batchSize > 0, "a batch holds at least one sample")
    self.count = count
    self.batchSize = batchSize
    self.seed = seed
    self.shuffle = shuffle
    batchesPerEpoch = max(1, count / batchSize)
  }

  func indices(ofBatch step: Int) -> [Int] {
    let (epoch, batch) = step.quotientAndRemainder(dividingBy: batchesPerEpoch)
    let slots = (batch * batchSize..<(batch + 1) * batchSize).map { $0 % count }
    guard shuffle else { return slots }
    let order = order(ofEpoch: epoch)
    return slots.map { order[$0] }
  }

  private func order(ofEpoch epoch: Int) -> [Int] {
    orders.withLock { orders in
      if let known = orders.first(where: { $0.epoch == epoch }) { return known.order }
      var generator = CounterGenerator(seed: seed, RandomPurpose.order, UInt64(epoch))
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
}
