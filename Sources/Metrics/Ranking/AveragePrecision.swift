extension ROCCurve {
  /// The precision at each threshold, weighted by the recall that it adds, 0...1; no interpolation.
  ///
  /// A detector that guesses has the share of positives.
  public var averagePrecision: Double {
    var (sum, found) = (0.0, 0.0)
    // A threshold that adds no positive adds nothing, even where nothing at all is found, as in a bootstrap's draw.
    for index in thresholds.indices where truePositives[index] > found {
      let precision = truePositives[index] / (truePositives[index] + falsePositives[index])
      sum += (truePositives[index] - found) * precision
      found = truePositives[index]
    }
    return sum / positives
  }
}
