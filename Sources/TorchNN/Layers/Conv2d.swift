public import Torch

/// A two-dimensional convolution with square kernels.
///
/// `[N, inChannels, H, W]` to `[N, outChannels, H', W']` with
/// `H' = (H + 2 padding - dilation (kernelSize - 1) - 1) / stride + 1`, rounded down.
public final class Conv2d: Module, WeightedLayer {
  /// `[outChannels, inChannels / groups, kernelSize, kernelSize]`.
  public let weight: Parameter
  /// `[outChannels]`.
  public let bias: Parameter?
  /// The distance between neighbouring outputs, in input pixels.
  public let stride: Int
  /// Zeros added on each side.
  public let padding: Int
  /// The distance between neighbouring kernel elements, in input pixels.
  public let dilation: Int
  /// The number of blocks into which the channels are divided.
  public let groups: Int

  /// Draws PyTorch's default weights: uniform in `±1 / sqrt(inChannels / groups * kernelSize²)`, bias too.
  public init(
    _ inChannels: Int, _ outChannels: Int, kernelSize: Int, stride: Int = 1, padding: Int = 0, dilation: Int = 1,
    groups: Int = 1, bias: Bool = true, random: RandomSource
  ) {
    precondition(
      inChannels % groups == 0 && outChannels % groups == 0, "both channel counts are multiples of the groups")
    let shape = [outChannels, inChannels / groups, kernelSize, kernelSize]
    weight = defaultWeight(shape, random: random)
    self.bias = bias ? defaultBias(outChannels, weight: shape, random: random) : nil
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
    super.init()
  }

  /// Convolves `[N, inChannels, H, W]`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    conv2d(
      input, weight: weight.value, bias: bias?.value, stride: stride, padding: padding, dilation: dilation,
      groups: groups)
  }
}
