public import Features
public import Torch
import TorchNN

/// What a picture is compared with training pictures by: maps of features at several depths.
public protocol DomainFeatures {
  /// What results call them, such as `generator`.
  var name: String { get }
  /// Maps `[N, C, h, w]` of pictures `[N, C, H, W]` in -1...1, the shallowest first; no gradients.
  func maps(of pictures: Tensor) throws -> [Tensor]
}

/// Maps of the first half of the generator itself: no second network, nothing to fetch.
public struct GeneratorFeatures: DomainFeatures {
  public let name = "generator"
  private let network: any ImageToImageNetwork

  /// - Parameter network: trained; its norms work as in evaluation while maps are made.
  public init(_ network: any ImageToImageNetwork) { self.network = network }

  public func maps(of pictures: Tensor) -> [Tensor] {
    let wasTraining = network.isTraining
    network.train(false)
    defer { network.train(wasTraining) }
    let padded = pictures.mirrored(
      toHeight: network.fitting(pictures.shape[2]), width: network.fitting(pictures.shape[3]))
    return withoutGradients { network.encoderMaps(of: padded) }
  }
}

/// Maps of a network that knows pictures, such as EfficientNet-Lite0.
public struct ImageNetFeatures: DomainFeatures {
  public var name: String { network.name }
  private let network: any FeatureMapNetwork
  private let strides: [Int]

  /// - Parameter strides: which maps, where the network has them.
  public init(_ network: any FeatureMapNetwork, strides: [Int] = [4, 8, 16]) {
    self.network = network.prepared(.float32)
    self.strides = strides.filter { network.strides.contains($0) }
  }

  public func maps(of pictures: Tensor) throws -> [Tensor] { try network.maps(of: pictures, strides: strides) }
}

extension UNet {
  /// What the first levels' convolutions make of a picture, before norms: strides 2, 4, 8 and 16.
  public func encoderMaps(of pictures: Tensor) -> [Tensor] { model.encoderMaps(of: pictures, levels: min(4, depth)) }
}

extension UNetBlock {
  fileprivate func encoderMaps(of input: Tensor, levels: Int) -> [Tensor] {
    guard levels > 0 else { return [] }
    let isOutermost = model.layers[0] is Conv2d
    // Not the layer's own activation, which works in place and would change the map that was handed out.
    let map = model.layers[isOutermost ? 0 : 1](isOutermost ? input : leakyRelu(input, negativeSlope: 0.2))
    guard let place = model.layers.firstIndex(where: { $0 is UNetBlock }), let below = model.layers[place] as? UNetBlock
    else { return [map] }
    // Between the convolution and the level below stands its norm, except at the outermost.
    let normed = place == 3 ? model.layers[2](map) : map
    return [map] + below.encoderMaps(of: normed, levels: levels - 1)
  }
}

extension ResNetGenerator {
  /// What the convolutions before the residual blocks make of a picture, before norms: strides 1, 2 and 4.
  public func encoderMaps(of pictures: Tensor) -> [Tensor] {
    var (value, found) = (pictures, [Tensor]())
    for (place, layer) in model.layers.enumerated().prefix(8) {
      value = layer(value)
      // Without a norm the activation works in place.
      if layer is Conv2d, place > 0 { found.append(value.cloned()) }
    }
    return found
  }
}
