import Torch
public import Vision

/// How far two pictures are apart to a network that knows pictures, as in Zhang et al. 2018 (LPIPS, eq. 1) without its
/// learned weights: features of each place are scaled to length 1, and the squared differences are averaged over places
/// and summed over channels; then the mean over strides.
///
/// 0 of equal pictures, at most 4. It is not LPIPS: the network is another, and no judgements of people were learned.
public struct PerceptualDistance {
  private let network: any FeatureMapNetwork
  private let strides: [Int]

  /// Takes a network's maps of strides 4, 8 and 16, those of them that it has.
  public init(_ network: any FeatureMapNetwork) {
    self.network = network
    strides = network.strides.filter { [4, 8, 16].contains($0) }
  }

  /// The least side of a picture that has a distance.
  public var leastSide: Int { strides.max() ?? 1 }

  /// What a result says of it.
  public var name: String { network.name }

  /// The distance of two pictures of one size.
  ///
  /// - Throws: pictures smaller than the greatest stride.
  public func callAsFunction(_ one: Image, _ other: Image) throws -> Double {
    precondition(one.width == other.width && one.height == other.height, "pictures of one size are compared")
    return try withoutGradients {
      let pair = Tensor(
        [one, other].flatMap { $0.converted(to: .rgb).normalized() }, shape: [2, 3, one.height, one.width])
      let distances = try network.maps(of: pair, strides: strides).map { maps -> Double in
        let unit = maps / (maps.square().sum(dims: [1], keepDims: true) + 1e-10).sqrt()
        let apart = unit.narrow(dim: 0, start: 0, length: 1) - unit.narrow(dim: 0, start: 1, length: 1)
        return apart.square().sum(dims: [1]).mean().item()
      }
      return distances.reduce(0, +) / Double(distances.count)
    }
  }
}
