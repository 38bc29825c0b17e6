public import Torch
import Training
import Vision

/// Every choice of a Gaussian a place.
public struct PatchGaussianRecipe: PatchDetectorRecipe {
  public static let identifier = "patch-gaussian"

  /// How pictures become patches: squares, so that places mean the same in all.
  public var patches = PatchRecipe()
  /// Which pictures.
  public var data = NormalDataRecipe()
  /// Scores and thresholds.
  public var score = PatchScoreRecipe()
  /// The Gaussians.
  public var gaussian = Gaussian()

  /// What is learned of a place.
  public struct Gaussian: Codable, Sendable, Equatable {
    /// How many channels are drawn, at most (PaDiM: 100).
    public var channels = 100
    /// What is added to the variance of each channel, whose variance over all places is 1 (PaDiM: 0.01 of its own
    /// channels).
    public var regularization = 0.01

    enum CodingKeys: String, CodingKey {
      case channels = "gaussian_channels"
      case regularization
    }
  }

  /// 100 channels, 0.01.
  public init() { patches.keepsAspect = false }

  public func validate() throws {
    try check(
      (1...4096).contains(gaussian.channels),
      "gaussian_channels are \(gaussian.channels); choose 1 to 4096, such as 100")
    try check(
      gaussian.regularization > 0 && gaussian.regularization.isFinite,
      "regularization is \(gaussian.regularization); it must be above 0")
    try check(
      data.patch > 0 || !patches.keepsAspect,
      "keep_aspect is true; a Gaussian a place needs places that mean the same in all pictures: leave it false")
  }

  /// Nothing: what it takes is decided by the pictures.
  public mutating func shrink() {}

  /// Sums up patches and their products at each place; then the inverse of each covariance.
  public func learn(_ patches: NormalPatches, progress: (String, Double) -> Void) throws -> any PatchModel {
    guard let places = patches.places else {
      throw TrainingError(.recipe, "normal pictures have different shapes; leave keep_aspect false")
    }
    let (count, kept) = (places[0] * places[1], min(gaussian.channels, patches.channels))
    try AvailableMemory.require(
      PlaceMoments.bytes(places: count, channels: kept),
      for: "a Gaussian of \(kept) channels at each of \(count) places",
      mend: "raise grid, or lower gaussian_channels or size")
    let channels = PlaceMoments.drawnChannels(kept, of: patches.channels, seed: self.patches.seed)
    var moments = PlaceMoments(places: count, channels: kept)
    try patches.forEach(progress: { progress("looking at normal pictures", $0) }) { map in
      moments.add(map.index(select: channels, dim: 1).flattened(from: 2).select(dim: 0, index: 0))
    }
    progress("inverting covariances", 1)
    let found = moments.gaussians(regularization: gaussian.regularization)
    return PatchGaussian(channels: channels, means: found.means, whitening: found.whitening, places: places)
  }

  public func model(of tensors: [String: Tensor]) throws -> any PatchModel {
    guard let channels = tensors["channels"], let means = tensors["means"], let whitening = tensors["whitening"],
      let places = tensors["places"]?.int64Array().map({ Int($0) }), places.count == 2, channels.rank == 1,
      means.shape == [places[0] * places[1], channels.count],
      whitening.shape == means.shape + [channels.count]
    else { throw TrainingError(.recipe, "it has no whole Gaussians; train it again") }
    return PatchGaussian(channels: channels, means: means, whitening: whitening, places: places)
  }
}
