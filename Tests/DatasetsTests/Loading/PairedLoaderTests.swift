import Datasets
import Synchronization
import Testing
import Vision

/// A set in memory; some of its members cannot be read, as a damaged file could not.
private struct MemorySource: PairedSource {
  let count: Int
  var bad: Set<Int> = []
  var sizes: [Int] = [40]
  var summary: String { "\(count) in memory" }

  func name(at index: Int) -> String { "picture-\(index)" }

  func load(_ index: Int) throws(DatasetError) -> PairedSample {
    if bad.contains(index) { throw DatasetError("picture-\(index) is damaged; replace it") }
    let size = sizes[index % sizes.count]
    return PairedSample(
      name: name(at: index), a: TemporaryFolder.coordinates(width: size, height: size, blue: UInt8(index)),
      b: TemporaryFolder.coordinates(width: size, height: size, blue: UInt8(255 - index)))
  }
}

private final class Reports: Sendable {
  private let sentences = Mutex<[String]>([])
  func add(_ sentence: String) { sentences.withLock { $0.append(sentence) } }
  var all: [String] { sentences.withLock { $0 } }
}

@Suite struct PairedLoaderTests {
  private let jitter = Preprocess(mode: .resizeAndCrop, loadSize: .init(24), cropSize: .init(20), flip: true)
  private let plain = Preprocess(mode: .none, loadSize: .init(24), cropSize: .init(20), flip: false)

  private func batches(_ loader: PairedLoader, _ count: Int) throws -> [PairedBatch] {
    try (0..<count).map { _ in try loader.next() }
  }

  @Test func batchesDependOnSeedAndNumberAlone() throws {
    let source = MemorySource(count: 7)
    func run(seed: UInt64 = 5, from step: Int = 0, workers: Int = 2, prefetch: Int = 4, count: Int) throws
      -> [PairedBatch]
    {
      let loader = PairedLoader(
        source: source, batchSize: 2, preprocess: jitter, seed: seed, prefetch: prefetch, startingAt: step,
        workers: workers)
      return try batches(loader, count)
    }
    let whole = try run(count: 10)
    #expect(try run(workers: 1, prefetch: 1, count: 10) == whole)
    #expect(try run(workers: 4, prefetch: 9, count: 10) == whole)
    #expect(try run(from: 6, count: 4) == Array(whole[6...]))
    #expect(try run(seed: 6, count: 10) != whole)
  }

  @Test func seekingGivesTheSameBatches() throws {
    let loader = PairedLoader(source: MemorySource(count: 5), batchSize: 2, preprocess: jitter, seed: 1)
    let whole = try batches(loader, 9)
    loader.seek(to: 3)
    #expect(try batches(loader, 6) == Array(whole[3...]))
    loader.seek(to: 0)
    #expect(try batches(loader, 9) == whole)
  }

  @Test func eachEpochHasEverySampleOnceInItsOwnOrder() throws {
    let loader = PairedLoader(source: MemorySource(count: 12), batchSize: 3, preprocess: plain, seed: 8)
    #expect(loader.batchesPerEpoch == 4)
    let epochs = try (0..<3).map { _ in try batches(loader, 4).flatMap(\.names) }
    for epoch in epochs { #expect(Set(epoch).count == 12) }
    #expect(Set(epochs).count == 3)
  }

  @Test func lastIncompleteBatchIsLeftOut() throws {
    let loader = PairedLoader(source: MemorySource(count: 7), batchSize: 3, preprocess: plain, seed: 8)
    #expect(loader.batchesPerEpoch == 2)
    #expect(Set(try batches(loader, 2).flatMap(\.names)).count == 6)
  }

  @Test func aSetSmallerThanABatchIsRepeated() throws {
    let loader = PairedLoader(source: MemorySource(count: 2), batchSize: 5, preprocess: plain, seed: 8)
    #expect(loader.batchesPerEpoch == 1)
    let names = try loader.next().names
    #expect(names.count == 5 && Set(names).count == 2)
  }

  @Test func withoutShufflingTheOrderIsTheSources() throws {
    let loader = PairedLoader(
      source: MemorySource(count: 4), batchSize: 2, preprocess: plain, seed: 8, shuffle: false)
    #expect(try batches(loader, 3).flatMap(\.names) == [0, 1, 2, 3, 0, 1].map { "picture-\($0)" })
  }

  @Test func valuesArePlanarFromMinusOneToOne() throws {
    let loader = PairedLoader(
      source: MemorySource(count: 1), batchSize: 1, preprocess: plain, channelsB: 1, seed: 0)
    let batch = try loader.next()
    #expect(batch.a.shape == [1, 3, 40, 40] && batch.b.shape == [1, 1, 40, 40])
    #expect(batch.a.values.count == 4800 && batch.b.values.count == 1600)
    // Red is the column: the first row counts up. Blue is 0.
    #expect(abs(batch.a.values[39] - (39 / 127.5 - 1)) < 1e-5)
    #expect(batch.a.values[3200] == -1)
    #expect(batch.a.image(at: 0) == TemporaryFolder.coordinates(width: 40, height: 40, blue: 0))
  }

  @Test func damagedFilesAreNamedOnceAndReplaced() throws {
    let source = MemorySource(count: 6, bad: [1, 2])
    let reports = Reports()
    let loader = PairedLoader(
      source: source, batchSize: 2, preprocess: jitter, seed: 3, onSkip: { reports.add($0) })
    let whole = try batches(loader, 9)
    loader.stop()
    #expect(reports.all.sorted() == [1, 2].map { "picture-\($0) is damaged; replace it" })
    #expect(Set(whole.flatMap(\.names)).isDisjoint(with: ["picture-1", "picture-2"]))
    // Whether the damage was known already must make no difference.
    let resumed = PairedLoader(source: source, batchSize: 2, preprocess: jitter, seed: 3, startingAt: 4)
    #expect(try batches(resumed, 5) == Array(whole[4...]))
    let inOrder = PairedLoader(source: source, batchSize: 6, preprocess: plain, seed: 3, shuffle: false)
    #expect(try inOrder.next().names == [0, 3, 3, 3, 4, 5].map { "picture-\($0)" })
  }

  @Test func strictStopsAtTheFirstDamagedFile() throws {
    let loader = PairedLoader(
      source: MemorySource(count: 4, bad: [2]), batchSize: 2, preprocess: plain, seed: 3, shuffle: false, strict: true)
    #expect(try loader.next().names == ["picture-0", "picture-1"])
    for _ in 0..<2 {
      #expect { try loader.next() } throws: { "\($0)" == "picture-2 is damaged; replace it" }
    }
  }

  @Test func nothingUsableIsAnErrorAndNoLoop() {
    let all = PairedLoader(source: MemorySource(count: 5, bad: Set(0..<5)), batchSize: 1, preprocess: plain, seed: 1)
    #expect { try all.next() } throws: { "\($0)".contains("none of the 5 pairs") && "\($0)".contains("is damaged") }
    let none = PairedLoader(source: MemorySource(count: 0), batchSize: 1, preprocess: plain, seed: 1)
    #expect(throws: DatasetError.self) { try none.next() }
  }

  @Test func differentSizesInOneBatchAreRefused() throws {
    let source = MemorySource(count: 4, sizes: [40, 50])
    let pairs = PairedLoader(source: source, batchSize: 2, preprocess: plain, seed: 1, shuffle: false)
    #expect { try pairs.next() } throws: {
      "\($0)".contains("picture-1 is 50x50") && "\($0)".contains("batch size of 1")
    }
    let single = PairedLoader(source: source, batchSize: 1, preprocess: plain, seed: 1, shuffle: false)
    #expect(try batches(single, 2).map { $0.a.shape[2] } == [40, 50])
  }

