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

/// A Gaussian of the differences that a map shows at every place of normal pictures: vectors become `Wᵀ (x - m)`, whose
/// length is their Mahalanobis distance.
final class Whitening: Module {
  private let mean: Buffer
  private let matrix: Buffer

  /// Changes nothing until it is fitted or loaded.
  init(channels: Int) {
    mean = Buffer(.zeros([channels]))
    matrix = Buffer(.eye(channels))
    super.init()
  }

  /// What is added to each variance.
  private static let regularization = 0.01

  /// Takes what normal differences are like.
  func fit(_ moments: Moments) {
    withoutGradients {
      let covariance = moments.covariance
      let regular = covariance + Tensor.eye(covariance.size(0), dtype: .float64) * Self.regularization
      mean.value.copy(from: moments.mean.to(.float32))
      matrix.value.copy(from: whitening(of: regular, regularization: Self.regularization).to(.float32))
    }
  }

  /// `[N, C, h, w]` to the same shape.
  func callAsFunction(_ maps: Tensor) -> Tensor {
    let channels = maps.size(1)
    let weight = matrix.value.transposed(0, 1).reshaped([channels, channels, 1, 1])
    return conv2d(maps - mean.value.reshaped([1, channels, 1, 1]), weight: weight)
  }
}
