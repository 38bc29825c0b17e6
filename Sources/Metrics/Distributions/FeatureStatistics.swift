public import Torch

/// Mean and covariance of the features of a set of pictures, in double precision.
public struct FeatureStatistics {
  /// How many pictures.
  public let count: Int
  /// [features].
  public let mean: Tensor
  /// [features, features], divided by count - 1.
  public let covariance: Tensor

  /// Takes known statistics: `mean` [features], `covariance` [features, features].
  public init(count: Int, mean: Tensor, covariance: Tensor) {
    let size = mean.count
    precondition(covariance.shape == [size, size], "\(size) features have a covariance of [\(size), \(size)]")
    self.count = count
    self.mean = mean.to(.float64)
    self.covariance = covariance.to(.float64)
  }

  /// Sums up features [pictures, features].
  ///
  /// - Throws: `MetricsError` for fewer than 2 pictures, and features that are not finite.
  public init(_ features: Tensor) throws(MetricsError) {
    try requireFeatures(features)
    count = features.size(0)
    let (size, blocks) = (features.size(1), features.split(size: 4096))
    var total = Tensor.zeros([size], dtype: .float64, device: features.device)
    for block in blocks { total = total + block.to(.float64).sum(dims: [0]) }
    mean = total / Double(count)
    var sum = Tensor.zeros([size, size], dtype: .float64, device: features.device)
    for block in blocks {
      let centered = block.to(.float64) - mean
      sum = sum + centered.transposed(0, 1).matmul(centered)
    }
    covariance = sum / Double(count - 1)
  }
}

/// Throws unless there are 2 or more rows of finite features; traps unless there are rows.
func requireFeatures(_ features: Tensor) throws(MetricsError) {
  precondition(features.rank == 2, "features are [pictures, features], not \(features.shape)")
  guard features.size(0) >= 2 else {
    throw MetricsError("\(features.size(0)) picture is too few to compare sets; give 2 or more, better thousands")
  }
  guard features.isFinite().all().int64Item() == 1 else {
    throw MetricsError("some features are not finite; check the feature file, and what range of values it takes")
  }
}
