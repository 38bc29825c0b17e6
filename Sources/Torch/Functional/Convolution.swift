import CTorch

/// The convolution (cross-correlation) of an input [N, C, H, W] with a weight [out, C / groups, h, w].
///
/// - Parameter bias: One number for each output channel, [out].
/// - Returns: [N, out, H', W'], with H' = (H + 2 padding - dilation (h - 1) - 1) / stride + 1.
public func conv2d(
  _ x: Tensor, weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0, dilation: Int = 1,
  groups: Int = 1, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  conv2d(
    x, weight: weight, bias: bias, stride: (stride, stride), padding: (padding, padding),
    dilation: (dilation, dilation), groups: groups, file: file, line: line)
}

/// The convolution of an input [N, C, H, W] with a weight [out, C / groups, h, w], with sides of their own.
public func conv2d(
  _ x: Tensor, weight: Tensor, bias: Tensor? = nil, stride: (height: Int, width: Int),
  padding: (height: Int, width: Int), dilation: (height: Int, width: Int) = (1, 1), groups: Int = 1,
  file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  withSides(stride, padding, dilation) { sides in
    withExtendedLifetime(bias) {
      produce(x, weight, file, line) {
        ct_conv2d($0, $1, $2, bias?.handle.raw, sides, sides + 2, sides + 4, Int64(groups))
      }
    }
  }
}

/// The transposed convolution of an input [N, C, H, W] with a weight [C, out / groups, h, w].
///
/// - Parameters:
///   - bias: One number for each output channel, [out].
///   - outputPadding: Rows and columns added at the end, to choose among the sizes that the stride leaves open.
/// - Returns: [N, out, H', W'], with H' = (H - 1) stride - 2 padding + dilation (h - 1) + outputPadding + 1.
public func convTranspose2d(
  _ x: Tensor, weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0, outputPadding: Int = 0,
  dilation: Int = 1, groups: Int = 1, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  convTranspose2d(
    x, weight: weight, bias: bias, stride: (stride, stride), padding: (padding, padding),
    outputPadding: (outputPadding, outputPadding), dilation: (dilation, dilation), groups: groups, file: file,
    line: line)
}

/// The transposed convolution of an input [N, C, H, W] with a weight [C, out / groups, h, w], with sides of their own.
public func convTranspose2d(
  _ x: Tensor, weight: Tensor, bias: Tensor? = nil, stride: (height: Int, width: Int),
  padding: (height: Int, width: Int), outputPadding: (height: Int, width: Int) = (0, 0),
  dilation: (height: Int, width: Int) = (1, 1), groups: Int = 1, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  withSides(stride, padding, outputPadding, dilation) { sides in
    withExtendedLifetime(bias) {
      produce(x, weight, file, line) {
        ct_conv_transpose2d(
          $0, $1, $2, bias?.handle.raw, sides, sides + 2, sides + 4, sides + 6, Int64(groups))
      }
    }
  }
}
