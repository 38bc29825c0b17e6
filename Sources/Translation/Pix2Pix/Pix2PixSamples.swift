import Adversarial
public import Datasets
import Vision

/// The fixed pictures by which a person watches a run.
public enum Pix2PixSamples {
  /// The first usable pairs of a data set, prepared as for evaluation: never mirrored, never cut by chance.
  ///
  /// - Parameter limit: how many; fewer where the data set is smaller or the pictures' sizes differ.
  /// - Throws: when none of the pairs can be used.
  public static func batch(
    of source: any PairedSource, recipe: Pix2PixRecipe, limit: Int = 4
  ) throws(DatasetError) -> PairedBatch? {
    let preprocess = try recipe.preprocess().withoutAugmentation
    var draws = CounterGenerator(seed: 0, 0)
    var samples: [PairedSample] = []
    for index in 0..<source.count where samples.count < limit {
      // A picture that cannot be read is named by the loader; here it is only passed over.
      guard let sample = try? preprocess.apply(to: source.load(index), using: &draws) else { continue }
      if let first = samples.first, first.a.width != sample.a.width || first.a.height != sample.a.height { break }
      samples.append(sample)
    }
    guard !samples.isEmpty else { return nil }
    let names = samples.map(\.name)
    return PairedBatch(
      a: try ImageBatch(samples.map(\.a), channels: recipe.channelsA, names: names),
      b: try ImageBatch(samples.map(\.b), channels: recipe.channelsB, names: names), names: names)
  }
}

extension Pix2PixRecipe {
  /// Channels of side A: of the input or of the output, as the direction is.
  public var channelsA: Int { data.direction == .aToB ? generator.inputChannels : generator.outputChannels }
  /// Channels of side B.
  public var channelsB: Int { data.direction == .aToB ? generator.outputChannels : generator.inputChannels }
}
