public import Torch

/// How much of what is generated looks real, and how much of what is real is generated (Kynkäänniemi et al. 2019,
/// 1904.06991).
///
/// A set covers the balls around its members' features that reach to their k-th neighbour in the set. Precision is the
/// share of generated pictures that the real set covers, recall the share of real ones that the generated set covers.
public struct PrecisionRecall: Sendable, Equatable, Codable {
  /// The share of generated pictures within the real set, 0...1: quality.
  public let precision: Double
  /// The share of real pictures within the generated set, 0...1: diversity.
  public let recall: Double
  /// k.
  public let neighbors: Int

  /// Compares two sets by their features, [pictures, features] each.
  ///
  /// - Parameter neighbors: k, 3 in the paper.
  /// - Throws: `MetricsError` where a set has no more than k pictures, and for features that are not finite.
  public init(real: Tensor, generated: Tensor, neighbors: Int = 3) throws(MetricsError) {
    precondition(neighbors >= 1, "a ball reaches to the first neighbour or further")
    try requireFeatures(real)
    try requireFeatures(generated)
    for features in [real, generated] where features.size(0) <= neighbors {
      throw MetricsError(
        "\(features.size(0)) pictures have no \(neighbors) neighbours each; give more pictures, better thousands")
    }
    self.neighbors = neighbors
    precision = PrecisionRecall.shareCovered(generated, by: real, neighbors)
    recall = PrecisionRecall.shareCovered(real, by: generated, neighbors)
  }

  private static func shareCovered(_ queries: Tensor, by set: Tensor, _ neighbors: Int) -> Double {
    var radii: [Tensor] = []
    SquaredDistances(within: set).forEachBlock { _, squares in
      // The first of them is the picture itself.
      let nearest = squares.topk(neighbors + 1, dim: 1, largest: false).values
      radii.append(nearest.max(dims: [1]))
    }
    let reach = concatenated(radii).unsqueezed(dim: 0)
    var covered = 0
    SquaredDistances(queries, set).forEachBlock { _, squares in
      covered += Int((squares .<= reach).to(.int64).max(dims: [1]).sum().int64Item())
    }
    return Double(covered) / Double(queries.size(0))
  }
}
