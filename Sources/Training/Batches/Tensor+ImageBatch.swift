public import Datasets
public import Torch
public import Vision

extension Tensor {
  /// Copies a batch of pictures to a device: `[N, C, H, W]`, 32-bit floats in -1...1.
  public init(_ batch: ImageBatch, device: Device = .cpu) {
    self.init(batch.values, shape: batch.shape, device: device)
  }

  /// Makes pictures of `[N, C, H, W]` (or one of `[C, H, W]`) with C of 1 or 3; values outside -1...1 are clamped.
  public func images() -> [Image] {
    let batch = ImageBatch(self)
    return (0..<batch.shape[0]).map { batch.image(at: $0) }
  }
}

extension ImageBatch {
  /// Copies `[N, C, H, W]`, or `[C, H, W]` as a batch of one, to plain memory on the host.
  public init(_ tensor: Tensor) {
    let shape = tensor.rank == 3 ? [1] + tensor.shape : tensor.shape
    self.init(values: tensor.detached().array(), shape: shape)
  }
}
