public import Torch

/// Joins dimensions into one: `[N, C, H, W]` to `[N, C * H * W]` by default.
public final class Flatten: Module, Layer {
  /// The first dimension that is joined.
  public let from: Int
  /// The last dimension that is joined; negative from the end.
  public let to: Int

  /// Joins the dimensions `from` to `to`, both included.
  public init(from: Int = 1, to: Int = -1) {
    self.from = from
    self.to = to
    super.init()
  }

  /// Joins dimensions.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.flattened(from: from, to: to) }
}
