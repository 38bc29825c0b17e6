import Torch

extension Sequential {
  /// The same function, in evaluation, with fewer layers: each batch norm behind a convolution becomes part of its weights.
  ///
  /// `s (W x + b - m) + t = (s W) x + (s (b - m) + t)` with s the norm's scale over the deviation, m its mean and t its
  /// shift. The new layers share nothing with these, have no gradients, and follow no further training.
  public func foldingBatchNorms() -> Sequential {
    var folded: [any Layer] = []
    for layer in layers {
      if let norm = layer as? BatchNorm2d, let last = folded.last, let whole = norm.folded(into: last) {
        folded[folded.count - 1] = whole
      } else {
        folded.append(layer)
      }
    }
    let result = Sequential(folded)
    result.eval()
    return result
  }
}

extension BatchNorm2d {
  /// A convolution that does what `layer` and this norm do; nil where `layer` is no plain convolution.
  fileprivate func folded(into layer: any Layer) -> (any Layer)? {
    guard let mean = runningMean?.value, let variance = runningVar?.value else { return nil }
    return withoutGradients {
      var scale = (variance + epsilon).rsqrt()
      if let weight { scale = scale * weight.value }
      func shift(_ bias: Parameter?) -> Tensor {
        let offset = bias.map { $0.value - mean } ?? -mean
        return self.bias.map { offset * scale + $0.value } ?? offset * scale
      }
      let random = RandomSource(seed: 0)
      switch layer {
      case let layer as Conv2d where layer.groups == 1:
        let shape = layer.weight.value.shape
        let whole = withoutDrawingWeights {
          Conv2d(
            shape[1], shape[0], kernelSize: shape[2], stride: layer.stride, padding: layer.padding,
            dilation: layer.dilation, random: random)
        }
        return filled(whole, layer.weight.value * scale.reshaped([-1, 1, 1, 1]), shift(layer.bias))
      case let layer as ConvTranspose2d where layer.groups == 1:
        let shape = layer.weight.value.shape
        let whole = withoutDrawingWeights {
          ConvTranspose2d(
            shape[0], shape[1], kernelSize: shape[2], stride: layer.stride, padding: layer.padding,
            outputPadding: layer.outputPadding, dilation: layer.dilation, random: random)
        }
        return filled(whole, layer.weight.value * scale.reshaped([1, -1, 1, 1]), shift(layer.bias))
      default: return nil
      }
    }
  }

  private func filled(_ layer: any WeightedLayer, _ weight: Tensor, _ bias: Tensor) -> any Layer {
    layer.setRequiresGrad(false)
    layer.weight.value.setData(weight)
    layer.bias?.value.setData(bias)
    return layer
  }
}
