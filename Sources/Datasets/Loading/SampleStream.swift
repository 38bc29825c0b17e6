/// The samples of one source, drawn by number: those of batch k depend on the source, the seed and k alone.
///
/// Each epoch shuffles anew; the samples that do not fill its last batch are left out of that epoch, and a set smaller
/// than a batch is repeated to fill it. A sample that cannot be used is replaced by the next usable one in the source's
/// order.
public struct SampleStream<Sample: Sendable>: Sendable {
  /// Makes a sample; the generator's draws are its own, for windows and mirrors.
  public typealias Load = @Sendable (Int, inout CounterRandom) throws(DatasetError) -> Sample

  /// How many samples the source has.
  public let count: Int
  /// How many batches show each sample once, at least 1.
  public let batchesPerEpoch: Int
  private let noun: String
  private let sampler: EpochSampler
  private let seed: UInt64
  private let stream: UInt64
  private let skipped: SkipRegister
  private let load: Load

  /// - Parameters:
  ///   - noun: what a sample is called in sentences.
  ///   - stream: tells the streams of one loader apart, which then draw apart from each other.
  ///   - skipped: remembers what cannot be used; each stream has its own.
  ///   - load: runs on several threads at once.
  public init(
    count: Int, of noun: String = "picture", batchSize: Int, seed: UInt64, stream: UInt64 = 0, shuffle: Bool = true,
    skipped: SkipRegister = SkipRegister(), load: @escaping Load
  ) {
    self.count = count
    self.noun = noun
    self.seed = seed
    self.stream = stream
    self.skipped = skipped
    self.load = load
    sampler = EpochSampler(count: count, batchSize: batchSize, seed: seed, stream: stream, shuffle: shuffle)
    batchesPerEpoch = sampler.batchesPerEpoch
  }

  /// The samples of a batch, counted from the beginning of the first epoch.
  ///
  /// - Throws: when there are none, none is usable, or one is not and the register is strict.
  public func samples(ofBatch step: Int) throws(DatasetError) -> [Sample] {
    guard count > 0 else { throw DatasetError("the data set holds no \(noun)s; check its folder") }
    var samples: [Sample] = []
    for (slot, index) in sampler.indices(ofBatch: step).enumerated() {
      let draws = RandomPurpose.generator(
        seed: seed, RandomPurpose.augmentation, UInt64(step), UInt64(slot), stream: stream)
      samples.append(try usableSample(from: index, draws))
    }
    return samples
  }

  private func usableSample(from index: Int, _ generator: CounterRandom) throws(DatasetError) -> Sample {
    for offset in 0..<count {
      let sample = try skipped.attempt((index + offset) % count) { candidate throws(DatasetError) in
        // Each candidate starts from the same draws, so that a known bad file and a new one give the same batch.
        var draws = generator
        return try load(candidate, &draws)
      }
      if let sample { return sample }
    }
    throw skipped.nothingUsable(of: count, noun)
  }
}
