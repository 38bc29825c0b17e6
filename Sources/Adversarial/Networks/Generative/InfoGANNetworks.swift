public import Torch
public import TorchNN

/// InfoGAN's generator (Chen et al. 2016, 1606.03657, appendix C.1): two dense layers to a map of a quarter of the
/// picture's side, then two transposed convolutions of 4x4 with stride 2.
///
/// The paper's output is a sigmoid in 0...1; ours is a tanh in -1...1, as everywhere here.
public final class InfoGANGenerator: Module, NoiseToImageNetwork {
  let dense: Sequential
  let main: Sequential
  private let map: [Int]

  /// Builds the network with PyTorch's default weights.
  ///
  /// - Parameters:
  ///   - inputs: noise and codes; 74 in the paper's MNIST.
  ///   - features: the width of the last hidden layer, 64 in the paper.
  public init(inputs: Int, channels: Int, imageSize: Int, features: Int = 64, random: RandomSource) {
    precondition(imageSize % 4 == 0, "the side is a multiple of 4")
    map = [2 * features, imageSize / 4, imageSize / 4]
    let size = map.reduce(1, *)
    dense = Sequential(
      Linear(inputs, 16 * features, random: random), BatchNorm1d(16 * features), ReLU(inPlace: true),
      Linear(16 * features, size, random: random), BatchNorm1d(size), ReLU(inPlace: true))
    main = Sequential(
      ConvTranspose2d(2 * features, features, kernelSize: 4, stride: 2, padding: 1, random: random),
      BatchNorm2d(features), ReLU(inPlace: true),
      ConvTranspose2d(features, channels, kernelSize: 4, stride: 2, padding: 1, random: random), Tanh())
    super.init()
  }

  /// Makes pictures of `[N, inputs]`.
  public func callAsFunction(_ input: Tensor) -> Tensor { main(dense(input).reshaped([-1] + map)) }
}

/// The layers that InfoGAN's discriminator and recognition network share (1606.03657, appendix C.1): two convolutions of
/// 4x4 with stride 2 and a dense layer, leaky rectifiers of slope 0.1; and the discriminator's last layer.
public final class InfoGANDiscriminator: Module, ImageDiscriminator {
  let main: Sequential
  let dense: Sequential
  let last: Linear
  /// 1,024 in the paper.
  public let featureCount: Int

  /// Builds the network with PyTorch's default weights.
  ///
  /// - Parameters:
  ///   - features: the width of the first layer, 64 in the paper.
  public init(channels: Int, imageSize: Int, features: Int = 64, random: RandomSource) {
    precondition(imageSize % 4 == 0, "the side is a multiple of 4")
    let side = imageSize / 4
    featureCount = 16 * features
    main = Sequential(
      Conv2d(channels, features, kernelSize: 4, stride: 2, padding: 1, random: random),
      LeakyReLU(0.1, inPlace: true),
      Conv2d(features, 2 * features, kernelSize: 4, stride: 2, padding: 1, random: random),
      BatchNorm2d(2 * features), LeakyReLU(0.1, inPlace: true))
    dense = Sequential(
      Linear(2 * features * side * side, featureCount, random: random), BatchNorm1d(featureCount),
      LeakyReLU(0.1, inPlace: true))
    last = Linear(featureCount, 1, random: random)
    super.init()
  }

  /// The dense layer's output.
  public func features(_ images: Tensor) -> Tensor { dense(main(images).flattened(from: 1)) }

  /// The discriminator's last layer.
  public func judge(_ features: Tensor) -> Tensor { last(features) }
}
