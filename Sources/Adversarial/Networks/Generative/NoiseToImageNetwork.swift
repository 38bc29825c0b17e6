public import Torch
public import TorchNN

/// A network that makes pictures of noise: `[N, inputs]` to `[N, C, H, W]` in -1...1.
public protocol NoiseToImageNetwork: Layer {
  /// The same function, in evaluation, made for use alone: faster where the network knows how, else the network itself.
  func folded() -> any NoiseToImageNetwork
}

extension NoiseToImageNetwork {
  /// The network itself.
  public func folded() -> any NoiseToImageNetwork { self }
}

/// A network that judges pictures, in two parts, so that other heads can read the same features.
public protocol ImageDiscriminator: Layer {
  /// The number of features.
  var featureCount: Int { get }
  /// `[N, C, H, W]` to `[N, featureCount]`.
  func features(_ images: Tensor) -> Tensor
  /// The features as the last layer leaves them, such as `[N, channels, side, side]`: for distances, which flatten nothing.
  func featureMaps(_ images: Tensor) -> Tensor
  /// Features to logits `[N, 1]`, high for real.
  func judge(_ features: Tensor) -> Tensor
  /// The same function, in evaluation, made for use alone: faster where the network knows how, else the network itself.
  func folded() -> any ImageDiscriminator
}

extension ImageDiscriminator {
  /// The features.
  public func featureMaps(_ images: Tensor) -> Tensor { features(images) }

  /// The network itself.
  public func folded() -> any ImageDiscriminator { self }

  /// Judges `[N, C, H, W]`: logits `[N, 1]`, high for real.
  public func callAsFunction(_ input: Tensor) -> Tensor { judge(features(input)) }

  /// The features of several batches in one pass that reads the weights once; batch norm sees each batch by itself, in
  /// their order.
  ///
  /// - Parameter batches: each `[N, C, H, W]`, of one shape.
  public func features(of batches: [Tensor]) -> [Tensor] {
    guard let first = batches.first, batches.allSatisfy({ $0.shape == first.shape }) else {
      return batches.map { features($0) }
    }
    return withBatchNormGroups(batches.count) { features(concatenated(batches)) }.split(size: first.shape[0])
  }
}
