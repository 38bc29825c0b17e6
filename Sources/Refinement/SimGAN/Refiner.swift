public import Torch
public import TorchNN

/// R: makes a simulated picture real, pixel by pixel, without striding or pooling (1612.07828, section 2.4).
///
/// Input and output `[N, C, H, W]` in -1...1, of any size.
public final class Refiner: Module, Layer {
  let stem: Sequential
  let down: Sequential
  let blocks: Sequential
  let last: Conv2d
  private let choices: RefinerRecipe
  private let noise: RandomSource

  /// Builds the network with PyTorch's default weights.
  ///
  /// - Parameters:
  ///   - channels: 1 or 3.
  ///   - random: draws the weights.
  ///   - noise: draws the noise channels, where the recipe has any.
  public init(_ choices: RefinerRecipe, channels: Int, random: RandomSource, noise: RandomSource) {
    self.choices = choices
    self.noise = noise
    let (width, padding) = (choices.features, choices.padding)
    stem = Sequential(
      padding.convolution(channels + choices.noiseChannels, width, kernel: choices.kernel, random: random)
        + [ReLU(inPlace: true)])
    down = Sequential(
      choices.halfResolution
        ? padding.convolution(width, width, kernel: 3, stride: 2, random: random) + [ReLU(inPlace: true)] : [])
    blocks = Sequential((0..<choices.blocks).map { _ in RefinerBlock(width, padding: padding, random: random) })
    last = Conv2d(width, channels, kernelSize: 1, random: random)
    super.init()
    if choices.output == .nearIdentity { last.startAtZero() }
  }

  /// Refines `[N, C, H, W]`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let features = stem(withNoise(input))
    let hidden = blocks(down(features))
    guard choices.halfResolution else { return choices.output.picture(last(hidden), of: input) }
    let enlarged = upsample(hidden, size: Array(input.shape.suffix(2)), mode: choices.enlargement.mode)
    return choices.output.picture(last(features + enlarged), of: input)
  }

  private func withNoise(_ input: Tensor) -> Tensor {
    guard choices.noiseChannels > 0 else { return input }
    let (count, height, width) = (input.shape[0], input.shape[2], input.shape[3])
    let draws = Tensor.randn([count, choices.noiseChannels, height, width], random: noise)
    return concatenated([input, draws.to(input.device)], dim: 1)
  }
}

/// Two 3x3 convolutions whose result is added to the input; ReLU follows the first and the sum.
final class RefinerBlock: Module, Layer {
  let convolutions: Sequential

  init(_ width: Int, padding: RefinerRecipe.Padding, random: RandomSource) {
    convolutions = Sequential(
      padding.convolution(width, width, kernel: 3, random: random) + [ReLU(inPlace: true)]
        + padding.convolution(width, width, kernel: 3, random: random))
    super.init()
  }

  func callAsFunction(_ input: Tensor) -> Tensor { relu(input + convolutions(input)) }
}
