import CTorch

/// Where a convolution's kernels lie on its input; square.
public struct ConvolutionGeometry: Sendable, Equatable {
  /// The distance between neighbouring outputs, or between the outputs of neighbouring inputs where transposed.
  public var stride: Int
  /// Zeros added on each side, or what is cut from each side where transposed.
  public var padding: Int
  /// What is added at the bottom and the right of a transposed convolution.
  public var outputPadding: Int
  /// The distance between neighbouring kernel elements.
  public var dilation: Int
  /// The number of blocks into which the channels are divided.
  public var groups: Int
  /// Whether the convolution enlarges.
  public var isTransposed: Bool

  /// Describes a convolution.
  public init(
    stride: Int = 1, padding: Int = 0, outputPadding: Int = 0, dilation: Int = 1, groups: Int = 1,
    isTransposed: Bool = false
  ) {
    self.stride = stride
    self.padding = padding
    self.outputPadding = outputPadding
    self.dilation = dilation
    self.groups = groups
    self.isTransposed = isTransposed
  }

  fileprivate var raw: ct_convolution {
    func both(_ side: Int) -> (Int64, Int64) { (Int64(side), Int64(side)) }
    return ct_convolution(
      stride: both(stride), padding: both(padding), output_padding: both(outputPadding), dilation: both(dilation),
      groups: Int64(groups), transposed: isTransposed)
  }
}

/// What is applied to a convolution's results before they are written.
public enum FusedActivation: Sendable, Equatable {
  /// Nothing.
  case none
  /// `max(x, 0)`.
  case relu
  /// `x` where positive, else `slope * x`.
  case leakyRelu(slope: Double)
  /// The hyperbolic tangent.
  case tanh
  /// The logistic function.
  case sigmoid
  /// `min(max(x, 0), 6)`.
  case relu6

  fileprivate var raw: (kind: ct_activation, slope: Double) {
    switch self {
    case .none: (ct_activation_none, 0)
    case .relu: (ct_activation_relu, 0)
    case .leakyRelu(let slope): (ct_activation_leaky_relu, slope)
    case .tanh: (ct_activation_tanh, 0)
    case .sigmoid: (ct_activation_sigmoid, 0)
    case .relu6: (ct_activation_relu6, 0)
    }
  }
}

/// A convolution for inference: its weight is converted and laid out once, for inputs of one size.
///
/// It copies the weight, so later changes of it have no effect, and autograd records nothing.
public struct PreparedConvolution {
  /// The size that the layout suits, `[N, C, H, W]`. Other sizes give the same results, more slowly.
  public let inputShape: [Int]
  private let weight: Tensor
  private let bias: Tensor?
  private let geometry: ct_convolution
  private let activation: (kind: ct_activation, slope: Double)
  private let dtype: DType

  /// Prepares a weight `[out, in / groups, h, w]`, or `[in, out / groups, h, w]` where transposed.
  ///
  /// - Parameters:
  ///   - scale: a factor of each output channel's weights, `[out]`; with groups, of `[out / groups]` where transposed.
  ///   - bias: one number for each output channel, `[out]`.
  ///   - dtype: what to compute in: float32 or bfloat16.
  public init(
    weight: Tensor, scale: Tensor? = nil, bias: Tensor? = nil, geometry: ConvolutionGeometry,
    activation: FusedActivation = .none, dtype: DType = .float32, inputShape: [Int], file: StaticString = #fileID,
    line: UInt = #line
  ) {
    precondition(
      inputShape.count == 4, "a convolution's input is [N, C, H, W], not \(inputShape)", file: file, line: line)
    let raw = geometry.raw
    self.weight = withDims(inputShape) { size, _ in
      withExtendedLifetime(scale) {
        produce(weight, file, line) { out, weight in
          withUnsafePointer(to: raw) { ct_prepare_convolution(out, weight, scale?.handle.raw, dtype.raw, $0, size) }
        }
      }
    }
    self.bias = bias?.detached().to(dtype)
    self.geometry = raw
    self.activation = activation.raw
    self.dtype = dtype
    self.inputShape = inputShape
  }

  /// Convolves `[N, C, H, W]` of any type and layout; the result is of the prepared type, and channels-last.
  public func callAsFunction(_ input: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    withExtendedLifetime(bias) {
      produce(input.to(dtype), weight, file, line) { out, input, weight in
        withUnsafePointer(to: geometry) {
          ct_prepared_convolution(out, input, weight, bias?.handle.raw, $0, activation.kind, activation.slope)
        }
      }
    }
  }
}
