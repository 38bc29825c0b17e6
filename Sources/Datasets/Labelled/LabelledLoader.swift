/// Pictures of a training step with their classes.
public struct LabelledBatch: Sendable, Equatable {
  /// Row-major `[N, C, H, W]`, 0...255.
  public let pixels: [UInt8]
  /// `[N, C, H, W]`.
  public let shape: [Int]
  /// The class of each picture; nil where the data has no labels.
  public let labels: [Int]?
  /// The place of each picture in the data set.
  public let indices: [Int]

  /// Takes pictures that are already laid out.
  public init(pixels: [UInt8], shape: [Int], labels: [Int]? = nil, indices: [Int] = []) {
    precondition(shape.count == 4 && pixels.count == shape.reduce(1, *), "a batch of shape \(shape) holds that many")
    self.pixels = pixels
    self.shape = shape
    self.labels = labels
    self.indices = indices
  }
}

extension LabelledImages {
  /// The pictures at `indices`, in their order.
  public func batch(_ indices: [Int]) -> LabelledBatch {
    let size = pictureSize
    let block = [UInt8](unsafeUninitializedCapacity: indices.count * size) { target, filled in
      pixels.withUnsafeBufferPointer { source in
        for (slot, index) in indices.enumerated() {
          // Both buffers hold at least one picture here.
          (target.baseAddress! + slot * size).update(from: source.baseAddress! + index * size, count: size)
        }
      }
      filled = indices.count * size
    }
    return LabelledBatch(
      pixels: block, shape: [indices.count, channels, height, width],
      labels: labels.map { all in indices.map { all[$0] } }, indices: indices)
  }
}

/// Shuffled batches of pictures in memory, with their classes where they are known.
public typealias LabelledLoader = BatchLoader<LabelledBatch>

extension BatchLoader where Batch == LabelledBatch {
  /// Starts making batches ahead; batch k depends on the seed and k alone.
  ///
  /// Each epoch has an order of its own; a last batch that is not full is left out.
  public convenience init(_ images: LabelledImages, batchSize: Int, seed: UInt64) {
    let sampler = EpochSampler(count: images.count, batchSize: batchSize, seed: seed)
    // Copies of rows: one thread is far ahead of any network.
    self.init(batchesPerEpoch: sampler.batchesPerEpoch, prefetch: 2, workers: 1) { step throws(DatasetError) in
      images.batch(sampler.indices(ofBatch: step))
    }
  }
}
