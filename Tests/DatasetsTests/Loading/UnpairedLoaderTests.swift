import Datasets
import Synchronization
import Testing
import Vision

/// Two sides without partners, and loaders of other kinds made from streams.
@Suite struct UnpairedLoaderTests {
  private let folder: TemporaryFolder
  private let window = Preprocess(mode: .crop, loadSize: .init(20), cropSize: .init(20), flip: true)

  init() throws {
    folder = try TemporaryFolder()
    for index in 0..<5 { try folder.picture("trainA/\(index).png") }
    for index in 0..<3 { try folder.picture("trainB/\(index).png", channels: 1) }
  }

  private func loader(from step: Int = 0, strict: Bool = false, onSkip: @escaping @Sendable (String) -> Void = { _ in })
    throws -> BatchLoader<PairedBatch>
  {
    let folders = try openUnalignedDataset(at: folder.path, split: nil)
    return BatchLoader(
      unpaired: folders, batchSize: 1, preprocess: window, channelsB: 1, seed: 3, strict: strict, startingAt: step,
      onSkip: onSkip)
  }

  @Test func eachSideHasAnOrderOfItsOwn() throws {
    let loader = try loader()
    #expect(loader.batchesPerEpoch == 5)
    let batches = try (0..<15).map { _ in try loader.next() }
    #expect(batches[0].a.shape == [1, 3, 20, 20] && batches[0].b.shape == [1, 1, 20, 20])
    let (a, b) = (batches.flatMap(\.names), batches.flatMap(\.namesB))
    for epoch in 0..<3 { #expect(Set(a[epoch * 5..<epoch * 5 + 5]).count == 5) }
    for round in 0..<5 { #expect(Set(b[round * 3..<round * 3 + 3]).count == 3) }
    // Three equal partners in five rounds would be a pairing.
    #expect(Set(zip(a, b).map { "\($0) \($1)" }).count > 5)
    let later = try self.loader(from: 7)
    #expect(try (0..<8).map { _ in try later.next() } == Array(batches[7...]))
  }

  @Test func aDamagedPictureIsReplacedByOneOfItsSide() throws {
    try folder.write("no picture", to: "trainB/1.png")
    let named = Mutex<[String]>([])
    let loader = try loader(onSkip: { sentence in named.withLock { $0.append(sentence) } })
    let batches = try (0..<12).map { _ in try loader.next() }
    #expect(Set(batches.flatMap(\.names)) == ["0", "1", "2", "3", "4"])
    #expect(Set(batches.flatMap(\.namesB)) == ["0", "2"])
    let sentences = named.withLock { $0 }
    #expect(sentences.count == 1 && sentences.first?.contains("trainB/1.png") ?? false)
    let strict = try self.loader(strict: true)
    #expect { for _ in 0..<6 { _ = try strict.next() } } throws: { "\($0)".contains("trainB/1.png") }
  }

  /// Drawn pictures with labels beside real ones without, as a refiner takes them.
  @Test func streamsMakeOtherLoaders() throws {
    let drawn = SampleStream(count: 6, batchSize: 2, seed: 1) { index, draws in index * 10 + draws.integer(below: 10) }
    let real = SampleStream(count: 4, batchSize: 2, seed: 1, stream: 1) { index, _ in "real \(index)" }
    let loader = BatchLoader(batchesPerEpoch: drawn.batchesPerEpoch) { step throws(DatasetError) in
      try ([Int](drawn.samples(ofBatch: step)), [String](real.samples(ofBatch: step)))
    }
    let batches = try (0..<6).map { _ in try loader.next() }
    #expect(Set(batches[..<3].flatMap(\.0).map { $0 / 10 }) == Set(0..<6))
    #expect(Set(batches[..<2].flatMap(\.1)).count == 4)
    loader.seek(to: 4)
    #expect(try loader.next().0 == batches[4].0)
  }
}
