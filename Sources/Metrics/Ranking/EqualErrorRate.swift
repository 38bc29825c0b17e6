extension ROCCurve {
  /// The error rate, 0...1, where as large a share of the positives is missed as of the negatives is found.
  ///
  /// Between two thresholds the curve is a straight line.
  public var equalErrorRate: Double {
    var (found, wrong) = (0.0, 0.0)
    for index in thresholds.indices {
      let nextFound = truePositives[index] / positives
      let nextWrong = falsePositives[index] / negatives
      // Negative as long as more positives are missed than negatives are found.
      let (before, after) = (wrong + found - 1, nextWrong + nextFound - 1)
      if after >= 0 {
        let share = after > before ? -before / (after - before) : 0
        return wrong + share * (nextWrong - wrong)
      }
      (found, wrong) = (nextFound, nextWrong)
    }
    return wrong
  }
}
