public import Torch
public import TorchNN

/// The pixel discriminator (pix2pix, 1611.07004, 4.4: "1x1 PixelGAN"): one logit for each pixel, from its colour alone.
///
/// Input `[N, inputChannels, H, W]`, output `[N, 1, H, W]`. Parameter names are those of the well-known PyTorch code
/// base (`net.0`, `net.2`, `net.3`, `net.5`).
public final class PixelDiscriminator: Module, Layer {
  let net: Sequential

  /// Builds the network with PyTorch's default weights.
  ///
  /// - Parameters:
  ///   - features: the width of the first layer (`ndf`); the second is twice as wide.
  ///   - random: draws the weights.
  public init(
    inputChannels: Int, features: Int = 64, normalization: Normalization = .batch, random: RandomSource
  ) {
    let bias = normalization.needsConvolutionBias
    net = Sequential([
      Conv2d(inputChannels, features, kernelSize: 1, random: random),
      LeakyReLU(0.2, inPlace: true),
      Conv2d(features, 2 * features, kernelSize: 1, bias: bias, random: random),
      normalization.layer(2 * features),
      LeakyReLU(0.2, inPlace: true),
      Conv2d(2 * features, 1, kernelSize: 1, bias: bias, random: random),
    ])
    super.init()
  }

  /// Judges `[N, inputChannels, H, W]`; logits `[N, 1, H, W]`, high for real.
  public func callAsFunction(_ input: Tensor) -> Tensor { net(input) }
}
