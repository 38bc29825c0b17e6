import Torch

/// Squared Euclidean distances of the rows of two tensors, block by block and in double precision.
struct SquaredDistances {
  private let rows: Tensor
  private let columns: Tensor
  private let rowNorms: Tensor
  private let columnNorms: Tensor

  /// - Parameters:
  ///   - a: [n, d].
  ///   - b: [m, d].
  init(_ a: Tensor, _ b: Tensor) {
    // Distances do not change with the origin, and lose fewer digits near it.
    let center = b.to(.float64).mean(dims: [0])
    rows = a.to(.float64) - center
    columns = b.to(.float64) - center
    rowNorms = rows.square().sum(dims: [1], keepDims: true)
    columnNorms = columns.square().sum(dims: [1]).unsqueezed(dim: 0)
  }

  /// Distances within one set, [n, d], whose numbers are kept once.
  init(within set: Tensor) {
    let centered = set.to(.float64) - set.to(.float64).mean(dims: [0])
    (rows, columns) = (centered, centered)
    rowNorms = centered.square().sum(dims: [1], keepDims: true)
    columnNorms = rowNorms.transposed(0, 1)
  }

  var rowCount: Int { rows.size(0) }
  var columnCount: Int { columns.size(0) }

  /// How many rows fit into a block of 128 MB.
  var blockSize: Int { max(1, min(rowCount, (1 << 24) / max(1, columnCount))) }

  /// [rows, columns] of the ranges named; what is 0 but for rounding is 0.
  func block(rows range: Range<Int>, columns columnRange: Range<Int>? = nil) -> Tensor {
    let columnRange = columnRange ?? 0..<columnCount
    let x = rows.narrow(dim: 0, start: range.lowerBound, length: range.count)
    let y = columns.narrow(dim: 0, start: columnRange.lowerBound, length: columnRange.count)
    let norms =
      rowNorms.narrow(dim: 0, start: range.lowerBound, length: range.count)
      + columnNorms.narrow(dim: 1, start: columnRange.lowerBound, length: columnRange.count)
    let squares = norms - x.matmul(y.transposed(0, 1)) * 2
    return squares.masked(fill: squares .< norms * 1e-13, 0)
  }

  /// Calls a closure with each block of whole rows.
  func forEachBlock<E: Error>(_ body: (Range<Int>, Tensor) throws(E) -> Void) throws(E) {
    let size = blockSize
    for start in stride(from: 0, to: rowCount, by: size) {
      let range = start..<min(start + size, rowCount)
      try body(range, block(rows: range))
    }
  }
}
