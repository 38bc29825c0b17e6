public import Torch

/// The distance of two sets of pictures as normal distributions of their features (Fréchet; FID, Heusel et al. 2017,
/// 1706.08500).
///
/// |μ₁ - μ₂|² + tr(C₁ + C₂ - 2 (C₁C₂)^½), 0 for equal sets. It falls with the number of pictures, which should exceed
/// the number of features: only figures with the same feature file, resize, number and reference can be compared.
public enum FrechetDistance {
  /// Compares two sets by their statistics.
  public static func between(_ a: FeatureStatistics, _ b: FeatureStatistics) -> Double {
    precondition(a.mean.count == b.mean.count, "\(a.mean.count) and \(b.mean.count) features cannot be compared")
    let shift = (a.mean - b.mean).square().sum().item()
    let spread = trace(a.covariance) + trace(b.covariance)
    return max(0, shift + spread - 2 * traceOfRoot(a.covariance, b.covariance))
  }

  /// Compares two sets by their features, [pictures, features] each.
  ///
  /// - Throws: `MetricsError` for fewer than 2 pictures, and features that are not finite.
  public static func between(_ a: Tensor, _ b: Tensor) throws(MetricsError) -> Double {
    between(try FeatureStatistics(a), try FeatureStatistics(b))
  }

  /// tr (C₁C₂)^½ through C₁^½ C₂ C₁^½, which has the same eigenvalues and is symmetric.
  private static func traceOfRoot(_ a: Tensor, _ b: Tensor) -> Double {
    let (values, vectors) = a.eigh()
    let root = (vectors * withoutNoise(values).sqrt()).matmul(vectors.transposed(0, 1))
    let product = root.matmul(b).matmul(root)
    return withoutNoise(((product + product.transposed(0, 1)) / 2).eigh().values).sqrt().sum().item()
  }

  /// Eigenvalues that are 0 but for rounding, as those of sets smaller than their features, made 0: their roots would
  /// be a million times larger than they.
  private static func withoutNoise(_ values: Tensor) -> Tensor {
    let noise = values.abs().max().item() * Double(values.count) * 0x1p-52
    return values.masked(fill: values .< noise, 0)
  }

  private static func trace(_ matrix: Tensor) -> Double {
    (matrix * Tensor.eye(matrix.size(0), dtype: .float64, device: matrix.device)).sum().item()
  }
}
