public import Torch
public import TorchNN

extension UNet {
  /// The network as two rows of layers, outermost level first: each level's activation is applied by the convolution in
  /// front of it, which in the network itself lies a level above.
  public func inferenceForm(_ dtype: DType) -> any Layer {
    var levels: [UNetBlock] = []
    var next: UNetBlock? = model
    while let level = next {
      levels.append(level)
      next = level.model.layers.lazy.compactMap { $0 as? UNetBlock }.first
    }
    var (down, up) = ([Sequential](), [Sequential]())
    for (index, level) in levels.enumerated() {
      let isInnermost = index == levels.count - 1
      let layers = level.model.layers
      guard let first = layers.firstIndex(where: { $0 is Conv2d }),
        let turn = isInnermost
          ? layers.firstIndex(where: { $0 is ReLU }) : layers.firstIndex(where: { $0 is UNetBlock }),
        let last = layers.firstIndex(where: { $0 is ConvTranspose2d })
      else { preconditionFailure("a level of a U-Net goes down and up") }
      let activation: any Layer = isInnermost ? ReLU(inPlace: true) : LeakyReLU(0.2, inPlace: true)
      down.append(Sequential(inferenceForms(of: layers[first..<turn] + [activation], dtype)))
      let rectifier: [any Layer] = index == 0 ? [] : [ReLU(inPlace: true)]
      up.append(Sequential(inferenceForms(of: layers[last...] + rectifier, dtype)))
    }
    return UNetInferenceForm(down: down, up: up)
  }
}

/// A U-Net whose levels end in their activations.
final class UNetInferenceForm: Module, Layer {
  private let down: [Sequential]
  private let up: [Sequential]

  init(down: [Sequential], up: [Sequential]) {
    self.down = down
    self.up = up
  }

  func callAsFunction(_ input: Tensor) -> Tensor {
    var encoded: [Tensor] = []
    var maps = input
    for layer in down {
      maps = layer(maps)
      encoded.append(maps)
    }
    for level in up.indices.reversed() {
      maps = up[level](maps)
      // The encoder is done with its maps, so they are rectified where they lie.
      if level > 0 { maps = concatenated([reluInPlace(encoded[level - 1]), maps], dim: 1) }
    }
    return maps
  }
}
