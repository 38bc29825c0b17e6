public import Torch
public import TorchNN

/// The PatchGAN discriminator (pix2pix, 1611.07004, 3.2.2): one logit for each overlapping patch of the picture.
///
/// 4x4 convolutions, the last two of stride 1. The patch is 16 pixels wide for 1 layer, 34 for 2, 70 for 3 (the
/// paper's), 142 for 4, 286 for 5. Input `[N, inputChannels, H, W]`, output `[N, 1, H', W']`. Parameter names are those
/// of the well-known PyTorch code base (`model.2.weight`).
public final class PatchDiscriminator: Module, Layer {
  let model: Sequential

  /// Builds the network with PyTorch's default weights.
  ///
  /// - Parameters:
  ///   - inputChannels: of the picture to judge, with those of the condition where there is one: 6 for two in colour.
  ///   - features: the width of the first layer (`ndf`); it doubles up to eight times that.
  ///   - layers: how many convolutions lie between the first and the last (`n_layers`), at least 1.
  ///   - random: draws the weights.
  public init(
    inputChannels: Int, features: Int = 64, layers count: Int = 3, normalization: Normalization = .batch,
    random: RandomSource
  ) {
    precondition(count >= 1, "a PatchGAN has at least one layer; PixelDiscriminator judges single pixels")
    var layers: [any Layer] = [
      Conv2d(inputChannels, features, kernelSize: 4, stride: 2, padding: 1, random: random),
      LeakyReLU(0.2, inPlace: true),
    ]
    var width = features
    for number in 1...count {
      let next = features * min(1 << number, 8)
      layers += [
        Conv2d(
          width, next, kernelSize: 4, stride: number == count ? 1 : 2, padding: 1,
          bias: normalization.needsConvolutionBias, random: random),
        normalization.layer(next), LeakyReLU(0.2, inPlace: true),
      ]
      width = next
    }
    layers.append(Conv2d(width, 1, kernelSize: 4, padding: 1, random: random))
    model = Sequential(layers)
    super.init()
  }

  /// Judges `[N, inputChannels, H, W]`; logits `[N, 1, H', W']`, high for real.
  public func callAsFunction(_ input: Tensor) -> Tensor { model(input) }
}
