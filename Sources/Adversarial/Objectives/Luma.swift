public import Torch

extension Tensor {
  /// The brightness of pictures `[N, 1 or 3, H, W]`, `[N, 1, H, W]`, by the weights of BT.601, which OpenCV's grey has; one
  /// channel stays as it is.
  public func luma() -> Tensor {
    guard shape[1] == 3 else { return self }
    let parts = (0..<3).map { narrow(dim: 1, start: $0, length: 1) }
    return parts[0] * 0.299 + parts[1] * 0.587 + parts[2] * 0.114
  }
}
