import CTorch

// The state that these set belongs to the calling thread: the closures are synchronous, so that a scope never spans an
// `await` that could go on elsewhere.

/// Runs a closure in which autograd records nothing.
public func withoutGradients<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
  let before = ct_set_grad_enabled(false)
  defer { _ = ct_set_grad_enabled(before) }
  return try body()
}

/// Runs a closure in which autograd records, even within `withoutGradients`.
public func withGradients<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
  let before = ct_set_grad_enabled(true)
  defer { _ = ct_set_grad_enabled(before) }
  return try body()
}

/// Whether autograd records on this thread.
public var gradientsAreEnabled: Bool { ct_grad_is_enabled() }

/// Runs a closure in which convolutions and matrix products compute in a smaller type.
///
/// Weights are converted once in the outermost scope, so do not change them within it. Losses and backward passes
/// belong outside.
/// - Parameters:
///   - dtype: The smaller type; `.bfloat16` needs no scaling of the loss.
///   - device: The device whose operations are meant.
///   - enabled: False computes in the type of the tensors, even within another scope.
public func autocast<R, E: Error>(
  _ dtype: DType = .bfloat16, device: Device = .cpu, enabled: Bool = true, _ body: () throws(E) -> R
) throws(E) -> R {
  let kind = device.raw.kind
  let before = ct_set_autocast(kind, ct_autocast_state(enabled: enabled, dtype: dtype.raw))
  defer {
    _ = ct_set_autocast(kind, before)
    if !before.enabled { ct_clear_autocast_cache() }
  }
  return try body()
}
