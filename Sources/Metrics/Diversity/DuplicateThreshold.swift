/// The distance up to which two pictures count as duplicates when no person judges them.
///
/// It comes from how far real pictures, which are all different, are from their nearest neighbours: duplicates are much
/// nearer than that. Distances fall fast with every halving where pictures vary in many ways, so that a pair of different
/// pictures hardly ever passes half of what nearly all real pictures keep.
public struct DuplicateThreshold: Sendable, Equatable, Codable {
  /// The greatest distance of duplicates.
  public let distance: Double
  /// Where it comes from, in words.
  public let origin: String

  /// Takes a distance that somebody chose.
  public init(chosen distance: Double) {
    self.distance = distance
    origin = "chosen"
  }

  /// Half of the distance that 99% of a set of real, different pictures keep from their nearest neighbour.
  ///
  /// - Parameter distances: of each real picture to its nearest neighbour, at least one.
  public init(reference distances: [Double]) {
    distance = quantile(distances.sorted(), 0.01) / 2
    origin =
      "half of the distance that 99% of \(distances.count) reference pictures keep from their nearest neighbour"
  }

  /// An eighth of the median distance of the nearest neighbours in a small sample of the judged pictures themselves.
  ///
  /// The sample must be so small that most of its pictures have no duplicate in it; then the median is one of different
  /// pictures. A reference is the better choice where there is one.
  ///
  /// - Parameter distances: of each picture to its nearest neighbour in the sample, at least one.
  public init(sample distances: [Double]) {
    distance = quantile(distances.sorted(), 0.5) / 8
    origin =
      "an eighth of the median distance to the nearest neighbour among \(distances.count) of the pictures themselves"
  }
}
