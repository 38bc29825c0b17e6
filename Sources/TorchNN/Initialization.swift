public import Torch

/// A distribution of initial weights.
public enum Initialization: Sendable, Equatable {
  /// N(0, gain²).
  case normal(Double)
  /// N(0, gain² 2 / (fan in + fan out)) (Glorot and Bengio 2010).
  case xavier(Double)
  /// N(0, 2 / fan in) (He et al. 2015, 1502.01852); the gain is that of batch norm alone.
  case kaiming(Double)
  /// Orthonormal rows or columns, times the gain (Saxe et al. 2013, 1312.6120).
  case orthogonal(Double)

  /// N(0, 0.02²), the choice of DCGAN and pix2pix.
  public static let standard = Initialization.normal(0.02)

  /// The spread of batch norm's scale around 1.
  var gain: Double {
    switch self {
    case .normal(let gain), .xavier(let gain), .kaiming(let gain), .orthogonal(let gain): gain
    }
  }
}

/// Draws the weights of all convolutions and linear layers anew, and sets their biases to zero.
///
/// Batch norm's scale is drawn from N(1, gain²) and its shift set to zero. Other modules stay as they are.
///
/// - Parameters:
///   - module: the network, changed in place.
///   - kind: the distribution and its gain.
///   - random: on the device of the weights.
public func initialize(_ module: Module, _ kind: Initialization = .standard, random: RandomSource) {
  for part in module.modules() {
    if let layer = part as? any WeightedLayer {
      fill(layer.weight.value, kind, random: random)
      layer.bias?.value.zero()
    } else if let norm = part as? BatchNorm {
      norm.weight?.value.fillNormal(mean: 1, standardDeviation: kind.gain, random: random)
      norm.bias?.value.zero()
    }
  }
}

private func fill(_ weight: Tensor, _ kind: Initialization, random: RandomSource) {
  let (incoming, outgoing) = (Double(fanIn(weight.shape)), Double(fanOut(weight.shape)))
  let deviation: Double
  switch kind {
  case .normal(let gain): deviation = gain
  case .xavier(let gain): deviation = gain * (2 / (incoming + outgoing)).squareRoot()
  case .kaiming: deviation = (2 / incoming).squareRoot()
  case .orthogonal(let gain): return fillOrthogonal(weight, gain: gain, random: random)
  }
  weight.fillNormal(mean: 0, standardDeviation: deviation, random: random)
}

/// The orthogonal factor of a Gaussian matrix is spread evenly over all orthogonal matrices, whichever decomposition
/// gives it; the singular vectors' product needs no correction of signs.
private func fillOrthogonal(_ weight: Tensor, gain: Double, random: RandomSource) {
  let rows = weight.shape[0]
  let matrix = Tensor.randn([rows, weight.count / rows], random: random, device: weight.device)
  let (u, _, vh) = matrix.svd()
  weight.copy(from: (u.matmul(vh) * gain).reshaped(weight.shape))
}
