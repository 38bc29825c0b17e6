public import Vision

/// Batches of normal pictures from memory, whole or as random windows.
public typealias NormalLoader = BatchLoader<ImageBatch>

extension BatchLoader where Batch == ImageBatch {
  /// Starts making batches of pictures, or of windows of them; batch k depends on the seed and k alone.
  ///
  /// - Parameters:
  ///   - images: at least `side` pixels each way.
  ///   - side: of the windows; pictures of just this size are taken whole.
  ///   - channels: 1 grey, 3 colour.
  public convenience init(_ images: [Image], side: Int, channels: Int, batchSize: Int, seed: UInt64) {
    precondition(images.allSatisfy { $0.width >= side && $0.height >= side }, "a window fits into each picture")
    let windows = SampleStream(count: images.count, batchSize: batchSize, seed: seed) { index, draws in
      let image = images[index]
      let x = draws.integer(below: image.width - side + 1)
      let y = draws.integer(below: image.height - side + 1)
      return image.width == side && image.height == side
        ? image : image.cropped(x: x, y: y, width: side, height: side)
    }
    self.init(batchesPerEpoch: windows.batchesPerEpoch) { step throws(DatasetError) in
      let images = try windows.samples(ofBatch: step)
      return try ImageBatch(images, channels: channels, names: images.indices.map { "window \($0)" })
    }
  }
}
