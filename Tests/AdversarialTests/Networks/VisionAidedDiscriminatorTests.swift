import Features
import Testing
import Torch
import TorchNN
import Training

@testable import Adversarial

struct VisionAidedDiscriminatorTests {
  private let vision = EfficientNetLite0(deepest: 16, random: RandomSource(seed: 3))

  private func discriminator(condition: Int = 0, channels: Int = 3) throws -> VisionAidedDiscriminator {
    let random = RandomSource(seed: 1)
    return try VisionAidedDiscriminator(
      patches: PatchDiscriminator(
        inputChannels: condition + channels, features: 4, layers: 2, normalization: .instance, random: random),
      pictureChannels: channels, vision: vision, width: 8, random: random)
  }

  private func pictures(_ channels: Int = 3, seed: UInt64 = 5) -> Tensor {
    Tensor.rand([2, channels, 40, 64], random: RandomSource(seed: seed)) * 2 - 1
  }

  /// The PatchGAN's own logits stand first; each judge's are blocks of one value, as the frozen maps are coarser.
  @Test func pixelsAndThreeDepthsAreJudged() throws {
    let network = try discriminator()
    let picture = pictures()
    let (logits, patches) = (network(picture), network.patches(picture))
    #expect(logits.shape == [2, 4] + patches.shape.suffix(2))
    #expect(logits.narrow(dim: 1, start: 0, length: 1).equal(to: patches))
    // 40 x 64 pixels: maps of 10x16, 5x8 and 3x4 places.
    for (depth, places) in [(1, 10 * 16), (2, 5 * 8), (3, 3 * 4)] {
      let values = logits.narrow(dim: 0, start: 0, length: 1).narrow(dim: 1, start: depth, length: 1).array()
      #expect(Set(values).count <= places)
      #expect(Set(values).count > places / 2, "a judge sees different places")
    }
  }

  @Test func whatIsFrozenStaysSoAndGradientsPassIt() throws {
    let network = try discriminator()
    let before = vision.stateDictionary().map { ($0.name, $0.tensor.cloned()) }
    #expect(network.stateDictionary().allSatisfy { $0.name.hasPrefix("patches.") || $0.name.hasPrefix("judges.") })
    #expect(
      network.parameterCount == network.patches.parameterCount + network.judges.reduce(0) { $0 + $1.parameterCount })
    network.train()
    let picture = pictures().detached()
    picture.requiresGrad = true
    let ofJudges = network(picture).narrow(dim: 1, start: 1, length: 3)
    ofJudges.sum().backward()
    #expect(!vision.isTraining)
    #expect(try #require(picture.grad).abs().sum().item() > 0)
    #expect(network.judges.allSatisfy { judge in judge.parameters().allSatisfy { $0.grad != nil } })
    for (entry, old) in zip(vision.stateDictionary(), before) {
      #expect(entry.tensor.equal(to: old.1), "\(entry.name)")
    }
  }

  /// Beside a condition, only the PatchGAN sees it.
  @Test(arguments: [1, 3])
  func judgesSeeThePictureAlone(channels: Int) throws {
    let network = try discriminator(condition: 2, channels: channels)
    let picture = pictures(channels)
    let one = network(concatenated([pictures(2, seed: 6), picture], dim: 1))
    let other = network(concatenated([pictures(2, seed: 7), picture], dim: 1))
    let depths = { (logits: Tensor) in logits.narrow(dim: 1, start: 1, length: 3) }
    #expect(depths(one).equal(to: depths(other)))
    #expect(!one.equal(to: other))
  }

  @Test func picturesSmallerThanAStrideAreRefused() throws {
    var recipe = DiscriminatorRecipe()
    (recipe.architecture, recipe.layers) = (.visionAided, 1)
    try recipe.validate(shortestSide: 32)
    let error = #expect(throws: TrainingError.self) { try recipe.validate(shortestSide: 24) }
    #expect("\(error.map { "\($0)" } ?? "")".contains("at least 32 pixels"))
  }
}
