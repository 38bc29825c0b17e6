public import Torch

/// A Gaussian of the patches at each place of normal pictures; a patch is as abnormal as its Mahalanobis distance is great
/// (PaDiM, Defard et al. 2021, 2011.08785).
public final class PatchGaussian: PatchModel {
  /// Which channels are taken, int64 `[kept]`.
  public let channels: Tensor
  /// `[height · width, kept]`.
  public let means: Tensor
  /// What makes the covariance of each place the identity, `[height · width, kept, kept]`: `W Wᵀ` is its inverse.
  public let whitening: Tensor
  /// Patches along the height and the width.
  public let places: [Int]

  /// Takes over what was learned.
  public init(channels: Tensor, means: Tensor, whitening: Tensor, places: [Int]) {
    (self.channels, self.means, self.whitening, self.places) = (channels, means, whitening, places)
  }

  public var tensors: [(name: String, tensor: Tensor)] {
    [("channels", channels), ("means", means), ("whitening", whitening), ("places", Tensor(places))]
  }

  /// `sqrt((x - m)ᵀ C⁻¹ (x - m))` at each place (eq. 2 there); pictures have as many places as the learned ones.
  public func distances(_ maps: Tensor) -> Tensor {
    withoutGradients {
      let (pictures, height, width) = (maps.size(0), maps.size(2), maps.size(3))
      precondition([height, width] == places, "patches are \(places), not \([height, width])")
      // [places, pictures, kept], so that each place is one product of matrices; laid out so, which takes a quarter of the
      // time that products of rows far apart take.
      let rows = maps.index(select: channels, dim: 1).flattened(from: 2).permuted(2, 0, 1).contiguous()
      let whitened = (rows - means.unsqueezed(dim: 1)).matmul(whitening)
      return whitened.norm(p: 2, dims: [2]).transposed(0, 1).reshaped([pictures, height, width])
    }
  }
}
