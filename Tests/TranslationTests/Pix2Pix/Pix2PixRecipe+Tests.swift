import Adversarial
import Datasets
import Training

@testable import Translation

extension Pix2PixRecipe {
  /// What training does with colour pairs before it begins.
  mutating func resolveForTests(stepsPerEpoch: Int) throws {
    (generator.inputChannels, generator.outputChannels) = (3, 3)
    try resolve(for: TrainingPairs(NoPairs()))
    try resolveRun(stepsPerEpoch: stepsPerEpoch)
  }
}

/// A source without pairs, for recipes that do not look at any.
struct NoPairs: PairedSource {
  let count = 0
  let summary = "nothing"
  func name(at index: Int) -> String { "" }
  func load(_ index: Int) throws(DatasetError) -> PairedSample { throw DatasetError("there is nothing here") }
}
