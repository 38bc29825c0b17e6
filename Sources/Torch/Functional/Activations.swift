import CTorch

/// max(x, 0).
public func relu(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  produce(x, file, line) { ct_apply($0, ct_unary_relu, $1) }
}

/// x where it is positive, `negativeSlope` times x elsewhere.
public func leakyRelu(
  _ x: Tensor, negativeSlope: Double = 0.01, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  produce(x, file, line) { ct_leaky_relu($0, $1, negativeSlope) }
}

/// x where it is positive, alpha (exp(x) - 1) elsewhere.
public func elu(
  _ x: Tensor, alpha: Double = 1, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  produce(x, file, line) { ct_elu($0, $1, alpha) }
}

/// x times the normal distribution's cumulative probability of x.
public func gelu(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  produce(x, file, line) { ct_apply($0, ct_unary_gelu, $1) }
}

/// x times its sigmoid.
public func silu(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  produce(x, file, line) { ct_apply($0, ct_unary_silu, $1) }
}

/// log(1 + exp(x)).
public func softplus(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  produce(x, file, line) { ct_apply($0, ct_unary_softplus, $1) }
}

/// The hyperbolic tangent: -1...1.
public func tanh(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  x.tanh(file: file, line: line)
}

/// 1 / (1 + exp(-x)): 0...1.
public func sigmoid(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  x.sigmoid(file: file, line: line)
}

/// exp(x) divided by its sum along a dimension.
public func softmax(_ x: Tensor, dim: Int, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  produce(x, file, line) { ct_softmax($0, $1, Int64(dim)) }
}

/// The logarithm of `softmax`, without underflow.
public func logSoftmax(_ x: Tensor, dim: Int, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  produce(x, file, line) { ct_log_softmax($0, $1, Int64(dim)) }
}

/// In training, sets each element to 0 with probability `p` and divides the others by 1 - p; else returns x.
public func dropout(
  _ x: Tensor, p: Double = 0.5, training: Bool, random: RandomSource, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  guard training, p > 0 else { return x }
  return withExtendedLifetime(random) { produce(x, file, line) { ct_dropout($0, $1, p, random.raw) } }
}

// MARK: - In place

// Autograd records these. They overwrite x and so save a pass over memory; x must be no leaf that requires a gradient
// and no value that another operation needs for its own backward pass.

/// Replaces x by max(x, 0) and returns it.
@discardableResult
public func reluInPlace(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  change(x, file, line) { ct_relu_($0) }
  return x
}

/// Replaces x by `leakyRelu` of it and returns it; the slope must be positive.
@discardableResult
public func leakyReluInPlace(
  _ x: Tensor, negativeSlope: Double = 0.01, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  change(x, file, line) { ct_leaky_relu_($0, negativeSlope) }
  return x
}

/// Replaces x by its hyperbolic tangent and returns it.
@discardableResult
public func tanhInPlace(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  change(x, file, line) { ct_tanh_($0) }
  return x
}
