public import Torch
public import TorchNN

/// The residual generator of WGAN-GP's appendix (Gulrajani et al. 2017, 1704.00028, appendix F): a dense layer to a
/// small map, then residual blocks of constant width that double its side; batch norm, ReLU, tanh.
public final class ResidualGenerator: Module, NoiseToImageNetwork {
  let project: Linear
  let main: Sequential
  private let map: [Int]

  /// Builds the network with PyTorch's default weights.
  ///
  /// - Parameters:
  ///   - features: the width of every block; 128 in the paper's CIFAR-10 networks.
  public init(inputs: Int, channels: Int, imageSize: Int, features: Int = 128, random: RandomSource) {
    let pyramid = ImagePyramid(imageSize: imageSize)
    map = [features, pyramid.base, pyramid.base]
    project = Linear(inputs, map.reduce(1, *), random: random)
    let blocks: [any Layer] = (0..<pyramid.doublings).map { _ in
      ResidualUpBlock(features, random: random)
    }
    main = Sequential(
      blocks + [
        BatchNorm2d(features), ReLU(inPlace: true),
        Conv2d(features, channels, kernelSize: 3, padding: 1, random: random), Tanh(),
      ])
    super.init()
  }

  /// Makes pictures of `[N, inputs]`.
  public func callAsFunction(_ input: Tensor) -> Tensor { main(project(input).reshaped([-1] + map)) }
}

/// Doubles the side: norm, ReLU, enlarge, 3x3, norm, ReLU, 3x3, beside an enlarged shortcut of 1x1.
final class ResidualUpBlock: Module, Layer {
  let norm1: BatchNorm2d
  let conv1: Conv2d
  let norm2: BatchNorm2d
  let conv2: Conv2d
  let shortcut: Conv2d

  init(_ width: Int, random: RandomSource) {
    norm1 = BatchNorm2d(width)
    conv1 = Conv2d(width, width, kernelSize: 3, padding: 1, bias: false, random: random)
    norm2 = BatchNorm2d(width)
    conv2 = Conv2d(width, width, kernelSize: 3, padding: 1, random: random)
    shortcut = Conv2d(width, width, kernelSize: 1, random: random)
    super.init()
  }

  func callAsFunction(_ input: Tensor) -> Tensor {
    let size = [2 * input.shape[2], 2 * input.shape[3]]
    let body = conv2(relu(norm2(conv1(upsample(relu(norm1(input)), size: size)))))
    return body + upsample(shortcut(input), size: size)
  }
}

/// The residual critic of WGAN-GP's appendix (1704.00028, appendix F): two blocks that halve the side (more for large
/// pictures), two that keep it, the mean over the map, a dense layer. No norm, or spectral norm.
public final class ResidualDiscriminator: Module, ImageDiscriminator {
  let main: Sequential
  let last: any WeightedLayer
  /// The width of every block.
  public let featureCount: Int

  /// Builds the network with PyTorch's default weights.
  ///
  /// - Parameters:
  ///   - features: the width of every block; 128 in the paper's CIFAR-10 networks.
  public init(
    channels: Int, imageSize: Int, features: Int = 128, spectralNorm: Bool = false, random: RandomSource
  ) {
    featureCount = features
    let halvings = max(2, ImagePyramid(imageSize: imageSize).doublings - 1)
    let blocks: [any Layer] = (0..<halvings + 2).map { index in
      ResidualDownBlock(
        index == 0 ? channels : features, features, halves: index < halvings, isFirst: index == 0,
        spectral: spectralNorm, random: random)
    }
    main = Sequential(blocks)
    last = dense(features, 1, spectral: spectralNorm, random: random)
    super.init()
  }

  /// The mean over the last map.
  public func features(_ images: Tensor) -> Tensor { relu(main(images)).mean(dims: [2, 3]) }

  /// The last dense layer.
  public func judge(_ features: Tensor) -> Tensor { last(features) }
}

/// ReLU, 3x3, ReLU, 3x3 and a mean over 2x2 where the side is halved, beside a shortcut of 1x1.
final class ResidualDownBlock: Module, Layer {
  let conv1: any WeightedLayer
  let conv2: any WeightedLayer
  let shortcut: (any WeightedLayer)?
  private let halves: Bool
  private let isFirst: Bool

  init(_ inputs: Int, _ width: Int, halves: Bool, isFirst: Bool, spectral: Bool, random: RandomSource) {
    conv1 = convolution(inputs, width, kernelSize: 3, padding: 1, spectral: spectral, random: random)
    conv2 = convolution(width, width, kernelSize: 3, padding: 1, spectral: spectral, random: random)
    shortcut =
      halves ? convolution(inputs, width, kernelSize: 1, spectral: spectral, random: random) : nil
    self.halves = halves
    self.isFirst = isFirst
    super.init()
  }

  func callAsFunction(_ input: Tensor) -> Tensor {
    let body = conv2(relu(conv1(isFirst ? input : relu(input))))
    guard let shortcut else { return body + input }
    return avgPool2d(body, kernelSize: 2) + avgPool2d(shortcut(input), kernelSize: 2)
  }
}
