import CTorch

// MARK: - Brackets

extension Tensor {
  /// The part at an index of the first dimension, a view. Setting overwrites it; autograd does not record that.
  public subscript(index: Int, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    get { select(dim: 0, index: index, file: file, line: line) }
    nonmutating set {
      select(dim: 0, index: index, file: file, line: line).copy(from: newValue, file: file, line: line)
    }
  }

  /// A view of some indices along each dimension; dimensions that are not named are whole. Ranges that reach beyond
  /// the end trap. Setting overwrites the view, broadcast; autograd does not record that.
  public subscript(indices: any TensorIndexing...) -> Tensor {
    get { indexed(indices, #fileID, #line) }
    nonmutating set { indexed(indices, #fileID, #line).copy(from: newValue) }
  }

  /// Overwrites a part, as setting `tensor[...]` does.
  public func index(
    put values: Tensor, at indices: any TensorIndexing..., file: StaticString = #fileID, line: UInt = #line
  ) {
    indexed(indices, file, line).copy(from: values, file: file, line: line)
  }

  private func indexed(_ indices: [any TensorIndexing], _ file: StaticString, _ line: UInt) -> Tensor {
    var result = self
    var dim = 0
    for (position, index) in indices.enumerated() {
      switch index.tensorIndex {
      case .at(let index): result = result.select(dim: dim, index: index, file: file, line: line)
      case .range(let start, let end):
        let end = end ?? result.size(dim, file: file, line: line)
        result = result.narrow(dim: dim, start: start, length: end - start, file: file, line: line)
        dim += 1
      case .strided(let start, let end, let step):
        let end = end ?? result.size(dim, file: file, line: line)
        let place = Int64(dim)
        result = produce(result, file, line) { ct_slice($0, $1, place, Int64(start), Int64(end), Int64(step)) }
        dim += 1
      case .wholeDimension: dim += 1
      case .newDimension:
        result = result.unsqueezed(dim: dim, file: file, line: line)
        dim += 1
      case .remainingDimensions:
        let rest = indices[(position + 1)...].count { $0.tensorIndex != .newDimension }
        precondition(
          !indices[(position + 1)...].contains { $0.tensorIndex == .remainingDimensions },
          "only one .ellipsis may be given",
          file: file, line: line)
        dim = Swift.max(result.rank - rest, dim)
      }
    }
    precondition(
      dim <= result.rank, "too many indices: \(indices.count) for a tensor of rank \(rank)", file: file, line: line)
    return result
  }
}

// MARK: - By name

extension Tensor {
  /// The part at an index of a dimension, which goes; a view.
  public func select(dim: Int, index: Int, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_select($0, $1, Int64(dim), Int64(index)) }
  }

  /// `length` indices of a dimension from `start`; a view.
  public func narrow(
    dim: Int, start: Int, length: Int, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    produce(self, file, line) { ct_narrow($0, $1, Int64(dim), Int64(start), Int64(length)) }
  }

  /// `length` indices of a dimension from `start`, numbers that came from a user; a view.
  ///
  /// - Throws: `TorchError` of kind `.index` where they reach beyond the dimension.
  public func narrow(checkingDim dim: Int, start: Int, length: Int) throws(TorchError) -> Tensor {
    try produceChecked { out in
      withExtendedLifetime(handle) { ct_narrow(out, handle.raw, Int64(dim), Int64(start), Int64(length)) }
    }
  }

  /// The parts at the indices (int64, [n]) of a dimension, in their order; a copy.
  public func index(
    select indices: Tensor, dim: Int = 0, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    produce(self, indices, file, line) { ct_index_select($0, $1, Int64(dim), $2) }
  }

  /// The element at its own index (int64) along a dimension for each place of `index`.
  public func gather(dim: Int, index: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, index, file, line) { ct_gather($0, $1, Int64(dim), $2) }
  }

  /// A copy in which each element of `source` was put at its own index (int64) along a dimension.
  public func scattered(
    dim: Int, index: Tensor, source: Tensor, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    withExtendedLifetime(source.handle) {
      produce(self, index, file, line) { ct_scatter($0, $1, Int64(dim), $2, source.handle.raw) }
    }
  }

  /// The elements where a bool mask holds, in row-major order, [found].
  public func masked(select mask: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, mask, file, line) { ct_masked_select($0, $1, $2) }
  }

  /// A copy with a value where a bool mask holds.
  public func masked(
    fill mask: Tensor, _ value: Double, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    produce(self, mask, file, line) { ct_masked_fill($0, $1, $2, value) }
  }
}
