public import Torch
public import TorchNN

/// Finds points in pictures: a map for each at half the resolution, whose mean place is the point (soft argmax; Nibali
/// et al. 2018, 1801.07372).
public final class LandmarkNetwork: Module, Layer {
  let main: Sequential

  /// Builds the network with PyTorch's default weights.
  public init(channels: Int, points: Int, features: Int = 24, random: RandomSource) {
    var layers: [any Layer] = [
      Conv2d(channels, features, kernelSize: 3, stride: 2, padding: 1, bias: false, random: random),
      BatchNorm2d(features), ReLU(inPlace: true),
    ]
    for dilation in [1, 2, 4] {
      layers += [
        Conv2d(
          features, features, kernelSize: 3, padding: dilation, dilation: dilation, bias: false, random: random),
        BatchNorm2d(features), ReLU(inPlace: true),
      ]
    }
    layers.append(Conv2d(features, points, kernelSize: 1, random: random))
    main = Sequential(layers)
    super.init()
  }

  /// `[N, C, H, W]` in -1...1 to places `[N, points, 2]`, x and y in pixels, (0, 0) the middle of the first.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let maps = main(input).to(.float32)
    let (height, width) = (maps.shape[2], maps.shape[3])
    let shares = softmax(maps.flattened(from: 2), dim: 2).reshaped(maps.shape)
    func mean(_ dims: [Int], _ count: Int) -> Tensor {
      // A pixel of the map stands on every second pixel of the picture.
      let places = Tensor.arange(0, count, device: input.device).to(.float32) * 2
      return (shares.sum(dims: dims) * places).sum(dims: [2])
    }
    return stacked([mean([2], width), mean([3], height)], dim: 2)
  }
}
