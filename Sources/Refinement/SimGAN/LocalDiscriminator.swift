public import Torch
public import TorchNN
public import Training

/// D: says of each local patch of a picture whether it is real or refined (1612.07828, section 2.3).
///
/// Input `[N, C, H, W]`, output logits `[N, 2, H', W']` of the classes real (0) and refined (1), one pair for each
/// patch.
public final class LocalDiscriminator: Module, Layer {
  let main: Sequential

  /// Builds the network with PyTorch's default weights.
  ///
  /// - Parameters:
  ///   - plan: the layers before the last, a 1x1 convolution to the two classes.
  ///   - inputChannels: of the picture, with those of its class where there are any.
  ///   - isGlobal: judges the whole picture by the mean of its patches, for comparison.
  public init(plan: [LayerPlan], inputChannels: Int, isGlobal: Bool = false, random: RandomSource) {
    var layers: [any Layer] = []
    var width = inputChannels
    for step in plan {
      switch step {
      case .convolution(let kernel, let stride, let features):
        layers += [
          Conv2d(width, features, kernelSize: kernel, stride: stride, padding: kernel / 2, random: random),
          ReLU(inPlace: true),
        ]
        width = features
      case .pooling(let kernel, let stride):
        layers.append(MaxPool2d(kernel, stride: stride, padding: kernel / 2))
      }
    }
    layers.append(Conv2d(width, 2, kernelSize: 1, random: random))
    if isGlobal { layers.append(MeanOfPatches()) }
    main = Sequential(layers)
    super.init()
  }

  /// Judges `[N, C, H, W]`.
  public func callAsFunction(_ input: Tensor) -> Tensor { main(input) }
}

/// The mean over the patches, `[N, C, H, W]` to `[N, C, 1, 1]`.
private final class MeanOfPatches: Module, Layer {
  func callAsFunction(_ input: Tensor) -> Tensor { adaptiveAvgPool2d(input, outputSize: [1, 1]) }
}

/// A layer of the discriminator, written as papers do: `conv3s2-96` (kernel 3, stride 2, 96 features), `max3s1`.
public enum LayerPlan: Sendable, Equatable {
  case convolution(kernel: Int, stride: Int, features: Int)
  case pooling(kernel: Int, stride: Int)

  /// Reads `conv3s2-96` or `max3s1`; the stride may be left out where it is 1.
  ///
  /// - Throws: a sentence that names the text.
  public init(parsing text: String) throws(TrainingError) {
    let fault = TrainingError(
      .recipe, "discriminator has the layer '\(text)'; write such as conv3s2-96 (kernel, stride, features) or max3s1")
    let isPooling = text.hasPrefix("max")
    guard isPooling || text.hasPrefix("conv") else { throw fault }
    let parts = text.dropFirst(isPooling ? 3 : 4).split(separator: "-", omittingEmptySubsequences: false)
    let sides = (parts.first ?? "").split(separator: "s").map { Int($0) ?? 0 }
    guard parts.count == (isPooling ? 1 : 2), (1...2).contains(sides.count),
      sides.allSatisfy({ (1...15).contains($0) }),
      sides[0] % 2 == 1
    else { throw fault }
    let stride = sides.count == 2 ? sides[1] : 1
    guard !isPooling else {
      self = .pooling(kernel: sides[0], stride: stride)
      return
    }
    guard let features = Int(parts[1]), (1...1024).contains(features) else { throw fault }
    self = .convolution(kernel: sides[0], stride: stride, features: features)
  }
}
