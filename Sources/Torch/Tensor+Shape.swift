import CTorch

extension Tensor {
  /// The same elements in another shape with as many; one size may be -1: what is left. A view where that can be.
  public func reshaped(_ shape: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    withDims(shape) { dims, rank in produce(self, file, line) { ct_reshape($0, $1, dims, rank) } }
  }

  /// The same elements in another shape, whose sizes came from a user.
  ///
  /// - Throws: `TorchError` of kind `.shape` where the shape has not as many elements.
  public func reshaped(checking shape: [Int]) throws(TorchError) -> Tensor {
    var raw: RawTensor?
    try check(
      withDims(shape) { dims, rank in withExtendedLifetime(handle) { ct_reshape(&raw, handle.raw, dims, rank) } })
    guard let raw else { throw TorchError(kind: .other, message: "libtorch returned no tensor") }
    return Tensor(owning: raw)
  }

  /// The same elements in another shape; as `reshaped(_:)`.
  public func view(_ shape: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    reshaped(shape, file: file, line: line)
  }

  /// Makes one dimension of those from one to another, both included.
  public func flattened(
    from: Int = 0, to: Int = -1, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    produce(self, file, line) { ct_flatten($0, $1, Int64(from), Int64(to)) }
  }

  /// A view with two dimensions exchanged.
  public func transposed(
    _ first: Int = -2, _ second: Int = -1, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    produce(self, file, line) { ct_transpose($0, $1, Int64(first), Int64(second)) }
  }

  /// A view with the dimensions in another order.
  public func permuted(_ dims: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    withDims(dims) { dims, rank in produce(self, file, line) { ct_permute($0, $1, dims, rank) } }
  }

  /// A view with the dimensions in another order.
  public func permuted(_ dims: Int..., file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    permuted(dims, file: file, line: line)
  }

  /// A view without a dimension of size 1; one of another size stays.
  public func squeezed(dim: Int, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_squeeze($0, $1, Int64(dim)) }
  }

  /// A view with a new dimension of size 1 before the one named.
  public func unsqueezed(dim: Int, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_unsqueeze($0, $1, Int64(dim)) }
  }

  /// A view in which dimensions of size 1 are repeated without a copy; -1 leaves a size as it is.
  public func expanded(to shape: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    withDims(shape) { dims, rank in produce(self, file, line) { ct_expand($0, $1, dims, rank) } }
  }

  /// Copies laid side by side, as many along each dimension as named.
  public func repeated(_ counts: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    withDims(counts) { dims, rank in produce(self, file, line) { ct_repeat($0, $1, dims, rank) } }
  }

  /// A copy with the order along some dimensions turned round.
  public func flipped(dims: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    withDims(dims) { dims, count in produce(self, file, line) { ct_flip($0, $1, dims, count) } }
  }

  /// A copy shifted along a dimension; what leaves at one end enters at the other.
  public func rolled(shift: Int, dim: Int, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_roll($0, $1, Int64(shift), Int64(dim)) }
  }

  /// Views of `size` along a dimension each; the last may be smaller.
  public func split(size: Int, dim: Int = 0, file: StaticString = #fileID, line: UInt = #line) -> [Tensor] {
    precondition(size > 0, "the size of a part must be positive", file: file, line: line)
    let whole = self.size(dim, file: file, line: line)
    return stride(from: 0, to: whole, by: size).map { start in
      narrow(dim: dim, start: start, length: Swift.min(size, whole - start), file: file, line: line)
    }
  }

  /// At most `count` views of equal size along a dimension; the last may be smaller.
  public func chunk(_ count: Int, dim: Int = 0, file: StaticString = #fileID, line: UInt = #line) -> [Tensor] {
    precondition(count > 0, "the number of chunks must be positive", file: file, line: line)
    let whole = size(dim, file: file, line: line)
    return split(size: Swift.max((whole + count - 1) / count, 1), dim: dim, file: file, line: line)
  }

  /// The size of one dimension. Traps where there is no such dimension.
  public func size(_ dim: Int, file: StaticString = #fileID, line: UInt = #line) -> Int {
    let shape = self.shape
    let index = dim < 0 ? dim + shape.count : dim
    precondition(
      shape.indices.contains(index), "a tensor of rank \(shape.count) has no dimension \(dim)", file: file, line: line)
    return shape[index]
  }
}

/// Joins tensors along a dimension that they have; their other sizes must be equal.
public func concatenated(
  _ tensors: [Tensor], dim: Int = 0, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  withHandles(tensors) { list, count in produce(file, line) { ct_cat($0, list, count, Int64(dim)) } }
}

/// Joins tensors of equal shape along a new dimension.
public func stacked(_ tensors: [Tensor], dim: Int = 0, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  withHandles(tensors) { list, count in produce(file, line) { ct_stack($0, list, count, Int64(dim)) } }
}
