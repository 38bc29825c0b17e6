import TensorFixtures
import Testing
import Torch

/// Losses against PyTorch's, with every reduction: values and gradients.
@Suite struct LossFixtureTests {
  typealias Loss = @Sendable (Tensor, Tensor, Reduction) -> Tensor

  static let losses: [String: Loss] = [
    "binary_cross_entropy_with_logits": { binaryCrossEntropyWithLogits($0, target: $1, reduction: $2) },
    "mean_squared_error": { meanSquaredError($0, $1, reduction: $2) },
    "l1": { l1Loss($0, $1, reduction: $2) },
    "smooth_l1": { smoothL1Loss($0, $1, reduction: $2) },
    "cross_entropy": { crossEntropy($0, target: $1, reduction: $2) },
    "cross_entropy_maps": { crossEntropy($0, target: $1, reduction: $2) },
    "nll": { nllLoss($0, target: $1, reduction: $2) },
  ]

  @Test(arguments: losses.keys.sorted(), Reduction.allCases) func equalsPyTorch(_ name: String, _ by: Reduction) throws
  {
    let fixture = try Fixture("losses.safetensors")
    let loss = try #require(Self.losses[name])
    let prediction = try fixture["\(name).prediction"]
    prediction.requiresGrad = true
    let value = loss(prediction, try fixture["\(name).target"], by)
    value.sum().backward()
    expectClose(value, try fixture["\(name).\(by.rawValue).value"], "value")
    expectClose(prediction.grad, try fixture["\(name).\(by.rawValue).gradient"], "gradient")
  }
}
