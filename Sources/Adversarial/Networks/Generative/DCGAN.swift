public import Torch
public import TorchNN

/// DCGAN's generator (Radford et al. 2015, 1511.06434, figure 1): noise is projected to a small map of many channels,
/// then transposed convolutions double its side and halve its channels.
///
/// 4x4 kernels of stride 2 with batch norm and ReLU; tanh at the end. For 28x28 the small map is 7x7, else 4x4.
public final class DCGANGenerator: Module, NoiseToImageNetwork {
  let main: Sequential

  /// Builds the network with PyTorch's default weights.
  ///
  /// - Parameters:
  ///   - inputs: noise and codes.
  ///   - channels: of the pictures.
  ///   - imageSize: 28, 32, 64 or 128.
  ///   - features: the width of the last hidden layer (`ngf`).
  ///   - random: draws the weights.
  public init(inputs: Int, channels: Int, imageSize: Int, features: Int = 64, random: RandomSource) {
    let pyramid = ImagePyramid(imageSize: imageSize)
    var width = features << (pyramid.doublings - 1)
    var layers: [any Layer] = [
      ConvTranspose2d(inputs, width, kernelSize: pyramid.base, bias: false, random: random),
      BatchNorm2d(width), ReLU(inPlace: true),
    ]
    for _ in 1..<pyramid.doublings {
      layers += [
        ConvTranspose2d(width, width / 2, kernelSize: 4, stride: 2, padding: 1, bias: false, random: random),
        BatchNorm2d(width / 2), ReLU(inPlace: true),
      ]
      width /= 2
    }
    layers += [
      ConvTranspose2d(width, channels, kernelSize: 4, stride: 2, padding: 1, random: random), Tanh(),
    ]
    main = Sequential(layers)
    super.init()
  }

  private init(_ main: Sequential) {
    self.main = main
    super.init()
  }

  /// Without batch norms, which are folded into the convolutions.
  public func folded() -> any NoiseToImageNetwork { DCGANGenerator(main.foldingBatchNorms()) }

  /// Makes pictures of `[N, inputs]`.
  public func callAsFunction(_ input: Tensor) -> Tensor { main(input.reshaped(input.shape + [1, 1])) }
}

/// DCGAN's discriminator (1511.06434, section 3): the generator turned round, with leaky rectifiers of slope 0.2.
///
/// A critic of WGAN-GP has no batch norm, whose batch would mix the points of its penalty (1704.00028, section 4).
public final class DCGANDiscriminator: Module, ImageDiscriminator {
  let main: Sequential
  let last: any WeightedLayer
  private let map: [Int]

  /// Builds the network with PyTorch's default weights.
  ///
  /// - Parameters:
  ///   - channels: of the pictures, with those of the condition where there is one.
  ///   - imageSize: 28, 32, 64 or 128.
  ///   - features: the width of the first layer (`ndf`).
  ///   - spectralNorm: whether each weight is divided by its greatest singular value.
  public init(
    channels: Int, imageSize: Int, features: Int = 64, normalization: Normalization = .batch,
    spectralNorm: Bool = false, random: RandomSource
  ) {
    let pyramid = ImagePyramid(imageSize: imageSize)
    var width = features
    // Unlike the image-to-image networks, a convolution without a norm behind it has a bias.
    let bias = normalization != .batch
    var layers: [any Layer] = [
      convolution(channels, width, kernelSize: 4, stride: 2, padding: 1, spectral: spectralNorm, random: random),
      LeakyReLU(0.2, inPlace: true),
    ]
    for _ in 1..<pyramid.doublings {
      layers += [
        convolution(
          width, 2 * width, kernelSize: 4, stride: 2, padding: 1, bias: bias, spectral: spectralNorm,
          random: random),
        normalization.layer(2 * width), LeakyReLU(0.2, inPlace: true),
      ]
      width *= 2
    }
    main = Sequential(layers)
    last = convolution(width, 1, kernelSize: pyramid.base, spectral: spectralNorm, random: random)
    map = [width, pyramid.base, pyramid.base]
    super.init()
  }

  private init(_ main: Sequential, last: any WeightedLayer, map: [Int]) {
    (self.main, self.last, self.map) = (main, last, map)
    super.init()
  }

  /// Without batch norms, which are folded into the convolutions.
  public func folded() -> any ImageDiscriminator {
    DCGANDiscriminator(main.foldingBatchNorms(), last: last, map: map)
  }

  /// Channels times side times side of the last map.
  public var featureCount: Int { map.reduce(1, *) }

  /// The last map, flattened.
  public func features(_ images: Tensor) -> Tensor { featureMaps(images).flattened(from: 1) }

  /// The last map.
  public func featureMaps(_ images: Tensor) -> Tensor { main(images) }

  /// The last convolution, which covers the whole map.
  public func judge(_ features: Tensor) -> Tensor { last(features.reshaped([-1] + map)).flattened(from: 1) }
}
