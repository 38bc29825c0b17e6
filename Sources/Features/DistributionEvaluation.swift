public import Metrics
public import Torch

/// How near a set of pictures comes to a reference as a whole, with everything that its figures depend on.
public struct DistributionEvaluation: Codable, Sendable, Equatable {
  /// Where the pictures come from that were judged.
  public let source: String
  /// How many pictures were judged.
  public let images: Int
  /// How many they were compared with.
  public let referenceImages: Int
  /// Where the reference is.
  public let reference: String
  /// The part of it that was taken; nil where it is not parted.
  public let split: String?
  /// What made the features.
  public let features: String
  /// How many features a picture has.
  public let dimensions: Int
  /// How pictures were prepared for it.
  public let resize: String
  /// What computed it.
  public let library: String
  /// What KID's subsets were drawn with.
  public let seed: UInt64
  /// Fréchet distance, 0 or more; lower is better.
  public let fid: Double
  /// Kernel distance; lower is better.
  public let kid: KernelDistance
  /// The share of pictures that look real, 0...1.
  public let precision: Double
  /// The share of the reference that the pictures cover, 0...1.
  public let recall: Double
  /// To which neighbour the balls of precision and recall reach.
  public let neighbors: Int

  /// Compares features, [pictures, features] each.
  ///
  /// - Parameters:
  ///   - source: where the pictures come from.
  ///   - name: where the reference is.
  ///   - split: the part of it that was taken.
  ///   - extractor: what made the features.
  ///   - subsetSize: how many pictures KID's subsets have.
  /// - Throws: `MetricsError` where there are too few pictures, and for features that are not finite.
  public init(
    features: Tensor, of source: String, reference: Tensor, named name: String, split: String? = nil,
    from extractor: any FeatureExtractor, subsetSize: Int = 1000, seed: UInt64
  ) throws(MetricsError) {
    images = features.size(0)
    referenceImages = reference.size(0)
    self.source = source
    self.reference = name
    self.split = split
    self.features = extractor.source
    dimensions = features.size(1)
    resize = extractor.preparation
    library = "libtorch " + libtorchVersion
    self.seed = seed
    fid = try FrechetDistance.between(features, reference)
    kid = try KernelDistance(features, reference, subsetSize: subsetSize, seed: seed)
    let covered = try PrecisionRecall(real: reference, generated: features)
    precision = covered.precision
    recall = covered.recall
    neighbors = covered.neighbors
  }

  /// What a reader must know before believing FID, in one sentence; nil where the sets are large enough.
  public var caution: String? {
    let least = min(images, referenceImages)
    guard least <= dimensions else { return nil }
    return "\(least) pictures are no more than the \(dimensions) features: FID is biased upward, rather read KID"
  }
}
