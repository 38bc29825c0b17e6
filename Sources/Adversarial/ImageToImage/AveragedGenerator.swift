import Torch
import TorchNN

/// A running average of an image-to-image generator's weights.
public final class AveragedGenerator {
  private let average: AveragedNetwork<AnyImageToImage>

  /// - Parameters:
  ///   - network: of the same structure as `source`; its weights are overwritten.
  ///   - decay: the share of the average that an update keeps.
  public init(_ network: any ImageToImageNetwork, of source: any ImageToImageNetwork, decay: Double) {
    average = AveragedNetwork(AnyImageToImage(network), of: AnyImageToImage(source), decay: decay)
  }

  /// The averaged network.
  public var network: any ImageToImageNetwork { average.network.network }

  /// Follows by one step; `count` moves of the source were made before this one.
  public func update(after count: Int) { average.update(after: count) }
}

/// A wrapper, since generic code cannot take an existential network.
private final class AnyImageToImage: Module, Layer {
  let network: any ImageToImageNetwork

  init(_ network: any ImageToImageNetwork) {
    self.network = network
    super.init()
  }

  func callAsFunction(_ input: Tensor) -> Tensor { network(input) }
}
