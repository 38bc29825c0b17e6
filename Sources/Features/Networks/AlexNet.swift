public import Torch
public import TorchNN

/// The convolutions of AlexNet (Krizhevsky et al. 2012, in torchvision's widths), for users who have its weights.
///
/// Names of weights are torchvision's (`features.0.weight` and so on). Maps: stride 4 behind the first convolution, 8
/// behind the second, and 16 is conv5 with its ReLU, which Ravanbakhsh et al. 2017 take for the meaning of a frame.
public final class AlexNet: Module, FeatureMapNetwork {
  public let name = "alexnet"
  public let strides = [4, 8, 16]
  private let features: Sequential
  /// Behind which layer the maps of the strides are.
  private static let ends = [4: 1, 8: 4, 16: 11]
  /// The sides for which they have one place.
  private static let least = [4: 7, 8: 15, 16: 31]

  /// Random weights.
  public init(random: RandomSource) {
    func convolution(_ inputs: Int, _ outputs: Int, _ kernel: Int, stride: Int = 1, padding: Int) -> Conv2d {
      Conv2d(inputs, outputs, kernelSize: kernel, stride: stride, padding: padding, random: random)
    }
    features = Sequential(
      convolution(3, 64, 11, stride: 4, padding: 2), ReLU(), MaxPool2d(3, stride: 2),
      convolution(64, 192, 5, padding: 2), ReLU(), MaxPool2d(3, stride: 2),
      convolution(192, 384, 3, padding: 1), ReLU(), convolution(384, 256, 3, padding: 1), ReLU(),
      convolution(256, 256, 3, padding: 1), ReLU())
    super.init()
    eval()
    setRequiresGrad(false)
  }

  public var weights: [(name: String, tensor: Tensor)] { stateDictionary() }

  public func maps(of pictures: Tensor, strides: [Int]) throws -> [Tensor] {
    let least = strides.compactMap { Self.least[$0] }.max()
    var value = Self.normalized(try checked(pictures, strides: strides, least: least))
    var maps: [Int: Tensor] = [:]
    let wanted = Dictionary(
      uniqueKeysWithValues: strides.compactMap { stride in Self.ends[stride].map { ($0, stride) } })
    let last = wanted.keys.max() ?? -1
    for (index, layer) in features.layers.enumerated() where index <= last {
      value = layer(value)
      if let stride = wanted[index] { maps[stride] = value }
    }
    return strides.compactMap { maps[$0] }
  }

  /// From -1...1 to the means and deviations of ImageNet's channels, as torchvision's weights expect.
  private static func normalized(_ pictures: Tensor) -> Tensor {
    let shift = Tensor([0.485, 0.456, 0.406] as [Float]).reshaped([1, 3, 1, 1]).to(pictures.device)
    let scale = Tensor([0.229, 0.224, 0.225] as [Float]).reshaped([1, 3, 1, 1]).to(pictures.device)
    return (pictures * 0.5 + 0.5 - shift) / scale
  }
}
