import Adversarial
import Judges
import Torch

/// `|psi(R(x)) - psi(x)|_1` (1612.07828, eq. 4): keeps the annotations of a picture true.
struct SelfRegularization {
  /// What is compared.
  let kind: SimGANRecipe.Regularization.Kind
  /// What becomes of the pixels of a picture; pictures are averaged.
  let reduction: SimGANRecipe.Reduction
  /// What `features` are.
  let features: ClassifierNetwork?

  /// The distance of `[N, C, H, W]` to `[N, C, H, W]`, a scalar.
  func callAsFunction(_ refined: Tensor, _ simulated: Tensor) -> Tensor {
    let difference = l1Loss(psi(refined), psi(simulated).detached(), reduction: .none)
    return reduction.reduced(difference.flattened(from: 1)).mean()
  }

  private func psi(_ pictures: Tensor) -> Tensor {
    switch kind {
    case .identity: return pictures
    case .grey: return pictures.luma()
    case .channelMean: return pictures.mean(dims: [1], keepDims: true)
    case .features: return features.map { $0.features(pictures).to(.float32) } ?? pictures
    }
  }
}
