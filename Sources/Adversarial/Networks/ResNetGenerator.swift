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
  /// The residual blocks mirror a quarter of the picture by one pixel, which a single pixel cannot.
  public static let leastSide = 8
  public var leastSide: Int { Self.leastSide }

  /// Builds the network with PyTorch's default weights.
  ///
  /// - Parameters:
  ///   - blocks: 9 for pictures of 256x256, 6 for 128x128 in the paper.
  ///   - features: the width of the first level (`ngf`).
  ///   - dropout: drops half of the features inside each block.
  ///   - upsampling: how the picture is doubled; `resize` has names of its own.
  ///   - random: draws the weights.
  ///   - noise: draws the dropout masks.
  public init(
    inputChannels: Int = 3, outputChannels: Int = 3, blocks: Int = 9, features: Int = 64,
    normalization: Normalization = .instance, dropout: Bool = false, upsampling: Upsampling = .transposed,
    random: RandomSource, noise: RandomSource
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
        upsampling.layer(width, width / 2, bias: bias, random: random),
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

  /// What layers of the first half make of a picture, for losses that compare features.
  ///
  /// - Parameter places: positions in the network, ascending: 0 the padded pixels, 4 and 7 the halving convolutions, 10 and
  ///   on the residual blocks.
  public func features(of input: Tensor, at places: [Int]) -> [Tensor] {
    var (value, found) = (input, [Tensor]())
    for (place, layer) in model.layers.enumerated().prefix((places.last ?? -1) + 1) {
      value = layer(value)
      if places.contains(place) { found.append(value) }
    }
    return found
  }

  /// The positions that ``features(of:at:)`` knows, with the number of channels of each.
  public static func encoderChannels(inputChannels: Int, features: Int, blocks: Int) -> [Int: Int] {
    var channels = [0: inputChannels, 1: features, 4: 2 * features, 7: 4 * features]
    for block in 0..<blocks { channels[10 + block] = 4 * features }
    return channels
  }
}

/// How a generator doubles a picture.
public enum Upsampling: String, Codable, Sendable, CaseIterable {
  /// A transposed convolution, the paper's. Its kernel covers neighbouring pixels unevenly, which shows as a checkerboard.
  case transposed
  /// Pixels repeated, then a convolution of stride 1 (Odena, Dumoulin and Olah 2016, "Deconvolution and checkerboard
  /// artifacts").
  case resize

  func layer(_ input: Int, _ output: Int, bias: Bool, random: RandomSource) -> any Layer {
    switch self {
    case .transposed:
      ConvTranspose2d(input, output, kernelSize: 3, stride: 2, padding: 1, outputPadding: 1, bias: bias, random: random)
    case .resize:
      Sequential(
        Upsample(factor: 2), ReflectionPad2d(1), Conv2d(input, output, kernelSize: 3, bias: bias, random: random))
    }
  }
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
