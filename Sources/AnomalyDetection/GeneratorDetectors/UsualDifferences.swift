import Torch
import TorchNN

/// What differences of features between normal pictures and what is drawn of them are like. A difference is as unusual as
/// its Mahalanobis distance is great.
protocol UsualDifferences: Module {
  /// Whether many pictures are needed, since each says one thing of a place.
  var needsManyPictures: Bool { get }
  /// Learns.
  ///
  /// - Parameter visit: hands over maps of differences one by one, `[1, C, h, w]` each.
  func fit(_ visit: (_ see: @escaping (Tensor) -> Void) -> Void)
  /// `[N, C, h, w]` to `[N, 1, h, w]`, or of the grid's size: the mean square of whitened channels.
  func meanSquares(_ maps: Tensor) -> Tensor
}

/// What is added to each variance.
private let regularization = 0.01

/// One Gaussian for all places: vectors become `Wᵀ (x - m)`, whose length is their Mahalanobis distance.
final class Whitening: Module, UsualDifferences {
  private let mean: Buffer
  private let matrix: Buffer

  var needsManyPictures: Bool { false }

  /// Changes nothing until it is fitted or loaded.
  init(channels: Int) {
    mean = Buffer(.zeros([channels]))
    matrix = Buffer(.eye(channels))
    super.init()
  }

  func fit(_ visit: (_ see: @escaping (Tensor) -> Void) -> Void) {
    var moments = Moments()
    visit { maps in withoutGradients { moments.add(maps) } }
    withoutGradients {
      let covariance = moments.covariance
      let regular = covariance + Tensor.eye(covariance.size(0), dtype: .float64) * regularization
      mean.value.copy(from: moments.mean.to(.float32))
      matrix.value.copy(from: whitening(of: regular, regularization: regularization).to(.float32))
    }
  }

  /// `[N, C, h, w]` to the same shape.
  func callAsFunction(_ maps: Tensor) -> Tensor {
    let channels = maps.size(1)
    let weight = matrix.value.transposed(0, 1).reshaped([channels, channels, 1, 1])
    return conv2d(maps - mean.value.reshaped([1, channels, 1, 1]), weight: weight)
  }

  func meanSquares(_ maps: Tensor) -> Tensor { self(maps).square().mean(dims: [1], keepDims: true) }
}

/// A Gaussian of differences at each place of a grid, as ``PatchGaussian`` has one of patches: what a generator never draws
/// at a place, such as an edge that lies there in every picture, is no sign of anything.
final class PlaceWhitening: Module, UsualDifferences {
  private let channels: Buffer
  private let means: Buffer
  private let matrices: Buffer
  private let side: Int

  var needsManyPictures: Bool { true }

  /// How many channels are drawn, at most, as in PaDiM.
  private static let mostChannels = 100

  /// Changes nothing until it is fitted or loaded.
  ///
  /// - Parameter side: of the grid; maps are brought to it.
  init(channels count: Int, side: Int) {
    self.side = side
    let kept = min(count, Self.mostChannels)
    channels = Buffer(PlaceMoments.drawnChannels(kept, of: count, seed: 0))
    means = Buffer(.zeros([side * side, kept]))
    matrices = Buffer(Tensor.eye(kept).unsqueezed(dim: 0).expanded(to: [side * side, kept, kept]).contiguous())
    super.init()
  }

  /// `[N, C, h, w]` to `[N, kept, side, side]`.
  private func onGrid(_ maps: Tensor) -> Tensor {
    PatchExtractor.resampled(maps.index(select: channels.value, dim: 1), to: [side, side])
  }

  func fit(_ visit: (_ see: @escaping (Tensor) -> Void) -> Void) {
    var moments = PlaceMoments(places: side * side, channels: channels.value.count)
    visit { maps in
      withoutGradients { moments.add(self.onGrid(maps).flattened(from: 2).select(dim: 0, index: 0)) }
    }
    let found = moments.gaussians(regularization: regularization)
    withoutGradients {
      means.value.copy(from: found.means)
      matrices.value.copy(from: found.whitening)
    }
  }

  func meanSquares(_ maps: Tensor) -> Tensor {
    let gaussians = PatchGaussian(
      channels: channels.value, means: means.value, whitening: matrices.value, places: [side, side])
    let distances = gaussians.distances(PatchExtractor.resampled(maps, to: [side, side]))
    return (distances.square() / Double(channels.value.count)).unsqueezed(dim: 1)
  }
}
