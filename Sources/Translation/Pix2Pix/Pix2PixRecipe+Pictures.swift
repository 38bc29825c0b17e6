import Adversarial
public import Datasets
public import Vision

extension Pix2PixRecipe {
  /// The fixed pictures by which a person watches a run: the first usable pairs, never mirrored, never cut by chance.
  ///
  /// - Parameter limit: how many; fewer where the data set is smaller or the pictures' sizes differ.
  /// - Returns: nil when none of the pairs can be used.
  func sampleBatch(of pairs: any PairedSource, limit: Int = 4) throws(DatasetError) -> PairedBatch? {
    let preprocess = try data.pictures.preparation().withoutAugmentation
    var draws = CounterRandom(seed: 0, 0)
    var samples: [PairedSample] = []
    for index in 0..<pairs.count where samples.count < limit {
      // A picture that cannot be read is named by the loader; here it is only passed over.
      guard let sample = try? preprocess.apply(to: pairs.load(index), using: &draws) else { continue }
      if let first = samples.first, first.a.width != sample.a.width || first.a.height != sample.a.height { break }
      samples.append(sample)
    }
    guard !samples.isEmpty else { return nil }
    let names = samples.map(\.name)
    return PairedBatch(
      a: try ImageBatch(samples.map(\.a), channels: channelsA, names: names),
      b: try ImageBatch(samples.map(\.b), channels: channelsB, names: names), names: names)
  }

  /// A pair as it is judged: prepared as for training, but without chance.
  ///
  /// - Throws: when a file of it cannot be read.
  public func sides(of pairs: any PairedSource, _ index: Int) throws(DatasetError) -> (input: Image, truth: Image) {
    var draws = CounterRandom(seed: 0, 0)
    let sample = try data.pictures.preparation().withoutAugmentation.apply(to: pairs.load(index), using: &draws)
    let (input, truth) = data.direction == .aToB ? (sample.a, sample.b) : (sample.b, sample.a)
    return (
      input.converted(to: generator.inputChannels == 1 ? .gray : .rgb),
      truth.converted(to: generator.outputChannels == 1 ? .gray : .rgb)
    )
  }
}