  @Test func shapesAreThoseOfThePicturesAsTheyAre() throws {
    #expect(MemorySource(count: 3, bad: [1]).shapes() == 1...1 && MemorySource(count: 2, bad: [0, 1]).shapes() == nil)
    let folder = try TemporaryFolder()
    for (name, height) in [("a/0", 30), ("a/1", 20), ("b/0", 40), ("b/1", 25)] {
      try folder.picture(name + ".png", width: 60, height: height)
    }
    let sides = try UnalignedFolders(a: folder.path + "/a", b: folder.path + "/b")
    #expect(sides.shapes() == 1.5...3)
  }

  @Test func whatADiscriminatorCannotJudgeIsNamedAndLeftOut() throws {
    let reports = Reports()
    let pairs = PairedLoader(
      source: MemorySource(count: 4, sizes: [40, 23]), batchSize: 1, preprocess: plain, leastSide: 24, seed: 1,
      shuffle: false, onSkip: { reports.add($0) })
    #expect(try batches(pairs, 4).map { $0.a.shape[3] } == [40, 40, 40, 40])
    #expect(
      reports.all.contains {
        $0.hasPrefix("picture-1: 23x23 pixels") && $0.contains("no fewer than 24") && $0.contains("resize_and_crop")
      })
    let folder = try TemporaryFolder()
    for (name, height) in [("trainA/0", 30), ("trainA/1", 20), ("trainB/0", 24), ("trainB/1", 24)] {
      try folder.picture(name + ".png", width: 40, height: height)
    }
    let sides = try UnalignedFolders(a: folder.path + "/trainA", b: folder.path + "/trainB")
    let unpaired = PairedLoader(
      unpaired: sides, batchSize: 1, preprocess: plain, leastSide: 24, seed: 1, onSkip: { reports.add($0) })
    #expect(Set(try batches(unpaired, 8).map { $0.a.shape[2] }) == [30])
    #expect(reports.all.contains { $0.contains("1.png: 40x20 pixels") })
    // Where none is large enough, that is said, and nothing loops.
    let none = PairedLoader(
      unpaired: sides, batchSize: 1, preprocess: plain, leastSide: 32, seed: 1, onSkip: { reports.add($0) })
    #expect(throws: DatasetError.self) { try none.next() }
  }

  @Test func impossibleWindowIsRefusedAndNoPictureBlamed() {
    let reports = Reports()
    let wrong = Preprocess(mode: .resizeAndCrop, loadSize: .init(10), cropSize: .init(20), flip: false)
    let loader = PairedLoader(
      source: MemorySource(count: 2), batchSize: 1, preprocess: wrong, seed: 1, onSkip: { reports.add($0) })
    #expect { try loader.next() } throws: { "\($0)".contains("crop size 20") }
    #expect(reports.all.isEmpty)
  }

  @Test func aDamagedFileOnDiskIsSkipped() throws {
    let folder = try TemporaryFolder()
    for name in ["0.png", "2.png"] { try folder.picture("train/" + name, width: 80, height: 36) }
    try folder.write("no picture at all", to: "train/1.png")
    let reports = Reports()
    let source = try openPairedDataset(at: folder.path, split: nil, format: .aligned)
    let loader = PairedLoader(source: source, batchSize: 1, preprocess: jitter, seed: 1, onSkip: { reports.add($0) })
    #expect(Set(try batches(loader, 12).flatMap(\.names)) == ["0", "2"])
    #expect(reports.all.count == 1 && reports.all[0].contains("1.png"))
  }
}
