public import Torch
public import TorchNN

/// The residual generator (Johnson et al. 2016, as in CycleGAN 1703.10593): two halvings, residual blocks, two doublings.
///
/// Input `[N, inputChannels, H, W]`, output `[N, outputChannels, H, W]` in -1...1; H and W are multiples of 4 and at
/// least 8. Parameter names are those of the well-known PyTorch code base (`model.10.conv_block.1.weight`).
public final class ResNetGenerator: Module, Layer {
  let model: Sequential
  /// What both sides of the input must be divisible by.
  public let sizeMultiple = 4

  /// Builds the network with PyTorch's default weights.
  ///
  /// - Parameters:
  ///   - blocks: 9 for pictures of 256x256, 6 for 128x128 in the paper.
  ///   - features: the width of the first level (`ngf`).
  ///   - dropout: drops half of the features inside each block.
  ///   - random: draws the weights.
  ///   - noise: draws the dropout masks.
  public init(
    inputChannels: Int = 3, outputChannels: Int = 3, blocks: Int = 9, features: Int = 64,
    normalization: Normalization = .instance, dropout: Bool = false, random: RandomSource, noise: RandomSource
  ) {
    precondition(blocks >= 1, "a residual random has at least one block")
    let bias = normalization.needsConvolutionBias
    var layers: [any Layer] = [
      ReflectionPad2d(3), Conv2d(inputChannels, features, kernelSize: 7, bias: bias, random: random),
      normalization.layer(features), ReLU(inPlace: true),
    ]
    var width = features
    for _ in 0..<2 {
      layers += [
        Conv2d(width, 2 * width, kernelSize: 3, stride: 2, padding: 1, bias: bias, random: random),
        normalization.layer(2 * width), ReLU(inPlace: true),
      ]
      width *= 2
    }
    for _ in 0..<blocks {
      layers.append(
        ResNetBlock(width, normalization: normalization, dropout: dropout ? noise : nil, random: random))
    }
    for _ in 0..<2 {
      layers += [
        ConvTranspose2d(
          width, width / 2, kernelSize: 3, stride: 2, padding: 1, outputPadding: 1, bias: bias, random: random),
        normalization.layer(width / 2), ReLU(inPlace: true),
      ]
      width /= 2
    }
    layers += [ReflectionPad2d(3), Conv2d(width, outputChannels, kernelSize: 7, random: random), Tanh()]
    model = Sequential(layers)
    super.init()
  }

  /// Translates `[N, inputChannels, H, W]` to `[N, outputChannels, H, W]`.
  public func callAsFunction(_ input: Tensor) -> Tensor { model(input) }
}

/// Two 3x3 convolutions whose result is added to the input; no activation follows the sum.
final class ResNetBlock: Module, Layer {
  let convBlock: Sequential

  init(_ channels: Int, normalization: Normalization, dropout noise: RandomSource?, random: RandomSource) {
    func convolution() -> [any Layer] {
      [
        ReflectionPad2d(1),
        Conv2d(
          channels, channels, kernelSize: 3, bias: normalization.needsConvolutionBias, random: random),
        normalization.layer(channels),
      ]
    }
    let drop: [any Layer] = noise.map { [Dropout(0.5, random: $0)] } ?? []
    convBlock = Sequential(convolution() + [ReLU(inPlace: true)] + drop + convolution())
    super.init()
  }

  func callAsFunction(_ input: Tensor) -> Tensor { input + convBlock(input) }
}
