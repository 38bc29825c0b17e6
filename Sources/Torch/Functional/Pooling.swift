import CTorch

/// The greatest element under a window that moves over [N, C, H, W]; without a stride by its own size.
public func maxPool2d(
  _ x: Tensor, kernelSize: Int, stride: Int? = nil, padding: Int = 0, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let stride = stride ?? kernelSize
  return withSides((kernelSize, kernelSize), (stride, stride), (padding, padding)) { sides in
    produce(x, file, line) { ct_max_pool2d($0, $1, sides, sides + 2, sides + 4) }
  }
}

/// The mean under a window that moves over [N, C, H, W], padding counted; without a stride by its own size.
public func avgPool2d(
  _ x: Tensor, kernelSize: Int, stride: Int? = nil, padding: Int = 0, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let stride = stride ?? kernelSize
  return withSides((kernelSize, kernelSize), (stride, stride), (padding, padding)) { sides in
    produce(x, file, line) { ct_avg_pool2d($0, $1, sides, sides + 2, sides + 4) }
  }
}

/// The means of equal parts of [N, C, H, W], as many along each side as `outputSize` ([height, width]) says.
public func adaptiveAvgPool2d(
  _ x: Tensor, outputSize: [Int], file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  precondition(outputSize.count == 2, "outputSize must be [height, width]", file: file, line: line)
  return withSides((outputSize[0], outputSize[1])) { sides in
    produce(x, file, line) { ct_adaptive_avg_pool2d($0, $1, sides) }
  }
}
