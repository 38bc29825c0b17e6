import Vision

/// A batch of two sides, with partners or without.
public struct PairedBatch: Sendable, Equatable {
  /// Side A, `[N, C, H, W]`.
  public let a: ImageBatch
  /// Side B, of the same N; of the same H and W where the sides are partners.
  public let b: ImageBatch
  /// The name of each pair, or of each picture of A.
  public let names: [String]
  /// The name of each picture of B: that of the pair where the sides are partners.
  public let namesB: [String]

  /// Puts two sides together.
  ///
  /// - Parameter namesB: nil where the sides are partners, which have one name.
  public init(a: ImageBatch, b: ImageBatch, names: [String], namesB: [String]? = nil) {
    self.a = a
    self.b = b
    self.names = names
    self.namesB = namesB ?? names
  }
}

/// An endless sequence of batches of pairs, decoded and transformed ahead of the trainer.
public typealias PairedLoader = BatchLoader<PairedBatch>

extension BatchLoader where Batch == PairedBatch {
  /// Starts reading pairs ahead.
  ///
  /// Batch k is a pure function of the files, the settings, the seed and k: a loader started at k gives the same batches
  /// as one that got there from 0. A pair that cannot be used is named once through `onSkip` and replaced by the next
  /// usable one in the source's order, or stops the run when `strict`.
  ///
  /// - Parameters:
  ///   - channelsA: what side A is converted to: 1 grey, 3 colour.
  ///   - channelsB: the same for side B.
  ///   - leastSide: of a training picture, in pixels; a smaller one cannot be used.
  ///   - prefetch: how many batches may be held in memory.
  ///   - step: the number of the first batch.
  ///   - workers: the number of threads that decode.
  ///   - onSkip: is told once, on a worker's thread, of each pair that is left out, in a sentence that names it.
  public convenience init(
    source: any PairedSource, batchSize: Int, preprocess: Preprocess, channelsA: Int = 3, channelsB: Int = 3,
    leastSide: Int = 1, seed: UInt64, shuffle: Bool = true, strict: Bool = false, prefetch: Int = 4,
    startingAt step: Int = 0, workers: Int = 2, onSkip: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    precondition([1, 3].contains(channelsA) && [1, 3].contains(channelsB), "pictures have 1 or 3 channels")
    let pairs = SampleStream(
      count: source.count, of: "pair", batchSize: batchSize, seed: seed, shuffle: shuffle,
      skipped: SkipRegister(strict: strict, onSkip: onSkip)
    ) { index, draws throws(DatasetError) in
      // Draws beyond those for windows and mirrors, which stay what they are for sources without chance.
      var partner = draws
      for _ in 0..<8 { _ = partner.next() }
      let sample = try preprocess.apply(to: source.load(index, drawing: &partner), using: &draws)
      try sample.a.require(side: leastSide, name: sample.name)
      return sample
    }
    self.init(
      batchesPerEpoch: pairs.batchesPerEpoch, startingAt: step, prefetch: prefetch, workers: workers
    ) { step throws(DatasetError) in
      try preprocess.validate()
      let samples = try pairs.samples(ofBatch: step)
      let names = samples.map(\.name)
      return PairedBatch(
        a: try ImageBatch(samples.map(\.a), channels: channelsA, names: names),
        b: try ImageBatch(samples.map(\.b), channels: channelsB, names: names), names: names)
    }
  }

  /// Starts reading two sides without partners ahead: each is shuffled by itself, and an epoch shows the larger one once.
  ///
  /// Parameters as for pairs; a picture that cannot be used is replaced by the next one of its side.
  public convenience init(
    unpaired folders: UnalignedFolders, batchSize: Int, preprocess: Preprocess, channelsA: Int = 3,
    channelsB: Int = 3, leastSide: Int = 1, seed: UInt64, strict: Bool = false, prefetch: Int = 4,
    startingAt step: Int = 0,
    workers: Int = 2, onSkip: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    typealias Picture = (image: Image, name: String)
    func side(_ folder: ImageFolder, stream: UInt64) -> SampleStream<Picture> {
      SampleStream(
        count: folder.count, batchSize: batchSize, seed: seed, stream: stream,
        skipped: SkipRegister(strict: strict, onSkip: onSkip)
      ) { index, draws throws(DatasetError) in
        let picture = (image: preprocess.apply(to: try folder.load(index), using: &draws), name: folder.name(at: index))
        try picture.image.require(side: leastSide, name: "\(folder.directory)/\(folder.files[index])")
        return picture
      }
    }
    let (a, b) = (side(folders.a, stream: 0), side(folders.b, stream: 1))
    self.init(
      batchesPerEpoch: max(a.batchesPerEpoch, b.batchesPerEpoch), startingAt: step, prefetch: prefetch,
      workers: workers
    ) { step throws(DatasetError) in
      try preprocess.validate()
      let (picturesA, picturesB) = (try a.samples(ofBatch: step), try b.samples(ofBatch: step))
      let (namesA, namesB) = (picturesA.map(\.name), picturesB.map(\.name))
      return PairedBatch(
        a: try ImageBatch(picturesA.map(\.image), channels: channelsA, names: namesA),
        b: try ImageBatch(picturesB.map(\.image), channels: channelsB, names: namesB), names: namesA, namesB: namesB)
    }
  }
}

extension Image {
  /// Makes sure that a training picture is large enough.
  fileprivate func require(side: Int, name: String) throws(DatasetError) {
    guard min(width, height) < side else { return }
    throw DatasetError(
      "\(name): \(width)x\(height) pixels to learn from, and the discriminator judges no fewer than \(side) a side; "
        + "use larger pictures, or the mode resize_and_crop, which enlarges them")
  }
}
