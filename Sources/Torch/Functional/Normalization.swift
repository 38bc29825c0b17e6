import CTorch

/// Batch normalization of [N, C, ...]: each channel is brought to mean 0 and variance 1, then scaled and shifted.
///
/// In training the statistics are the batch's, and the running ones, where given, move towards them in place;
/// otherwise the running ones are used.
/// - Parameters:
///   - weight: The scale of each channel, [C].
///   - bias: The shift of each channel, [C].
///   - runningMean: [C].
///   - runningVar: [C], unbiased.
///   - momentum: How much of the batch's statistics enters the running ones, 0...1.
///   - epsilon: Added to the variance.
public func batchNorm(
  _ x: Tensor, weight: Tensor?, bias: Tensor?, runningMean: Tensor?, runningVar: Tensor?, training: Bool,
  momentum: Double = 0.1, epsilon: Double = 1e-5, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  withExtendedLifetime((weight, bias, runningMean, runningVar)) {
    produce(x, file, line) {
      ct_batch_norm(
        $0, $1, weight?.handle.raw, bias?.handle.raw, runningMean?.handle.raw, runningVar?.handle.raw, training,
        momentum, epsilon)
    }
  }
}

/// Instance normalization of [N, C, ...]: each channel of each sample by its own statistics.
///
/// - Parameters:
///   - weight: The scale of each channel, [C].
///   - bias: The shift of each channel, [C].
public func instanceNorm(
  _ x: Tensor, weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-5, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  withExtendedLifetime((weight, bias)) {
    produce(x, file, line) { ct_instance_norm($0, $1, weight?.handle.raw, bias?.handle.raw, epsilon) }
  }
}

/// Layer normalization over the last dimensions, whose sizes are `shape`.
///
/// - Parameters:
///   - weight: The scale of each element, of that shape.
///   - bias: The shift of each element, of that shape.
public func layerNorm(
  _ x: Tensor, shape: [Int], weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-5,
  file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  withExtendedLifetime((weight, bias)) {
    withDims(shape) { dims, rank in
      produce(x, file, line) { ct_layer_norm($0, $1, dims, rank, weight?.handle.raw, bias?.handle.raw, epsilon) }
    }
  }
}
