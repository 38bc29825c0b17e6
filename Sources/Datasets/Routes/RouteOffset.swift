/// Whether a list of pairs is one frame off: its pictures would then be more alike one frame earlier or later.
enum RouteOffset {
  /// A warning where the pictures show an offset; nil where they do not, or cannot be read.
  ///
  /// - Parameter looked: pairs spread over the list are compared.
  static func warning(of set: KnownSet, pairs: [KnownSet.Pair], looked: Int = 60) -> String? {
    let count = min(looked, pairs.count)
    guard count >= 8 else { return nil }
    let chosen = (0..<count).map { pairs[$0 * pairs.count / count] }
    var gains: [Int: [Double]] = [:]
    for pair in chosen {
      guard let own = descriptor(set, set.a[pair.a]), let known = descriptor(set, set.b[pair.b]) else { continue }
      for offset in [-1, 1] where set.b.indices.contains(pair.b + offset) {
        guard let other = descriptor(set, set.b[pair.b + offset]) else { continue }
        gains[offset, default: []].append(Double(own.similarity(to: other) - own.similarity(to: known)))
      }
    }
    for (offset, values) in gains.sorted(by: { $0.key < $1.key }) where isPositive(values) {
      return "warning: the frames of B look one off: A is more like the frame of B "
        + "\(offset > 0 ? "after" : "before") the one listed, in \(counted(values.count, "pair")) that were compared; "
        + "check whether numbers count from 0 or from 1"
    }
    return nil
  }

  /// Whether the mean is above 0 by three standard errors.
  private static func isPositive(_ values: [Double]) -> Bool {
    guard values.count >= 8 else { return false }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    return mean > 3 * (variance / Double(values.count)).squareRoot() && mean > 0
  }

  private static func descriptor(_ set: KnownSet, _ file: String) -> RouteDescriptor? {
    (try? loadPicture(set.path(file))).map { RouteDescriptor($0) }
  }
}
