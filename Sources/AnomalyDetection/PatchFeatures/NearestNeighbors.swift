public import Torch

/// The nearest of remembered points for each of many queries, in blocks through the matrix product:
/// `|q - m|² = |q|² + |m|² - 2 q·m`.
///
/// Beside queries and points it holds one block of squared distances, at most `blockBytes` (64 MB).
public struct NearestNeighbors {
  /// The most that a block of squared distances takes.
  public static let blockBytes = 64 << 20

  private let transposed: Tensor
  private let squares: Tensor

  /// - Parameter points: `[points, channels]`, float32.
  public init(_ points: Tensor) {
    precondition(points.rank == 2 && points.size(0) > 0, "points are [points, channels], at least one")
    (transposed, squares) = withoutGradients {
      (points.transposed(0, 1).contiguous(), points.square().sum(dims: [1]).reshaped([1, points.size(0)]))
    }
  }

  /// How many there are.
  public var count: Int { transposed.size(1) }

  /// The `k` nearest points of each query, the nearest first.
  ///
  /// - Parameter queries: `[queries, channels]`.
  /// - Returns: distances and which points, `[queries, k]` each.
  public func nearest(_ queries: Tensor, _ k: Int = 1) -> (distances: Tensor, indices: Tensor) {
    precondition((1...count).contains(k), "there are \(count) points")
    return withoutGradients {
      let rows = max(1, Self.blockBytes / (4 * count))
      var (distances, indices): ([Tensor], [Tensor]) = ([], [])
      for block in queries.split(size: rows) {
        // Without the query's own square, which is the same for all points.
        let offsets = block.matmul(transposed)
        offsets.multiply(inPlace: -2)
        offsets.add(inPlace: squares)
        let (least, places) = k == 1 ? offsets.min(dim: 1, keepDims: true) : offsets.topk(k, dim: 1, largest: false)
        // Rounding can make the distance of a point to itself negative.
        distances.append((least + block.square().sum(dims: [1], keepDims: true)).clamped(min: 0).sqrt())
        indices.append(places)
      }
      return (concatenated(distances), concatenated(indices))
    }
  }
}
