import Torch

/// The cross entropy of a map of patches, `[N, 2, H, W]`, the classes real (0) and refined (1) (1612.07828, eq. 1 to
/// 3).
struct LocalAdversarialLoss {
  /// What becomes of the patches of a picture; pictures are always averaged.
  let reduction: SimGANRecipe.Reduction

  /// The loss of saying that all patches are real, or that all are refined.
  ///
  /// - Parameter weights: of each picture, `[N]`; nil weighs all alike.
  func callAsFunction(_ logits: Tensor, areReal: Bool, weights: Tensor? = nil) -> Tensor {
    let shape = logits.shape
    let target = Tensor.full([shape[0], shape[2], shape[3]], areReal ? 0 : 1, dtype: .int64, device: logits.device)
    let patches = crossEntropy(logits.to(.float32), target: target, reduction: .none).flattened(from: 1)
    let pictures = reduction.reduced(patches)
    guard let weights else { return pictures.mean() }
    // At least one picture's weight, or a batch without a confident picture would divide by 0.
    return (pictures * weights).sum() / weights.sum().clamped(min: 1)
  }
}

extension SimGANRecipe.Reduction {
  /// `[N, values]` to `[N]`.
  func reduced(_ values: Tensor) -> Tensor {
    switch self {
    case .sum: values.sum(dims: [1])
    case .mean: values.mean(dims: [1])
    }
  }
}
