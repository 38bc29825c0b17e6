public import Torch

/// The penalty on a discriminator's slope at real pictures (Mescheder et al. 2018, 1801.04406, eq. 9).
public struct R1Penalty: Sendable {
  /// The paper's gamma; 10 in its experiments.
  public var gamma: Double

  /// A penalty of the weight given.
  public init(gamma: Double) { self.gamma = gamma }

  /// `gamma / 2 * mean(|gradient of D at x|^2)` over real pictures x, a scalar.
  ///
  /// - Parameters:
  ///   - real: `[N, C, H, W]`.
  ///   - discriminator: maps pictures to logits.
  public func callAsFunction(real: Tensor, discriminator: (Tensor) -> Tensor) -> Tensor {
    let points = real.detached().cloned()
    points.requiresGrad = true
    let gradients = grad(of: discriminator(points).to(.float32).sum(), with: points, createGraph: true)
    return gradients.to(.float32).flattened(from: 1).square().sum(dims: [1]).mean() * (gamma / 2)
  }
}
