public import Vision

/// Batches of normal pictures from memory, whole or as random windows; batch k depends on the seed and k alone.
public final class NormalLoader {
  /// The pictures, of any sizes where windows are cut.
  public let images: [Image]
  /// How many batches show each picture once.
  public let batchesPerEpoch: Int
  private let side: Int
  private let channels: Int
  private let seed: UInt64
  private let sampler: EpochSampler
  private var step = 0

  /// - Parameters:
  ///   - images: at least `side` pixels each way.
  ///   - side: of the windows; pictures of just this size are taken whole.
  ///   - channels: 1 grey, 3 colour.
  public init(_ images: [Image], side: Int, channels: Int, batchSize: Int, seed: UInt64) {
    precondition(images.allSatisfy { $0.width >= side && $0.height >= side }, "a window fits into each picture")
    self.images = images
    self.side = side
    self.channels = channels
    self.seed = seed
    sampler = EpochSampler(count: images.count, batchSize: batchSize, seed: seed, shuffle: true)
    batchesPerEpoch = sampler.batchesPerEpoch
  }

  /// The next batch.
  public func next() -> ImageBatch {
    defer { step += 1 }
    let windows = sampler.indices(ofBatch: step).enumerated().map { slot, index in
      var draws = CounterGenerator(seed: seed, RandomPurpose.augmentation, UInt64(step), UInt64(slot))
      return window(of: images[index], &draws)
    }
    return batch(windows)
  }

  /// Makes `step` the number of the next batch, counted from the beginning of the first epoch.
  public func seek(to step: Int) { self.step = step }

  private func window(of image: Image, _ draws: inout CounterGenerator) -> Image {
    let x = draws.integer(below: image.width - side + 1)
    let y = draws.integer(below: image.height - side + 1)
    if image.width == side, image.height == side { return image }
    return image.cropped(x: x, y: y, width: side, height: side)
  }

  private func batch(_ windows: [Image]) -> ImageBatch {
    var values: [Float] = []
    values.reserveCapacity(windows.count * channels * side * side)
    for window in windows { values += window.converted(to: channels == 1 ? .gray : .rgb).normalized() }
    return ImageBatch(values: values, shape: [windows.count, channels, side, side])
  }
}
