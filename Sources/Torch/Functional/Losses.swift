import CTorch

/// What becomes of the losses of the elements.
public enum Reduction: String, Sendable, CaseIterable {
  /// They stay as they are.
  case none
  /// Their mean, a scalar.
  case mean
  /// Their sum, a scalar.
  case sum

  var raw: ct_reduction {
    switch self {
    case .none: ct_reduction_none
    case .mean: ct_reduction_mean
    case .sum: ct_reduction_sum
    }
  }
}

/// The binary cross entropy between the sigmoid of logits and targets in 0...1, both of one shape.
public func binaryCrossEntropyWithLogits(
  _ logits: Tensor, target: Tensor, reduction: Reduction = .mean, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  produce(logits, target, file, line) { ct_bce_with_logits($0, $1, $2, reduction.raw) }
}

/// The squares of the differences.
public func meanSquaredError(
  _ a: Tensor, _ b: Tensor, reduction: Reduction = .mean, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  produce(a, b, file, line) { ct_mse_loss($0, $1, $2, reduction.raw) }
}

/// The absolute differences.
public func l1Loss(
  _ a: Tensor, _ b: Tensor, reduction: Reduction = .mean, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  produce(a, b, file, line) { ct_l1_loss($0, $1, $2, reduction.raw) }
}

/// d² / (2 beta) where the absolute difference d is less than beta, d - beta / 2 elsewhere.
public func smoothL1Loss(
  _ a: Tensor, _ b: Tensor, beta: Double = 1, reduction: Reduction = .mean, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  produce(a, b, file, line) { ct_smooth_l1_loss($0, $1, $2, reduction.raw, beta) }
}

/// The cross entropy of logits [N, C] or [N, C, ...] against classes (int64, [N] or [N, ...]).
public func crossEntropy(
  _ logits: Tensor, target: Tensor, reduction: Reduction = .mean, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  produce(logits, target, file, line) { ct_cross_entropy($0, $1, $2, reduction.raw) }
}

/// The negative log-probability, of [N, C] or [N, C, ...], of classes (int64, [N] or [N, ...]).
public func nllLoss(
  _ logProbabilities: Tensor, target: Tensor, reduction: Reduction = .mean, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  produce(logProbabilities, target, file, line) { ct_nll_loss($0, $1, $2, reduction.raw) }
}
