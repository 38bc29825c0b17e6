import Testing
import Torch
import TorchNN

@testable import Adversarial

/// The generators' forms for inference translate as the generators do, with dropout's masks of the same seed.
struct InferenceFormTests {
  struct Case: Sendable {
    var architecture: String
    var normalization: Normalization
    var training: Bool
  }

  static let cases = ["unet", "resnet"].flatMap { architecture in
    Normalization.allCases.flatMap { norm in
      [true, false].map { Case(architecture: architecture, normalization: norm, training: $0) }
    }
  }

  private func network(_ one: Case, noise: RandomSource) -> any ImageToImageNetwork {
    let random = RandomSource(seed: 2)
    let network: any ImageToImageNetwork =
      one.architecture == "unet"
      ? UNet(depth: 5, features: 4, normalization: one.normalization, random: random, noise: noise)
      : ResNetGenerator(
        blocks: 2, features: 4, normalization: one.normalization, dropout: true, random: random, noise: noise)
    network.setRequiresGrad(false)
    // Running statistics that are neither 0 nor 1.
    for _ in 0..<3 { _ = network(Tensor.randn([2, 3, 32, 64], random: random)) }
    network.train(one.training)
    return network
  }

  @Test(arguments: cases, [DType.float32, .bfloat16])
  func translatesAsTheNetwork(one: Case, dtype: DType) {
    let noise = RandomSource(seed: 7)
    let network = network(one, noise: noise)
    let form = network.inferenceForm(dtype)
    let input = Tensor.rand([1, 3, 64, 96], random: RandomSource(seed: 8)) * 2 - 1
    let kept = input.cloned()
    let chance = noise.state
    let output = form(input).to(.float32)
    noise.state = chance
    let difference = (output - network(input)).abs()
    #expect(input.equal(to: kept))
    #expect(difference.max().item() < (dtype == .float32 ? 1e-4 : 0.25))
    #expect(difference.mean().item() < (dtype == .float32 ? 1e-5 : 0.03))
  }
}
