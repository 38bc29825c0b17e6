public import Metrics
public import Torch

/// The birthday test on batches of pictures, judged automatically, with the nearest pairs for a person to judge.
public struct BirthdayTest: Sendable {
  /// A batch and what was found in it.
  public struct Batch: Sendable, Codable {
    /// How many pictures.
    public let size: Int
    /// How many pairs are within the threshold.
    public let duplicates: DuplicateCount
    /// The nearest pairs, the nearest first, by their places in the batch.
    public let nearest: [PicturePair]
  }

  /// The batches in the order in which they were given.
  public let batches: [Batch]
  /// The distance up to which pairs count as duplicates.
  public let threshold: DuplicateThreshold
  /// The number of different pictures.
  public let estimate: SupportEstimate

  /// How many pictures of the smallest batch set the threshold when neither a reference nor a person does.
  public static let sampleSize = 100

  /// Judges batches.
  ///
  /// - Parameters:
  ///   - batches: features of independent batches, [pictures, features] of 2 pictures or more each.
  ///   - threshold: nil takes it from the first pictures of the smallest batch.
  ///   - shown: how many of the nearest pairs are kept.
  public init(batches: [Tensor], threshold: DuplicateThreshold? = nil, shown: Int = 20) {
    precondition(!batches.isEmpty && batches.allSatisfy { $0.size(0) >= 2 }, "a batch holds 2 pictures or more")
    let threshold = threshold ?? BirthdayTest.sampleThreshold(batches)
    self.batches = batches.map { rows in
      let distances = PairDistances(rows)
      return Batch(
        size: rows.size(0), duplicates: distances.duplicates(within: threshold.distance),
        nearest: distances.nearest(shown))
    }
    self.threshold = threshold
    estimate = SupportEstimate(
      batches: self.batches.map { SupportEstimate.Batch(size: $0.size, duplicates: $0.duplicates) })
  }

  private static func sampleThreshold(_ batches: [Tensor]) -> DuplicateThreshold {
    let smallest = batches.min { $0.size(0) < $1.size(0) } ?? batches[0]
    let sample = smallest.narrow(dim: 0, start: 0, length: min(sampleSize, smallest.size(0)))
    return DuplicateThreshold(sample: PairDistances(sample).nearestNeighborDistances())
  }

  /// Sizes of disjoint batches for a set of pictures: halves of halves, ascending, none below 50 but a first.
  ///
  /// - Parameter largest: the largest batch, since every pair of it is compared.
  public static func sizes(for count: Int, largest: Int = 4000) -> [Int] {
    var sizes = [min(count < 100 ? count : count / 2, largest)]
    while let last = sizes.last, last / 2 >= 50, sizes.count < 6 { sizes.append(last / 2) }
    return sizes.reversed()
  }
}
