public import Datasets
public import Training

/// Two sides without partners to train on, and pictures of both to watch the run by.
public struct UnpairedPictures {
  /// What is learned.
  public let folders: UnalignedFolders
  /// What sample sheets show.
  public let watched: UnalignedFolders

  /// - Parameter watched: held-out pictures; where there are none, sheets show those that are learned.
  public init(_ folders: UnalignedFolders, watched: UnalignedFolders? = nil) {
    self.folders = folders
    self.watched = watched ?? folders
  }

  /// Makes sure that there is something to learn: two different folders of two pictures or more.
  ///
  /// - Throws: a sentence that names the folder.
  public func validate() throws(DatasetError) {
    if folders.a.isSameFolder(as: folders.b) {
      throw DatasetError(
        "A and B are the same folder (\(folders.a.directory)); give two kinds of pictures, trainA/ and trainB/")
    }
    for side in [folders.a, folders.b] where side.count < 2 {
      throw DatasetError(
        "\(side.directory) holds a single picture (\(side.files[0])); a side needs 2 or more, and hundreds to be of use"
      )
    }
  }

  /// Batches of pictures drawn from each side by itself.
  ///
  /// - Parameter leastSide: of pictures that can be learned from, in pixels.
  public func batches(
    _ pictures: PictureRecipe, channels: (a: Int, b: Int), leastSide: Int, run: RunRecipe, loading: Loading
  ) throws -> TrainingBatches<PairedBatch> {
    let loader = PairedLoader(
      unpaired: folders, batchSize: run.batchSize, preprocess: try pictures.preparation(), channelsA: channels.a,
      channelsB: channels.b, leastSide: leastSide, seed: run.seed, strict: loading.strict, onSkip: loading.onSkip)
    return TrainingBatches(
      loader, perEpoch: loader.batchesPerEpoch,
      sample: run.sampleEvery > 0 ? try sampleBatch(pictures, channels: channels) : nil)
  }

  /// The fixed pictures by which a person watches a run: usable ones spread over both sides, never cut by chance.
  ///
  /// - Returns: nil when a side has none that can be used.
  private func sampleBatch(
    _ pictures: PictureRecipe, channels: (a: Int, b: Int), limit: Int = 4
  ) throws -> PairedBatch? {
    let preprocess = try pictures.preparation().withoutAugmentation
    let (a, b) = (watched.a.samples(limit, preprocess), watched.b.samples(limit, preprocess))
    let count = min(a.count, b.count)
    guard count > 0 else { return nil }
    let (namesA, namesB) = (a.prefix(count).map(\.name), b.prefix(count).map(\.name))
    return PairedBatch(
      a: try ImageBatch(a.prefix(count).map(\.image), channels: channels.a, names: namesA),
      b: try ImageBatch(b.prefix(count).map(\.image), channels: channels.b, names: namesB), names: namesA,
      namesB: namesB)
  }
}
