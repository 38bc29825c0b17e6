import CTorch

/// Where each pixel of a transformed picture comes from: coordinates in -1...1, the corners of the picture.
///
/// - Parameters:
///   - theta: one affine map for each picture, [N, 2, 3]: (x, y) = theta · (x', y', 1).
///   - size: of the result, [N, C, H, W].
/// - Returns: [N, H, W, 2], x before y.
public func affineGrid(
  _ theta: Tensor, size: [Int], alignCorners: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  precondition(size.count == 4, "size must be [N, C, H, W]", file: file, line: line)
  return withDims(size) { dims, _ in produce(theta, file, line) { ct_affine_grid($0, $1, dims, alignCorners) } }
}

/// The values of pictures [N, C, H, W] at the coordinates of a grid [N, H', W', 2], bilinear; 0 outside the picture.
///
/// - Returns: [N, C, H', W'].
public func gridSample(
  _ x: Tensor, grid: Tensor, alignCorners: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  produce(x, grid, file, line) { ct_grid_sample($0, $1, $2, alignCorners) }
}
