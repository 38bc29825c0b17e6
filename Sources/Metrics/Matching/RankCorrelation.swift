/// How well one list of numbers follows the order of another, whatever the scale of either.
public enum RankCorrelation {
  /// Spearman's rank correlation (1904): the correlation of the ranks, ties sharing their mean rank; -1...1.
  ///
  /// - Returns: nil where it is not defined: fewer than two pairs, or all numbers of a list equal.
  public static func spearman(_ a: [Double], _ b: [Double]) -> Double? {
    precondition(a.count == b.count, "lists of \(a.count) and \(b.count) numbers cannot be compared")
    let (x, y) = (ranks(a), ranks(b))
    // Ranks, ties or not, have the mean (n + 1) / 2.
    let mean = Double(a.count + 1) / 2
    var (product, squareX, squareY) = (0.0, 0.0, 0.0)
    for index in x.indices {
      let (dx, dy) = (x[index] - mean, y[index] - mean)
      product += dx * dy
      squareX += dx * dx
      squareY += dy * dy
    }
    guard squareX > 0, squareY > 0 else { return nil }
    return max(-1, min(1, product / (squareX * squareY).squareRoot()))
  }

  /// The rank of each number, 1 for the least; equal numbers share the mean of their ranks. None is NaN.
  public static func ranks(_ values: [Double]) -> [Double] {
    precondition(!values.contains(where: \.isNaN), "what is not a number has no rank")
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      // Places start...end-1 are the ranks start+1...end.
      for place in start..<end { ranks[order[place]] = Double(start + 1 + end) / 2 }
      start = end
    }
    return ranks
  }
}
