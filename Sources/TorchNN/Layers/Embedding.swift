public import Torch

/// A table of learned vectors: int64 indices of any shape `[...]` to `[..., dimension]`.
public final class Embedding: Module, Layer {
  /// `[count, dimension]`.
  public let weight: Parameter

  /// Draws the vectors from N(0, 1), as PyTorch does.
  public init(_ count: Int, _ dimension: Int, random: RandomSource) {
    weight = Parameter(Tensor.randn([count, dimension], random: random, device: random.device))
    super.init()
  }

  /// Looks up int64 indices in `0..<count`.
  public func callAsFunction(_ input: Tensor) -> Tensor { embedding(input, weight: weight.value) }
}
