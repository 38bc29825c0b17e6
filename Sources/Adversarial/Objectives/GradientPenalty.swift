public import Torch

/// The penalty that holds a critic's slope at 1 between real and generated pictures (WGAN-GP, 1704.00028, eq. 3).
public struct GradientPenalty: Sendable {
  /// The weight of the penalty; 10 in the paper.
  public var weight: Double

  /// A penalty of the weight given.
  public init(weight: Double = 10) { self.weight = weight }

  /// `weight * mean((|gradient of critic at x|_2 - 1)^2)` at points x on the lines between `real` and `fake`.
  ///
  /// - Parameters:
  ///   - real: `[N, C, H, W]`.
  ///   - fake: of the same shape; no gradient reaches the generator.
  ///   - random: draws where on each line, one point a picture.
  ///   - critic: maps pictures to logits.
  /// - Returns: a scalar that can be differentiated with respect to the critic's parameters.
  public func callAsFunction(
    real: Tensor, fake: Tensor, random: RandomSource, critic: (Tensor) -> Tensor
  ) -> Tensor {
    var sides = [Int](repeating: 1, count: real.rank)
    sides[0] = real.shape[0]
    let mix = Tensor.rand(sides, random: random, device: real.device)
    let points = (mix * real.detached() + (1 - mix) * fake.detached()).detached()
    points.requiresGrad = true
    let gradients = grad(of: critic(points).to(.float32).sum(), with: points, createGraph: true)
    // The square root has no slope at 0, where a critic that ignores its input would give NaN.
    let norms = (gradients.to(.float32).flattened(from: 1).square().sum(dims: [1]) + 1e-12).sqrt()
    return (norms - 1).square().mean() * weight
  }
}
