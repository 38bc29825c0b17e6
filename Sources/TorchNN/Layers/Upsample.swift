public import Torch

/// Enlarges pictures by interpolation; pixels are areas (PyTorch's `align_corners=False`).
///
/// `[N, C, H, W]` to `[N, C, factor H, factor W]`, or to a given size.
public final class Upsample: Module, Layer {
  private enum Target {
    case factor(Int)
    case size([Int])
  }
  private let target: Target
  /// How new pixels are made.
  public let mode: UpsampleMode

  /// Multiplies both sides.
  public init(factor: Int, mode: UpsampleMode = .nearest) {
    target = .factor(factor)
    self.mode = mode
    super.init()
  }

  /// Changes every picture to one size, `[height, width]`.
  public init(size: [Int], mode: UpsampleMode = .nearest) {
    target = .size(size)
    self.mode = mode
    super.init()
  }

  /// Enlarges `[N, C, H, W]`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    switch target {
    case .factor(let factor): upsample(input, size: input.shape.suffix(2).map { $0 * factor }, mode: mode)
    case .size(let size): upsample(input, size: size, mode: mode)
    }
  }
}
