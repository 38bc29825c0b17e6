public import Torch
import Vision

/// Remembered patches of normal pictures; a patch is as abnormal as it is far from the nearest of them (PatchCore, Roth et
/// al. 2022, 2106.08265).
public final class FeatureMemory: PatchModel {
  /// `[patches, channels]`.
  public let patches: Tensor
  private let search: NearestNeighbors
  /// For each remembered patch itself and its nearest, `[patches, neighbors]`; nil without re-weighting.
  private let neighbors: Tensor?

  /// - Parameters:
  ///   - patches: `[patches, channels]`, at least one.
  ///   - reweighting: of how many neighbours the re-weighting is (eq. 7 there); 0 is none.
  public init(_ patches: Tensor, reweighting: Int = 0) {
    self.patches = patches
    search = NearestNeighbors(patches)
    let count = min(reweighting, patches.size(0))
    neighbors = count > 1 ? search.nearest(patches, count).indices : nil
  }

  public var tensors: [(name: String, tensor: Tensor)] { [("patches", patches)] }

  public func distances(_ maps: Tensor) -> Tensor {
    withoutGradients {
      let (pictures, channels, height, width) = (maps.size(0), maps.size(1), maps.size(2), maps.size(3))
      let queries = maps.permuted(0, 2, 3, 1).reshaped([-1, channels]).contiguous()
      let (nearest, indices) = search.nearest(queries)
      var distances = nearest.reshaped([-1])
      if let neighbors { distances = distances * weights(queries, distances, indices.reshaped([-1]), neighbors) }
      return distances.reshaped([pictures, height, width])
    }
  }

  /// Eq. 7 of PatchCore for every patch: `1 - exp(d*) / sum exp(d)` over the neighbours of the nearest patch. A patch whose
  /// nearest is a lonely one counts more.
  ///
  /// Distances are divided by the root of the number of channels, so that the exponents do not depend on it.
  private func weights(_ queries: Tensor, _ nearest: Tensor, _ indices: Tensor, _ neighbors: Tensor) -> Tensor {
    let scale = 1 / Double(queries.size(1)).squareRoot()
    var parts: [Tensor] = []
    // Each query meets its neighbours' own rows: blocks again, so that memory stays bounded.
    let rows = max(1, NearestNeighbors.blockBytes / (4 * queries.size(1) * neighbors.size(1)))
    for start in stride(from: 0, to: queries.size(0), by: rows) {
      let length = min(rows, queries.size(0) - start)
      func part(_ tensor: Tensor) -> Tensor { tensor.narrow(dim: 0, start: start, length: length) }
      let around = neighbors.index(select: part(indices))
      let points = patches.index(select: around.reshaped([-1]))
        .reshaped([length, neighbors.size(1), queries.size(1)])
      let distances = (points - part(queries).unsqueezed(dim: 1)).square().sum(dims: [2]).sqrt()
      parts.append(1 - (part(nearest) * scale - (distances * scale).logSumExp(dim: 1)).exp())
    }
    return concatenated(parts)
  }
}
