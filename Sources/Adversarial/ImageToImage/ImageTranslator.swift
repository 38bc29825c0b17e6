public import Torch
import TorchNN
public import Training
public import Vision

/// Translates pictures of any size with a trained generator.
///
/// A picture whose sides the network cannot halve often enough is padded as in training
/// (``ImageToImageNetwork/translate(_:)``); or it is cut into overlapping windows.
public final class ImageTranslator {
  /// What dropout and batch normalisation do.
  public enum Mode: Sendable, Equatable {
    /// As in training and in pix2pix (1611.07004, 3.3): dropout on, statistics of the picture itself. The seed makes
    /// the result repeatable.
    case asTrained(seed: UInt64)
    /// Dropout off, running statistics: the same pixels every time.
    case evaluation
  }

  /// The network.
  public let network: any ImageToImageNetwork
  /// What the network was built from.
  public let recipe: GeneratorRecipe
  /// Where it computes.
  public let device: Device
  /// What dropout and batch normalisation do.
  public let mode: Mode
  /// The number format of the forward pass.
  public let precision: Precision
  private let noise: RandomSource
  private let run: (Tensor) -> Tensor

  /// Takes over a network, whose train/eval state is set here and must not be changed later.
  ///
  /// - Parameter noise: the generator that draws the network's dropout masks.
  public init(
    network: any ImageToImageNetwork, recipe: GeneratorRecipe, noise: RandomSource, device: Device = .cpu,
    mode: Mode = .asTrained(seed: 0), precision: Precision = .f32
  ) {
    self.network = network
    self.recipe = recipe
    self.device = device
    self.mode = mode
    self.precision = precision
    self.noise = noise
    network.train(mode != .evaluation)
    let form = network.inferenceForm(precision == .bf16 ? .bfloat16 : .float32)
    run = { network.translate($0, by: form) }
  }

  /// Translates a batch `[N, C, H, W]` in -1...1.
  public func translate(_ batch: Tensor) -> Tensor {
    withoutGradients { run(batch).to(.float32) }
  }

  /// Translates a picture; the result has its size, 8 bits a channel and the network's output channels.
  ///
  /// - Parameter tiling: cuts the picture into windows whose side the network can take; nil translates it whole.
  /// - Throws: when the device has no room for the picture.
  public func callAsFunction(_ image: Image, tiling: Tiling? = nil) throws(TorchError) -> Image {
    if case .asTrained(let seed) = mode { noise.state = RandomSource(seed: seed, device: noise.device).state }
    let input = image.converted(to: recipe.inputChannels == 1 ? .gray : .rgb)
    let picture = Tensor(input.normalized(), shape: [1, recipe.inputChannels, image.height, image.width])
    let output: [Float]
    if let tiling {
      output = try blended(picture, tiling)
    } else {
      output = translate(try picture.moved(to: device)).array()
    }
    return Image(normalized: output, channels: recipe.outputChannels, height: image.height, width: image.width)
  }

  /// A picture smaller than a window is mirrored up to it, and the result cut back.
  private func blended(_ picture: Tensor, _ tiling: Tiling) throws(TorchError) -> [Float] {
    precondition(tiling.side % network.sizeMultiple == 0, "a window's side is a multiple of the network's")
    let (height, width) = (picture.shape[2], picture.shape[3])
    let padded = picture.mirrored(toHeight: max(height, tiling.side), width: max(width, tiling.side))
    var blender = TileBlender(channels: recipe.outputChannels, height: padded.shape[2], width: padded.shape[3])
    for y in tiling.starts(along: padded.shape[2]) {
      for x in tiling.starts(along: padded.shape[3]) {
        let window = padded.narrow(dim: 2, start: y, length: tiling.side).narrow(dim: 3, start: x, length: tiling.side)
        blender.add(translate(try window.contiguous().moved(to: device)).array(), x: x, y: y, ramp: tiling.ramp)
      }
    }
    let result = Tensor(blender.result(), shape: [recipe.outputChannels, padded.shape[2], padded.shape[3]])
    return result.narrow(dim: 1, start: 0, length: height).narrow(dim: 2, start: 0, length: width).array()
  }
}
