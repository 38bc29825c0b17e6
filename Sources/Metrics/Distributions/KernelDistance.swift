public import Torch

/// The distance of two sets of pictures by a kernel on their features (KID, Bińkowski et al. 2018, 1801.01401).
///
/// The unbiased estimate of the squared maximum mean discrepancy with the kernel (x·y / d + 1)³, averaged over random
/// subsets. Unlike FID its expectation does not depend on the number of pictures; it may come out a little below 0.
public struct KernelDistance: Sendable, Equatable, Codable {
  /// The mean over the subsets.
  public let value: Double
  /// The standard deviation over the subsets; 0 for one of them.
  public let standardDeviation: Double
  /// How many subsets were drawn.
  public let subsets: Int
  /// How many pictures of each set a subset has.
  public let subsetSize: Int

  /// Compares two sets by their features, [pictures, features] each.
  ///
  /// - Parameters:
  ///   - subsetSize: how many pictures of each set a subset has; smaller sets are taken whole, once.
  ///   - subsets: how many are drawn.
  ///   - seed: what they are drawn with.
  /// - Throws: `MetricsError` for fewer than 2 pictures, and features that are not finite.
  public init(
    _ a: Tensor, _ b: Tensor, subsetSize: Int = 1000, subsets: Int = 100, seed: UInt64
  ) throws(MetricsError) {
    precondition(subsetSize >= 2 && subsets >= 1, "a subset has 2 pictures or more, and there is 1 or more")
    try requireFeatures(a)
    try requireFeatures(b)
    let size = min(subsetSize, a.size(0), b.size(0))
    self.subsetSize = size
    self.subsets = size == a.size(0) && size == b.size(0) ? 1 : subsets
    let random = RandomSource(seed: seed)
    func drawn(_ features: Tensor) -> Tensor {
      let order = Tensor.randperm(features.size(0), random: random).narrow(dim: 0, start: 0, length: size)
      return features.index(select: order.to(features.device))
    }
    let values = (0..<self.subsets).map { _ in
      // One after the other: the order of the draws is part of what a seed stands for.
      let (x, y) = (drawn(a), drawn(b))
      return KernelDistance.squaredDiscrepancy(x, y)
    }
    let mean = values.reduce(0, +) / Double(values.count)
    value = mean
    standardDeviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
  }

  /// The unbiased estimate of the squared discrepancy of two whole sets of 2 or more, [pictures, features] each.
  static func squaredDiscrepancy(_ a: Tensor, _ b: Tensor) -> Double {
    let (x, y) = (a.to(.float64), b.to(.float64))
    let (n, m) = (Double(x.size(0)), Double(y.size(0)))
    // A picture's kernel with itself is left out: that is what makes the estimate unbiased.
    let within = (sum(x, x) - diagonal(x)) / (n * (n - 1)) + (sum(y, y) - diagonal(y)) / (m * (m - 1))
    return within - 2 * sum(x, y) / (n * m)
  }

  private static func sum(_ x: Tensor, _ y: Tensor) -> Double {
    (x.matmul(y.transposed(0, 1)) / Double(x.size(1)) + 1).pow(3).sum().item()
  }

  private static func diagonal(_ x: Tensor) -> Double {
    (x.square().sum(dims: [1]) / Double(x.size(1)) + 1).pow(3).sum().item()
  }
}
