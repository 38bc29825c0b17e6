public import TorchNN

/// The normalisation that follows most convolutions of a network.
public enum Normalization: String, Codable, Sendable, CaseIterable {
  /// Batch normalisation with a learned scale and shift and running statistics.
  case batch
  /// Instance normalisation with nothing learned and nothing tracked.
  case instance
  /// No normalisation.
  case none

  /// Whether a convolution in front needs a bias of its own: batch normalisation's shift makes one useless.
  ///
  /// The pix2pix code base leaves the bias out for `none` too; its weights only load where we do the same.
  public var needsConvolutionBias: Bool { self == .instance }

  /// A layer for `channels` feature maps, `[N, C, H, W]` to the same shape; it keeps its place in a `Sequential`.
  public func layer(_ channels: Int) -> any Layer {
    switch self {
    case .batch: BatchNorm2d(channels)
    case .instance: InstanceNorm2d(channels)
    case .none: Identity()
    }
  }
}
