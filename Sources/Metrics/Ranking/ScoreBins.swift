import Torch

/// Scores with weights in a bounded number of bins, so that memory does not grow with their number.
///
/// Up to `limit` distinct scores are kept as they are. When there are more, neighbours are put together, few or many
/// by how they are crowded: none of the new bins holds more than 2 / `limit` of all that are counted, unless all of
/// these have one score. A bin then stands at the middle one of its scores, so that each time bins are put together a
/// share of later scores may be taken for higher or lower than at most 2 / `limit` of the earlier ones. Equal scores
/// are never parted.
struct ScoreBins {
  /// The most bins that are kept.
  let limit: Int
  /// The score of each bin, descending.
  private(set) var scores: [Float] = []
  /// For each kind of weight, the sum in each bin.
  private(set) var weights: [[Double]]
  private let counts: Int

  /// - Parameters:
  ///   - kinds: how many lists of weights there are.
  ///   - counts: how many of them, the first ones, say how crowded scores are.
  init(kinds: Int, counts: Int, limit: Int) {
    precondition(kinds >= counts && counts > 0 && limit >= 8, "some weights are counts, and there are a few bins")
    (self.counts, self.limit) = (counts, limit)
    weights = [[Double]](repeating: [], count: kinds)
  }

  /// Adds scores, none NaN, with as many weights of each kind.
  mutating func add(_ added: [Float], weights addedWeights: [[Double]]) {
    guard !added.isEmpty else { return }
    let ranked = RankedScores(
      scores: Tensor(scores + added), weights: zip(weights, addedWeights).map { Tensor($0 + $1) })
    scores = ranked.thresholds.map { Float($0) }
    weights = ranked.sums.map { sums in zip(sums, [0] + sums).map { $0 - $1 } }
    if scores.count > limit { merge() }
  }

  /// Puts neighbours together. Two bins in a row hold more than the most that one may, so fewer than `limit` are left.
  private mutating func merge() {
    let crowds = scores.indices.map { index in weights[..<counts].reduce(0) { $0 + $1[index] } }
    let most = 2 * crowds.reduce(0, +) / Double(limit)
    var middles: [Float] = []
    var sums = [[Double]](repeating: [], count: weights.count)
    var start = 0
    while start < scores.count {
      var (end, crowd) = (start + 1, crowds[start])
      while end < scores.count, crowd + crowds[end] <= most {
        crowd += crowds[end]
        end += 1
      }
      middles.append(scores[(start + end - 1) / 2])
      for kind in weights.indices { sums[kind].append(weights[kind][start..<end].reduce(0, +)) }
      start = end
    }
    (scores, weights) = (middles, sums)
  }
}
