import Adversarial
public import Torch
public import TorchNN

/// A network from pictures to points of a latent space: 4x4 convolutions of stride 2 with batch norm and leaky ReLU until
/// the side is 4 (7 at 28x28), then a dense layer.
public final class ImageEncoder: Module, Layer {
  let main: Sequential
  let last: Linear
  private let isBounded: Bool

  /// Builds the network with PyTorch's default weights.
  ///
  /// - Parameters:
  ///   - features: the width of the first layer (`nef`); each further layer has twice as many.
  ///   - latent: numbers of the point.
  ///   - isBounded: whether they lie in -1...1, as even noise does.
  public init(
    channels: Int, imageSize: Int, features: Int, latent: Int, isBounded: Bool, random: RandomSource
  ) {
    var (inputs, width, side) = (channels, features, imageSize)
    var layers: [any Layer] = []
    while side > 7 {
      // A batch norm brings a bias of its own; the first layer has none behind it.
      let isFirst = inputs == channels && side == imageSize
      layers.append(
        Conv2d(inputs, width, kernelSize: 4, stride: 2, padding: 1, bias: isFirst, random: random))
      if !isFirst { layers.append(BatchNorm2d(width)) }
      layers.append(LeakyReLU(0.2, inPlace: true))
      (inputs, width, side) = (width, 2 * width, side / 2)
    }
    main = Sequential(layers)
    last = Linear(inputs * side * side, latent, random: random)
    self.isBounded = isBounded
    super.init()
  }

  /// `[N, C, H, W]` in -1...1 to `[N, latent]`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let points = last(main(input).flattened(from: 1))
    return isBounded ? tanh(points) : points
  }
}
