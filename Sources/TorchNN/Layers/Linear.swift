public import Torch

/// An affine map of the last dimension: `[..., inFeatures]` to `[..., outFeatures]`.
public final class Linear: Module, WeightedLayer {
  /// `[outFeatures, inFeatures]`.
  public let weight: Parameter
  /// `[outFeatures]`.
  public let bias: Parameter?

  /// Draws PyTorch's default weights: uniform in `±1 / sqrt(inFeatures)`, bias too.
  public init(_ inFeatures: Int, _ outFeatures: Int, bias: Bool = true, random: RandomSource) {
    let shape = [outFeatures, inFeatures]
    weight = defaultWeight(shape, random: random)
    self.bias = bias ? defaultBias(outFeatures, weight: shape, random: random) : nil
    super.init()
  }

  /// Maps `[..., inFeatures]`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    linear(input, weight: weight.value, bias: bias?.value)
  }
}
