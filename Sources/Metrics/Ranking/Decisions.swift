/// What one threshold decides: everything whose score is at least it counts as abnormal (positive).
public struct Decisions: Sendable, Equatable, Codable {
  /// The threshold.
  public let threshold: Double
  /// Positives that are found.
  public let truePositives: Double
  /// Negatives that are found: false alarms.
  public let falsePositives: Double
  /// Negatives that are passed.
  public let trueNegatives: Double
  /// Positives that are missed.
  public let falseNegatives: Double

  /// The share of the positives that is found, 0...1; also called recall.
  public var sensitivity: Double { truePositives / (truePositives + falseNegatives) }
  /// The share of the negatives that is passed, 0...1.
  public var specificity: Double { trueNegatives / (trueNegatives + falsePositives) }
  /// The share of what is found that is positive, 0...1; 0 where nothing is found.
  public var precision: Double {
    let found = truePositives + falsePositives
    return found > 0 ? truePositives / found : 0
  }
  /// The harmonic mean of precision and sensitivity, 0...1.
  public var f1: Double { 2 * truePositives / (2 * truePositives + falsePositives + falseNegatives) }
  /// The share of all that is decided rightly, 0...1.
  public var accuracy: Double {
    (truePositives + trueNegatives) / (truePositives + trueNegatives + falsePositives + falseNegatives)
  }
}

extension ROCCurve {
  /// What a threshold decides.
  public func decisions(at threshold: Double) -> Decisions {
    // The first score below the threshold, by bisection.
    var (low, high) = (0, thresholds.count)
    while low < high {
      let middle = (low + high) / 2
      if thresholds[middle] >= threshold { low = middle + 1 } else { high = middle }
    }
    return decisions(threshold: threshold, found: low)
  }

  /// The decisions with the greatest F1; of several thresholds the highest.
  ///
  /// Chosen with the labels in sight: a bound on what a threshold can reach, not what one set beforehand does.
  public var bestF1: Decisions {
    var best = decisions(threshold: thresholds[0], found: 1)
    for index in thresholds.indices.dropFirst() {
      let next = decisions(threshold: thresholds[index], found: index + 1)
      if next.f1 > best.f1 { best = next }
    }
    return best
  }

  private func decisions(threshold: Double, found: Int) -> Decisions {
    let truePositives = found > 0 ? truePositives[found - 1] : 0
    let falsePositives = found > 0 ? falsePositives[found - 1] : 0
    return Decisions(
      threshold: threshold, truePositives: truePositives, falsePositives: falsePositives,
      trueNegatives: negatives - falsePositives, falseNegatives: positives - truePositives)
  }
}
