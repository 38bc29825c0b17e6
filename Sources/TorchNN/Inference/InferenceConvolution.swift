import Torch

/// A convolution prepared for inference, with the norm and the activation behind it.
final class InferenceConvolution: Module, Layer {
  private let weight: Tensor
  private let geometry: ConvolutionGeometry
  private let dtype: DType
  private var scale: Tensor?
  private var bias: Tensor?
  private var activation = FusedActivation.none
  /// Laid out for the size that came last.
  private var prepared: PreparedConvolution?

  init(_ layer: Conv2d, _ dtype: DType) {
    weight = layer.weight.value
    bias = layer.bias?.value
    geometry = ConvolutionGeometry(
      stride: layer.stride, padding: layer.padding, dilation: layer.dilation, groups: layer.groups)
    self.dtype = dtype
  }

  init(_ layer: ConvTranspose2d, _ dtype: DType) {
    weight = layer.weight.value
    bias = layer.bias?.value
    geometry = ConvolutionGeometry(
      stride: layer.stride, padding: layer.padding, outputPadding: layer.outputPadding, dilation: layer.dilation,
      groups: layer.groups, isTransposed: true)
    self.dtype = dtype
  }

  func callAsFunction(_ input: Tensor) -> Tensor {
    if let prepared, prepared.inputShape == input.shape { return prepared(input) }
    let prepared = PreparedConvolution(
      weight: weight, scale: scale, bias: bias, geometry: geometry, activation: activation, dtype: dtype,
      inputShape: input.shape)
    self.prepared = prepared
    return prepared(input)
  }

  /// Takes over what a layer behind does; false where it cannot.
  func absorbs(_ layer: any Layer) -> Bool {
    guard activation == .none else { return false }
    switch layer {
    case let norm as BatchNorm2d: return absorbs(norm)
    case is ReLU: activation = .relu
    case is ReLU6: activation = .relu6
    case let layer as LeakyReLU: activation = .leakyRelu(slope: layer.slope)
    case is Tanh: activation = .tanh
    case is Sigmoid: activation = .sigmoid
    default: return false
    }
    return true
  }

  /// `s (W x + b - m) + t = (s W) x + (s (b - m) + t)` with s the norm's scale over the deviation, m its mean and t its
  /// shift.
  private func absorbs(_ norm: BatchNorm2d) -> Bool {
    let isGrouped = geometry.isTransposed && geometry.groups > 1
    guard scale == nil, !norm.isTraining, !isGrouped, let mean = norm.runningMean?.value,
      let variance = norm.runningVar?.value
    else { return false }
    withoutGradients {
      var scale = (variance + norm.epsilon).rsqrt()
      if let weight = norm.weight?.value { scale = scale * weight }
      let offset = (bias.map { $0 - mean } ?? -mean) * scale
      bias = norm.bias.map { offset + $0.value } ?? offset
      self.scale = scale
    }
    return true
  }
}
