import CTorch

// MARK: - Over everything

extension Tensor {
  /// The sum of all elements, a scalar.
  public func sum(file: StaticString = #fileID, line: UInt = #line) -> Tensor { reduce(ct_reduce_sum, file, line) }
  /// The mean of all elements, a scalar.
  public func mean(file: StaticString = #fileID, line: UInt = #line) -> Tensor { reduce(ct_reduce_mean, file, line) }
  /// The product of all elements, a scalar.
  public func product(file: StaticString = #fileID, line: UInt = #line) -> Tensor { reduce(ct_reduce_prod, file, line) }
  /// The greatest element, a scalar.
  public func max(file: StaticString = #fileID, line: UInt = #line) -> Tensor { reduce(ct_reduce_max, file, line) }
  /// The least element, a scalar.
  public func min(file: StaticString = #fileID, line: UInt = #line) -> Tensor { reduce(ct_reduce_min, file, line) }
  /// Whether all elements are true, or not 0; a bool scalar.
  public func all(file: StaticString = #fileID, line: UInt = #line) -> Tensor { reduce(ct_reduce_all, file, line) }
  /// Whether any element is true, or not 0; a bool scalar.
  public func any(file: StaticString = #fileID, line: UInt = #line) -> Tensor { reduce(ct_reduce_any, file, line) }

  /// The Euclidean norm of all elements, a scalar.
  public func norm(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    norm(p: 2, dims: [], file: file, line: line)
  }

  private func reduce(_ operation: ct_reduce, _ file: StaticString, _ line: UInt) -> Tensor {
    produce(self, file, line) { ct_reduce_all_dims($0, operation, $1) }
  }
}

// MARK: - Over dimensions

extension Tensor {
  /// The sums over some dimensions, which go, or stay with size 1.
  public func sum(
    dims: [Int], keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor { reduce(ct_reduce_sum, dims, keepDims, file, line) }

  /// The means over some dimensions, which go, or stay with size 1.
  public func mean(
    dims: [Int], keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor { reduce(ct_reduce_mean, dims, keepDims, file, line) }

  /// The greatest elements over some dimensions, which go, or stay with size 1.
  public func max(
    dims: [Int], keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor { reduce(ct_reduce_max, dims, keepDims, file, line) }

  /// The least elements over some dimensions, which go, or stay with size 1.
  public func min(
    dims: [Int], keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor { reduce(ct_reduce_min, dims, keepDims, file, line) }

  /// The variances over some dimensions; all of them without `dims`.
  ///
  /// - Parameter unbiased: Divide by one less than the number of elements (Bessel's correction).
  public func variance(
    dims: [Int]? = nil, unbiased: Bool = true, keepDims: Bool = false, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor {
    withDims(dims ?? Array(0..<rank)) { dims, count in
      produce(self, file, line) { ct_variance($0, $1, dims, count, unbiased, keepDims) }
    }
  }

  /// The standard deviations over some dimensions; all of them without `dims`.
  public func standardDeviation(
    dims: [Int]? = nil, unbiased: Bool = true, keepDims: Bool = false, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor {
    variance(dims: dims, unbiased: unbiased, keepDims: keepDims, file: file, line: line).sqrt(file: file, line: line)
  }

  /// The p-norms over some dimensions; over everything where `dims` is empty.
  public func norm(
    p: Double, dims: [Int], keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    withDims(dims) { dims, count in produce(self, file, line) { ct_norm($0, $1, p, dims, count, keepDims) } }
  }

  /// log(sum(exp(x))) along a dimension, without overflow.
  public func logSumExp(
    dim: Int, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    produce(self, file, line) { ct_logsumexp($0, $1, Int64(dim), keepDims) }
  }

  /// The running sums along a dimension.
  public func cumsum(dim: Int, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_cumsum($0, $1, Int64(dim)) }
  }

  private func reduce(
    _ operation: ct_reduce, _ dims: [Int], _ keep: Bool, _ file: StaticString, _ line: UInt
  ) -> Tensor {
    withDims(dims) { dims, count in
      produce(self, file, line) { ct_reduce_dims($0, operation, $1, dims, count, keep) }
    }
  }
}

// MARK: - Order

extension Tensor {
  /// The greatest elements along a dimension and where they are (int64).
  public func max(
    dim: Int, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    producePair(self, file, line) { ct_max_dim($0, $1, $2, Int64(dim), keepDims) }
  }

  /// The least elements along a dimension and where they are (int64).
  public func min(
    dim: Int, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    producePair(self, file, line) { ct_min_dim($0, $1, $2, Int64(dim), keepDims) }
  }

  /// Where the greatest element along a dimension is; int64.
  public func argmax(
    dim: Int, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    produce(self, file, line) { ct_argmax($0, $1, Int64(dim), keepDims) }
  }

  /// Where the least element along a dimension is; int64.
  public func argmin(
    dim: Int, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    produce(self, file, line) { ct_argmin($0, $1, Int64(dim), keepDims) }
  }

  /// The elements in order along a dimension, and where each was (int64). Equal ones keep their order.
  public func sort(
    dim: Int = -1, descending: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    producePair(self, file, line) { ct_sort($0, $1, $2, Int64(dim), descending) }
  }

  /// The `k` greatest (or least) elements along a dimension in order, and where they are (int64).
  public func topk(
    _ k: Int, dim: Int = -1, largest: Bool = true, file: StaticString = #fileID, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    producePair(self, file, line) { ct_topk($0, $1, $2, Int64(k), Int64(dim), largest) }
  }
}
