import Testing
import Torch
import Training

@testable import Adversarial

struct DifferentiableAugmentationTests {
  private let pictures = Tensor.rand([3, 6, 16, 24], random: RandomSource(seed: 1)) * 2 - 1

  private func augmentation(_ policy: String) throws -> DifferentiableAugmentation {
    try #require(try DifferentiableAugmentation(policy: policy))
  }

  /// Each change does what its name says, both pictures along the channels alike, and lets gradients through.
  @Test(arguments: ["color", "translation", "cutout", "color,translation,cutout"])
  func changesPicturesAndKeepsGradients(policy: String) throws {
    let input = pictures.cloned()
    input.requiresGrad = true
    let output = try augmentation(policy)(input, random: RandomSource(seed: 2))
    #expect(output.shape == input.shape && !output.equal(to: pictures))
    output.sum().backward()
    #expect(try #require(input.grad).abs().max().item() > 0)
  }

  @Test func aSquareOfHalfTheSideIsCutOutOfBothPictures() throws {
    let ones = Tensor.ones([40, 6, 16, 16])
    let output = try augmentation("cutout")(ones, random: RandomSource(seed: 3))
    let gone = 1 - output.mean(dims: [1, 2, 3])
    // A quarter where the square lies within the picture.
    #expect(abs(gone.max().item() - 0.25) < 1e-6 && gone.min().item() > 0)
    #expect(output.narrow(dim: 1, start: 0, length: 3).equal(to: output.narrow(dim: 1, start: 3, length: 3)))
  }

  @Test func picturesAreShiftedByAnEighthAtMost() throws {
    let output = try augmentation("translation")(Tensor.ones([60, 3, 16, 16]), random: RandomSource(seed: 4))
    let kept = output.mean(dims: [1, 2, 3])
    #expect(kept.min().item() >= 14.0 * 14 / 256 - 1e-6 && kept.max().item() == 1)
    #expect(kept.min().item() < 0.9)
  }

  @Test func anUnknownChangeIsNamed() throws {
    #expect(try DifferentiableAugmentation(policy: "") == nil)
    let error = #expect(throws: TrainingError.self) { try DifferentiableAugmentation(policy: "color,blur") }
    #expect(error?.description.contains("blur") == true)
  }
}
