import Torch

/// Weights summed over scores from the highest down, equal scores taken together.
struct RankedScores {
  /// The distinct scores, descending.
  let thresholds: [Double]
  /// For each list of weights, the sums over all scores that are at least the threshold.
  let sums: [[Double]]

  /// - Parameters:
  ///   - scores: [n], at least one, none NaN.
  ///   - weights: lists of [n].
  init(scores: Tensor, weights: [Tensor]) {
    let (values, order) = scores.to(.float64).sort(dim: 0, descending: true)
    let count = values.size(0)
    // A score ends its group when the next one differs; the last one always does.
    let differs =
      values.narrow(dim: 0, start: 1, length: count - 1)
      .!= values.narrow(dim: 0, start: 0, length: count - 1)
    let ends = concatenated([differs, Tensor([true])])
    thresholds = values.masked(select: ends).doubles()
    sums = weights.map { weights in
      weights.to(.float64).index(select: order).cumsum(dim: 0).masked(select: ends).doubles()
    }
  }
}

extension Tensor {
  /// The elements in row-major order as doubles.
  func doubles() -> [Double] {
    to(.float64).withUnsafeBytes { Array($0.bindMemory(to: Double.self)) }
  }
}
