import Metrics
public import Torch
import TorchNN
public import Vision

/// The 1280 means that EfficientNet-Lite0's classifier sees, as features to compare sets of pictures by.
///
/// Figures made with them are not those of Inception's features: no FID of a paper can stand beside them.
public final class PooledFeatures: FeatureExtractor {
  public let source = "efficientnet-lite0 (1280 means; not Inception)"
  public var preparation: String { resize.description + ", values -1...1" }

  private let pooled: (Tensor) throws -> Tensor
  private let device: Device
  private var resize = FeatureResize(size: 224)

  /// Opens the weights that `gan weights fetch efficientnet-lite0` brought.
  ///
  /// - Throws: `FileError` where they are not there, with the command that fetches them.
  public convenience init(device: Device = .cpu) throws {
    try self.init(FeatureNetworks.wholeEfficientNet(), device: device)
  }

  /// Takes a whole network.
  init(_ network: EfficientNetLite0, device: Device) throws {
    try network.move(to: device)
    self.device = device
    pooled = network.preparedPooling(.float32)
  }

  public func features(of images: [Image]) throws -> Tensor {
    try pooled((stacked(images.map { resize($0) }) / 127.5 - 1).to(device)).to(.cpu)
  }
}
