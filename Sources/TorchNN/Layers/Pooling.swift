public import Torch

/// The largest value of each window: `[N, C, H, W]` to `[N, C, H', W']` with
/// `H' = (H + 2 padding - kernelSize) / stride + 1`, rounded down.
public final class MaxPool2d: Module, Layer {
  /// The side of a window.
  public let kernelSize: Int
  /// The distance between windows.
  public let stride: Int
  /// What is added on each side; never the largest.
  public let padding: Int

  /// Makes the layer; it has no weights.
  ///
  /// - Parameter stride: the kernel size where nil.
  public init(_ kernelSize: Int, stride: Int? = nil, padding: Int = 0) {
    self.kernelSize = kernelSize
    self.stride = stride ?? kernelSize
    self.padding = padding
    super.init()
  }

  /// Pools `[N, C, H, W]`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    maxPool2d(input, kernelSize: kernelSize, stride: stride, padding: padding)
  }
}

/// The mean of each window, with zeros of the padding counted: `[N, C, H, W]` to `[N, C, H', W']` with
/// `H' = (H + 2 padding - kernelSize) / stride + 1`, rounded down.
public final class AvgPool2d: Module, Layer {
  /// The side of a window.
  public let kernelSize: Int
  /// The distance between windows.
  public let stride: Int
  /// Zeros added on each side.
  public let padding: Int

  /// Makes the layer; it has no weights.
  ///
  /// - Parameter stride: the kernel size where nil.
  public init(_ kernelSize: Int, stride: Int? = nil, padding: Int = 0) {
    self.kernelSize = kernelSize
    self.stride = stride ?? kernelSize
    self.padding = padding
    super.init()
  }

  /// Pools `[N, C, H, W]`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    avgPool2d(input, kernelSize: kernelSize, stride: stride, padding: padding)
  }
}
