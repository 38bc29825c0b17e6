import CTorch

/// An affine map of the last dimension: [..., in] by a weight [out, in] and a bias [out] gives [..., out].
public func linear(
  _ x: Tensor, weight: Tensor, bias: Tensor? = nil, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  withExtendedLifetime(bias) { produce(x, weight, file, line) { ct_linear($0, $1, $2, bias?.handle.raw) } }
}

/// The rows of a weight [entries, features] that the indices (int64, any shape) name: [..., features].
public func embedding(
  _ indices: Tensor, weight: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  produce(weight, indices, file, line) { ct_embedding($0, $1, $2) }
}

/// Vectors with a 1 at the class that each index (int64, any shape) names and 0 elsewhere: [..., classes], int64.
public func oneHot(_ indices: Tensor, classes: Int, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  produce(indices, file, line) { ct_one_hot($0, $1, Int64(classes)) }
}
