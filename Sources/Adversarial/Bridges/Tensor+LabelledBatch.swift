public import Datasets
public import Torch

extension Tensor {
  /// Copies pictures to a device as networks take them: `[N, C, H, W]`, 32-bit floats in -1...1.
  public init(pictures batch: LabelledBatch, device: Device = .cpu) {
    self = Tensor(batch.pixels, shape: batch.shape, device: device).to(.float32) / 127.5 - 1
  }

  /// The classes of a batch, `[N]`, int64; traps where the data has no labels.
  public init(classesOf batch: LabelledBatch, device: Device = .cpu) {
    guard let labels = batch.labels else { preconditionFailure("the data of this system has labels") }
    self.init(labels, device: device)
  }
}
