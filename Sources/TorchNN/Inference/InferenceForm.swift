public import Torch

/// A layer that can give itself a faster form for inference alone.
///
/// The form does what the layer does in its present mode, up to rounding, and tracks no statistics. It is made of the
/// weights as they are at its first call, follows no further training, has no gradients, and must stay on its device.
public protocol HasInferenceForm: Layer {
  /// The form, which computes in `dtype` (float32 or bfloat16); its maps are of that type and lie channels-last.
  func inferenceForm(_ dtype: DType) -> any Layer
}

extension Sequential: HasInferenceForm {
  /// Convolutions are prepared once; the norms behind them become part of their weights where they use running
  /// statistics, and the activations behind those are applied with them.
  public func inferenceForm(_ dtype: DType) -> any Layer { Sequential(inferenceForms(of: layers, dtype)) }
}

/// The forms of layers that follow each other, fewer where some can be one.
public func inferenceForms(of layers: [any Layer], _ dtype: DType) -> [any Layer] {
  var forms: [any Layer] = []
  for layer in layers where !layer.returnsItsInput {
    if let last = forms.last as? InferenceConvolution, last.absorbs(layer) { continue }
    forms.append(layer.form(dtype))
  }
  return forms
}

extension Layer {
  fileprivate var returnsItsInput: Bool { self is Identity || (self is Dropout && !isTraining) }

  fileprivate func form(_ dtype: DType) -> any Layer {
    switch self {
    case let layer as any HasInferenceForm: layer.inferenceForm(dtype)
    case let layer as Conv2d: InferenceConvolution(layer, dtype)
    case let layer as ConvTranspose2d: InferenceConvolution(layer, dtype)
    case let layer as BatchNorm2d: InferenceNorm(layer)
    default: dtype == .float32 || parameters().isEmpty ? self : InFloat32(self, dtype)
    }
  }
}

/// A batch norm that tracks nothing.
final class InferenceNorm: Module, Layer {
  private let norm: BatchNorm2d

  init(_ norm: BatchNorm2d) { self.norm = norm }

  func callAsFunction(_ input: Tensor) -> Tensor {
    let usesInput = norm.isTraining || norm.runningMean == nil
    return batchNorm(
      input, weight: norm.weight?.value, bias: norm.bias?.value,
      runningMean: usesInput ? nil : norm.runningMean?.value, runningVar: usesInput ? nil : norm.runningVar?.value,
      training: usesInput, momentum: norm.momentum, epsilon: norm.epsilon)
  }
}

/// A layer whose weights have no other form: it computes in float32 between layers that do not.
final class InFloat32: Module, Layer {
  private let layer: any Layer
  private let dtype: DType

  init(_ layer: any Layer, _ dtype: DType) {
    self.layer = layer
    self.dtype = dtype
  }

  func callAsFunction(_ input: Tensor) -> Tensor { layer(input.to(.float32)).to(dtype) }
}
