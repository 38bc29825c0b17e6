import Torch
import TorchNN

/// What makes covariances the identity.
///
/// - Parameters:
///   - covariance: `[..., C, C]`, symmetric, with `regularization` already on its diagonal.
///   - regularization: the least that a variance can be; rounding can bring one below it.
/// - Returns: `W`, `[..., C, C]`, with `W Wᵀ` the inverse.
func whitening(of covariance: Tensor, regularization: Double) -> Tensor {
  let (values, vectors) = covariance.eigh()
  return vectors * values.clamped(min: regularization).rsqrt().unsqueezed(dim: -2)
}

/// Sums of vectors and of their products, from which a mean and a covariance come.
struct Moments {
  private var sum = Tensor(0)
  private var products = Tensor(0)
  private var count = 0

  /// Adds each place of maps `[N, C, h, w]`.
  mutating func add(_ maps: Tensor) {
    let rows = maps.permuted(1, 0, 2, 3).flattened(from: 1).to(.cpu).to(.float64)
    sum = sum + rows.sum(dims: [1])
    products = products + rows.matmul(rows.transposed(0, 1))
    count += rows.size(1)
  }

  /// `[C]`, float64.
  var mean: Tensor { sum / Double(max(1, count)) }

  /// `[C, C]`, float64.
  var covariance: Tensor {
    (products - mean.unsqueezed(dim: 1) * mean.unsqueezed(dim: 0) * Double(count)) / Double(max(1, count - 1))
  }
}

/// Sums at each of many places, from which a Gaussian a place comes.
struct PlaceMoments {
  private let sums: Tensor
  private let products: Tensor
  private var waiting: [Tensor] = []
  private var count = 0

  init(places: Int, channels: Int) {
    sums = .zeros([places, channels], dtype: .float64)
    products = .zeros([places, channels, channels], dtype: .float64)
  }

  /// Which channels a Gaussian has, `[kept]` ascending: as in PaDiM, drawn once for all places.
  static func drawnChannels(_ kept: Int, of count: Int, seed: UInt64) -> Tensor {
    Tensor.randperm(count, random: RandomSource(seed: seed)).narrow(dim: 0, start: 0, length: kept).sort(dim: 0).values
  }

  /// What the sums take, then the decomposition with its vectors and the result, for a check beforehand.
  static func bytes(places: Int, channels: Int) -> Int {
    places * channels * channels * 5 * MemoryLayout<Double>.size
  }

  /// Adds one picture.
  ///
  /// - Parameter rows: `[channels, places]`.
  mutating func add(_ rows: Tensor) {
    waiting.append(rows.to(.cpu).transposed(0, 1))
    if waiting.count == 32 { sumUp() }
  }

  private mutating func sumUp() {
    guard !waiting.isEmpty else { return }
    // [places, channels, pictures]
    let rows = stacked(waiting, dim: 2)
    sums.add(inPlace: rows.sum(dims: [2]).to(.float64))
    products.add(inPlace: rows.matmul(rows.transposed(1, 2)).to(.float64))
    count += waiting.count
    waiting = []
  }

  /// Means `[places, channels]`, and what makes covariances the identity, `[places, channels, channels]`; float32.
  ///
  /// - Parameter regularization: what is added to each variance.
  mutating func gaussians(regularization: Double) -> (means: Tensor, whitening: Tensor) {
    withoutGradients {
      sumUp()
      let means = sums / Double(max(1, count))
      let covariance =
        (products - means.unsqueezed(dim: 2) * means.unsqueezed(dim: 1) * Double(count)) / Double(max(1, count - 1))
        + Tensor.eye(means.size(1), dtype: .float64) * regularization
      return (means.to(.float32), whitening(of: covariance, regularization: regularization).to(.float32))
    }
  }
}
