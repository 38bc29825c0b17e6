public import Torch

/// A transposed convolution with square kernels, which enlarges where a convolution of the same stride shrinks.
///
/// `[N, inChannels, H, W]` to `[N, outChannels, H', W']` with
/// `H' = (H - 1) stride - 2 padding + dilation (kernelSize - 1) + outputPadding + 1`.
public final class ConvTranspose2d: Module, WeightedLayer {
  /// `[inChannels, outChannels / groups, kernelSize, kernelSize]`.
  public let weight: Parameter
  /// `[outChannels]`.
  public let bias: Parameter?
  /// The distance between the outputs of neighbouring inputs, in output pixels.
  public let stride: Int
  /// What is cut from each side of the output.
  public let padding: Int
  /// What is added to the output at the bottom and the right; less than the stride or the dilation.
  public let outputPadding: Int
  /// The distance between neighbouring kernel elements, in output pixels.
  public let dilation: Int
  /// The number of blocks into which the channels are divided.
  public let groups: Int

  /// Draws PyTorch's default weights: uniform in `±1 / sqrt(outChannels / groups * kernelSize²)`, bias too.
  public init(
    _ inChannels: Int, _ outChannels: Int, kernelSize: Int, stride: Int = 1, padding: Int = 0, outputPadding: Int = 0,
    dilation: Int = 1, groups: Int = 1, bias: Bool = true, random: RandomSource
  ) {
    precondition(
      inChannels % groups == 0 && outChannels % groups == 0, "both channel counts are multiples of the groups")
    let shape = [inChannels, outChannels / groups, kernelSize, kernelSize]
    weight = defaultWeight(shape, random: random)
    self.bias = bias ? defaultBias(outChannels, weight: shape, random: random) : nil
    self.stride = stride
    self.padding = padding
    self.outputPadding = outputPadding
    self.dilation = dilation
    self.groups = groups
    super.init()
  }

  /// Enlarges `[N, inChannels, H, W]`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    convTranspose2d(
      input, weight: weight.value, bias: bias?.value, stride: stride, padding: padding, outputPadding: outputPadding,
      dilation: dilation, groups: groups)
  }
}
