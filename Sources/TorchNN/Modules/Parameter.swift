public import Torch

/// A tensor that a module learns; gradients accumulate in `value.grad`.
///
/// The value is only ever changed in place, so that optimizers and averages that hold it keep seeing the same tensor.
public final class Parameter {
  /// The weights, a leaf of the autograd graph.
  public let value: Tensor

  /// Takes over the storage of a tensor and asks for its gradient.
  public init(_ tensor: Tensor) {
    value = tensor.detached()
    value.requiresGrad = true
  }
}

/// A tensor that belongs to a module's state without being learned, such as running statistics.
public final class Buffer {
  /// The state, changed in place only.
  public let value: Tensor

  /// Takes over the storage of a tensor.
  public init(_ tensor: Tensor) {
    value = tensor.detached()
  }
}
