public import Features
import Files
public import Torch
public import TorchNN

/// A PatchGAN with judges beside it that look through a frozen network that knows pictures (Kumari et al. 2022,
/// 2112.09130; several depths as in Sauer et al. 2021, 2111.01007).
///
/// The PatchGAN sees pixels, each judge the maps of one stride. Input `[N, inputChannels, H, W]` in -1...1, output
/// `[N, 1 + strides, H', W']`: the judges' logits are enlarged to the size of the PatchGAN's, so that all weigh alike.
/// The frozen network is no part of the state dictionary.
public final class VisionAidedDiscriminator: Module, Layer {
  /// The strides of the maps that are judged, where the frozen network has them.
  public static let strides = [4, 8, 16]

  /// The shortest side of a picture: the deepest map has more than one place. On a map of one, oneDNN's gradient of a 1x1
  /// convolution differs from run to run on several threads, in PyTorch too.
  public static let leastSide = 32

  let patches: PatchDiscriminator
  let judges: [Sequential]
  private let vision: any FeatureMapNetwork
  private let strides: [Int]
  private let pictureChannels: Int
  private var device = Device.cpu

  /// Builds the network with PyTorch's default weights.
  ///
  /// - Parameters:
  ///   - patches: the judge of pixels.
  ///   - pictureChannels: how many channels, the last ones, are the picture; 1 or 3.
  ///   - vision: frozen.
  ///   - width: of the judges' layers.
  ///   - random: draws the weights.
  /// - Throws: `FileError` where `vision` has no maps of ``strides``.
  public init(
    patches: PatchDiscriminator, pictureChannels: Int, vision: any FeatureMapNetwork, width: Int,
    random: RandomSource
  ) throws {
    self.patches = patches
    self.vision = vision
    self.pictureChannels = pictureChannels
    let strides = Self.strides.filter { vision.strides.contains($0) }
    guard !strides.isEmpty else {
      throw FileError(path: vision.name, reason: "it has maps of strides \(vision.strides); judges take 4, 8 and 16")
    }
    self.strides = strides
    let probe = try withoutGradients { try vision.maps(of: Tensor.zeros([1, 3, 64, 64]), strides: strides) }
    judges = probe.map { map in
      Sequential([
        Conv2d(map.shape[1], width, kernelSize: 3, padding: 1, random: random), LeakyReLU(0.2, inPlace: true),
        Conv2d(width, width, kernelSize: 3, padding: 1, random: random), LeakyReLU(0.2, inPlace: true),
        Conv2d(width, 1, kernelSize: 3, padding: 1, random: random),
      ])
    }
    super.init()
  }

  /// Without the frozen network, which no optimizer moves and no file of the model holds.
  public override func children() -> [(name: String, module: Module)] {
    [("patches", patches)] + judges.enumerated().map { ("judges.\($0)", $1) }
  }

  /// Logits, high for real.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let logits = patches(input)
    let size = Array(logits.shape.suffix(2))
    let picture = input.narrow(dim: 1, start: input.shape[1] - pictureChannels, length: pictureChannels)
    let judged = zip(judges, maps(of: picture)).map { judge, map in
      upsample(judge(map.scaledByPlace), size: size, mode: .nearest).to(logits.dtype)
    }
    return concatenated([logits] + judged, dim: 1)
  }

  private func maps(of picture: Tensor) -> [Tensor] {
    do {
      if picture.device != device {
        try vision.move(to: picture.device)
        device = picture.device
      }
      return try vision.maps(of: picture, strides: strides)
    } catch {
      // Sizes are looked at when a recipe is resolved.
      preconditionFailure("\(error)")
    }
  }
}

extension Tensor {
  /// Each place's channels over the root of their mean square: maps of all depths come in one size.
  fileprivate var scaledByPlace: Tensor {
    let values = to(.float32)
    return values / ((values * values).mean(dims: [1], keepDims: true) + 1e-6).sqrt()
  }
}
