import Testing
import Torch
import TorchNN
import Training

@testable import Adversarial

/// Several batches in one pass are what each is in a pass of its own.
struct JoinedBatchesTests {
  private func discriminator() -> any ImageDiscriminator {
    var recipe = ImageGeneratorRecipe(architecture: .infogan, latentDimension: 4, noise: .gaussian)
    (recipe.channels, recipe.imageSize) = (1, 28)
    return GameRecipe(features: 8).makeDiscriminator(for: recipe, random: RandomSource(seed: 1))
  }

  @Test func featuresAndStatisticsAreThoseOfSinglePasses() throws {
    let (joined, single) = (discriminator(), discriminator())
    let batches = (2..<5).map { Tensor.randn([6, 1, 28, 28], random: RandomSource(seed: $0)) * Double($0) }
    let features = joined.features(of: batches)
    #expect(features.count == 3)
    for (one, batch) in zip(features, batches) {
      #expect(one.isClose(to: single.features(batch), rtol: 1e-4, atol: 1e-5))
    }
    for (one, other) in zip(joined.stateDictionary(), single.stateDictionary()) {
      #expect(one.tensor.isClose(to: other.tensor, rtol: 1e-4, atol: 1e-5), "\(one.name)")
    }
    let whole = discriminator().features(concatenated(batches))
    #expect(!features[0].isClose(to: whole.narrow(dim: 0, start: 0, length: 6), rtol: 1e-2, atol: 1e-2))
  }

  @Test func batchesOfTwoSizesArePassedOneByOne() {
    let network = discriminator()
    let batches = [2, 3].map { Tensor.randn([$0, 1, 28, 28], random: RandomSource(seed: 1)) }
    #expect(network.features(of: batches).map(\.shape) == [[2, network.featureCount], [3, network.featureCount]])
  }
}
