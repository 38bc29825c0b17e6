import Torch

/// Finds NaN and infinity.
enum FiniteCheck {
  /// The name of the first tensor that holds a NaN or an infinity.
  ///
  /// One sum over each tensor and one read of the sums' sum decide the usual case; a sum that overflows though its
  /// elements are finite is told apart by a second, exact look.
  static func firstNonFinite(in tensors: [(name: String, tensor: Tensor)]) -> String? {
    let floating = tensors.filter { $0.tensor.dtype.isFloatingPoint && $0.tensor.count > 0 }
    return withoutGradients {
      guard let first = floating.first else { return nil }
      let total = Tensor.zeros([], device: first.tensor.device)
      for entry in floating { total.add(inPlace: entry.tensor.sum().to(.float32).to(total.device)) }
      if total.item().isFinite { return nil }
      return floating.first { $0.tensor.isFinite().all().item() == 0 }?.name
    }
  }
}
