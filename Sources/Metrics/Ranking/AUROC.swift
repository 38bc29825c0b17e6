extension ROCCurve {
  /// The area under the curve, 0...1: the probability that a positive scores higher than a negative, ties half.
  public var auroc: Double {
    var (sum, found, missed) = (0.0, 0.0, 0.0)
    for index in thresholds.indices {
      sum += (falsePositives[index] - missed) * (truePositives[index] + found) / 2
      (found, missed) = (truePositives[index], falsePositives[index])
    }
    return sum / (positives * negatives)
  }
}
