import Torch
import TorchNN

/// The greatest singular value of a weight, followed by one power iteration a pass (Miyato et al. 2018, 1802.05957,
/// algorithm 1).
final class SpectralScale: Module {
  let u: Buffer
  let v: Buffer

  /// - Parameter rows: the weight's first size; `columns`: the product of the others.
  init(rows: Int, columns: Int, random: RandomSource) {
    u = Buffer(SpectralScale.unit(Tensor.randn([rows], random: random, device: random.device)))
    v = Buffer(SpectralScale.unit(Tensor.randn([columns], random: random, device: random.device)))
    super.init()
  }

  private static func unit(_ vector: Tensor) -> Tensor { vector / (vector.norm() + 1e-12) }

  /// The weight divided by its greatest singular value; gradients flow through both.
  func normalized(_ weight: Tensor) -> Tensor {
    let matrix = weight.flattened(from: 1)
    if isTraining {
      withoutGradients {
        let fixed = matrix.detached()
        v.value.copy(from: SpectralScale.unit(fixed.transposed().matmul(u.value)))
        u.value.copy(from: SpectralScale.unit(fixed.matmul(v.value)))
      }
    }
    // Copies: the next pass changes the buffers, which this pass's backward still needs.
    let (left, right) = (u.value.cloned(), v.value.cloned())
    return weight / (left * matrix.matmul(right)).sum()
  }
}

/// A convolution whose weight has the greatest singular value 1.
final class SpectralConv2d: Module, WeightedLayer {
  let weight: Parameter
  let bias: Parameter?
  let scale: SpectralScale
  private let stride: Int
  private let padding: Int

  init(_ layer: Conv2d, random: RandomSource) {
    (weight, bias, stride, padding) = (layer.weight, layer.bias, layer.stride, layer.padding)
    let shape = layer.weight.value.shape
    scale = SpectralScale(rows: shape[0], columns: shape.dropFirst().reduce(1, *), random: random)
    super.init()
  }

  func callAsFunction(_ input: Tensor) -> Tensor {
    conv2d(input, weight: scale.normalized(weight.value), bias: bias?.value, stride: stride, padding: padding)
  }
}

/// An affine map whose weight has the greatest singular value 1.
final class SpectralLinear: Module, WeightedLayer {
  let weight: Parameter
  let bias: Parameter?
  let scale: SpectralScale

  init(_ layer: Linear, random: RandomSource) {
    (weight, bias) = (layer.weight, layer.bias)
    let shape = layer.weight.value.shape
    scale = SpectralScale(rows: shape[0], columns: shape[1], random: random)
    super.init()
  }

  func callAsFunction(_ input: Tensor) -> Tensor {
    linear(input, weight: scale.normalized(weight.value), bias: bias?.value)
  }
}

/// A convolution, with spectral norm where asked for.
func convolution(
  _ inChannels: Int, _ outChannels: Int, kernelSize: Int, stride: Int = 1, padding: Int = 0, bias: Bool = true,
  spectral: Bool = false, random: RandomSource
) -> any WeightedLayer {
  let layer = Conv2d(
    inChannels, outChannels, kernelSize: kernelSize, stride: stride, padding: padding, bias: bias,
    random: random)
  return spectral ? SpectralConv2d(layer, random: random) : layer
}

/// An affine map, with spectral norm where asked for.
func dense(
  _ inFeatures: Int, _ outFeatures: Int, spectral: Bool = false, random: RandomSource
) -> any WeightedLayer {
  let layer = Linear(inFeatures, outFeatures, random: random)
  return spectral ? SpectralLinear(layer, random: random) : layer
}
