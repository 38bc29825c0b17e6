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

  /// tr (C₁C₂)^½ = Σ of the singular values of L₁ᵀL₂, where C = LLᵀ.
  ///
  /// The way through the eigenvalues of C₁^½C₂C₁^½ squares the small ones, and loses half of their digits: for sets
  /// smaller than their features that is felt in the fourth digit of FID.
  private static func traceOfRoot(_ a: Tensor, _ b: Tensor) -> Double {
    factor(a).transposed(0, 1).matmul(factor(b)).svd().s.sum().item()
  }

  /// L with LLᵀ = C, [features, rank]: eigenvalues that are 0 but for rounding are left out.
  private static func factor(_ covariance: Tensor) -> Tensor {
    let (values, vectors) = covariance.eigh()
    let noise = values.abs().max().item() * Double(values.count) * 0x1p-52
    // They come in ascending order.
    let kept = max(1, Int((values .> noise).to(.int64).sum().int64Item()))
    let start = values.count - kept
    let roots = values.narrow(dim: 0, start: start, length: kept).clamped(min: 0).sqrt()
    return vectors.narrow(dim: 1, start: start, length: kept) * roots
  }

  private static func trace(_ matrix: Tensor) -> Double {
    (matrix * Tensor.eye(matrix.size(0), dtype: .float64, device: matrix.device)).sum().item()
  }
}
