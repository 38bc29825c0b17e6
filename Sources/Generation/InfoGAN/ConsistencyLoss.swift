public import Adversarial
public import Torch
public import Training

/// What keeps the categories of unlabelled pictures apart: they stay the same under small changes, and all are used.
///
/// Regularised information maximisation (Hu et al. 2017, IMSAT, 1702.08720, eqs. 7 and 11, with random affine maps beside
/// the adversarial perturbation of Miyato et al. 2017, 1704.03976, eq. 16). It is not in the InfoGAN paper.
public struct ConsistencyLoss: Codable, Sendable, Equatable {
  /// The changes of shape under which categories stay.
  public var affine = RandomAffine()
  /// The length of the adversarial perturbation, in the picture's units (-1...1).
  public var radius = 3.0
  /// The weight of the information between picture and category.
  public var informationWeight = 0.1
  /// The weight of even use against certainty within it.
  public var balance = 4.0

  enum CodingKeys: String, CodingKey {
    case affine = "consistency_"
    case radius = "consistency_radius"
    case informationWeight = "consistency_information"
    case balance = "consistency_balance"
  }

  /// The defaults.
  public init() {}

  /// `KL(Q(x) | Q(T x)) + KL(Q(x) | Q(x + r)) - w (b H(mean Q) - H(Q))`, for each of several heads on the same layers.
  ///
  /// - Parameters:
  ///   - images: `[N, C, H, W]` in -1...1.
  ///   - random: draws T and the direction from which r is found, on the CPU; all heads share both.
  ///   - classify: pictures to the heads' logits of the categories, `[heads, N, K]`.
  /// - Returns: the mean over heads, and each head's loss, `[heads]`.
  public func callAsFunction(
    _ images: Tensor, random: RandomSource, classify: (Tensor) -> Tensor
  ) -> (mean: LossTerms, ofHeads: Tensor) {
    let logProbabilities = logSoftmax(classify(images).to(.float32), dim: 2)
    let probabilities = logProbabilities.exp()
    let fixed = probabilities.detached()
    let transformed = divergence(fixed, logSoftmax(classify(affine(images, random: random)).to(.float32), dim: 2))
    let perturbed = images + perturbation(of: images, fixed, random: random, classify: classify)
    let adversarial = divergence(fixed, logSoftmax(classify(perturbed).to(.float32), dim: 2))
    let use = probabilities.mean(dims: [1])
    let evenness = -(use * (use + 1e-12).log()).sum(dims: [1])
    let uncertainty = -(probabilities * logProbabilities).sum(dims: [2]).mean(dims: [1])
    let losses = transformed + adversarial - (balance * evenness - uncertainty) * informationWeight
    let terms = LossTerms(
      total: losses.mean(),
      terms: [
        (name: "affine", value: transformed.mean()), (name: "adversarial", value: adversarial.mean()),
        (name: "evenness", value: evenness.mean()), (name: "uncertainty", value: uncertainty.mean()),
        (name: "least", value: losses.detached().min()),
      ])
    return (terms, losses.detached())
  }

  /// The direction in which the categories change most, found by one power iteration from a random one.
  private func perturbation(
    of images: Tensor, _ fixed: Tensor, random: RandomSource, classify: (Tensor) -> Tensor
  ) -> Tensor {
    let start = unit(Tensor.randn(images.shape, random: random).to(images.device)) * 10
    start.requiresGrad = true
    let change = divergence(fixed, logSoftmax(classify(images + start).to(.float32), dim: 2)).sum()
    return unit(grad(of: change, with: start)).detached() * radius
  }

  /// Each picture divided by its length.
  private func unit(_ images: Tensor) -> Tensor {
    let length = images.flattened(from: 1).norm(p: 2, dims: [1]) + 1e-12
    return images / length.reshaped([-1, 1, 1, 1])
  }

  /// The mean of KL(p | q) over pictures, `[heads]`.
  private func divergence(_ p: Tensor, _ logQ: Tensor) -> Tensor {
    (p * (p.clamped(min: 1e-12).log() - logQ)).sum(dims: [2]).mean(dims: [1])
  }
}
