import Adversarial
import Torch
import TorchNN

/// Where categories are anchored: the layers that the first categorical code has for itself, and the heads that compete
/// for it.
extension RecognitionNetwork {
  /// The modules that learn from real pictures, where categories are anchored.
  var anchoredModules: [Module] { body.map { [$0, categorical[0]] + candidates } ?? [] }

  /// What each candidate makes of pictures, `[heads, N, K]`.
  func candidateLogits(_ images: Tensor) -> Tensor {
    guard let body else { preconditionFailure("the categories have no layers of their own") }
    let features = body.features(images)
    return stacked(([categorical[0]] + candidates).map { $0(features) })
  }

  /// Notes the losses of a step, `[heads]`; the last fifty or so count.
  func note(candidateLosses losses: Tensor) {
    candidateLosses?.value.lerp(inPlace: losses.to(.float32), weight: 0.02)
  }

  /// Puts the candidate of the lowest loss in the place of the first categorical code's head. No label is looked at.
  func keepBestCandidate() {
    guard let candidateLosses else { return }
    let best = Int(candidateLosses.value.argmin(dim: 0).int64Array()[0])
    guard best > 0 else { return }
    let winner = candidates[best - 1].stateDictionary()
    withoutGradients {
      for (target, source) in zip(categorical[0].stateDictionary(), winner) { target.tensor.copy(from: source.tensor) }
    }
  }

  /// The logits of the first categorical code by its own layers, `[N, K]`.
  func anchoredLogits(_ images: Tensor) -> Tensor {
    guard let body else { preconditionFailure("the categories have no layers of their own") }
    return categorical[0](body.features(images))
  }
}
