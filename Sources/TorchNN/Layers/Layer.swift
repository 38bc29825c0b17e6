public import Torch

/// A module that maps one tensor to one tensor, and can stand in a `Sequential`.
public protocol Layer: Module {
  /// Applies the layer.
  func callAsFunction(_ input: Tensor) -> Tensor
}
