import Foundation
public import Torch
public import TorchNN

/// F: brings features of patches, layer by layer, to vectors of length 1 in a space of their own (2007.15651, section 3.2).
///
/// For each layer a network of two fully connected layers. Parameter names are those of the authors' code (`mlp_0.0.weight`).
public final class PatchProjector: Module {
  private let heads: [Sequential]

  /// - Parameters:
  ///   - channels: of each layer's features.
  ///   - width: of the hidden layer and of the space.
  ///   - random: draws PyTorch's default weights.
  public init(channels: [Int], width: Int, random: RandomSource) {
    heads = channels.map { channels in
      Sequential(
        Linear(channels, width, random: random), ReLU(), Linear(width, width, random: random))
    }
    super.init()
  }

  /// The heads under the authors' names.
  public override func children() -> [(name: String, module: Module)] {
    heads.enumerated().map { ("mlp_\($0.offset)", $0.element) }
  }

  /// Vectors `[N, P, width]` of the patches at `places` (`[P]`, indices into the rows of a map) of features `[N, C, H, W]`.
  public func callAsFunction(_ features: Tensor, layer: Int, places: Tensor) -> Tensor {
    let rows = features.permuted(0, 2, 3, 1).flattened(from: 1, to: 2)
    let vectors = heads[layer](rows.index(select: places, dim: 1)).to(.float32)
    return vectors / ((vectors.square().sum(dims: [2], keepDims: true) + 1e-14).sqrt() + 1e-7)
  }
}
