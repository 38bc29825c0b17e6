public import Torch
import TorchNN
public import Vision

/// Translates pictures of any size with a trained generator.
///
/// A picture whose sides the network cannot halve often enough is mirrored at its right and lower edges up to the next
/// size that fits, and the result cut back; or it is cut into overlapping windows.
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
    run = { form($0) }
  }

  /// Translates a batch `[N, C, H, W]` in -1...1 whose sides the network can take.
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
    let padded = padded(input, atLeast: tiling?.side ?? 0)
    let values = padded.normalized()
    let output: [Float]
    if let tiling {
      output = try blended(values, width: padded.width, height: padded.height, tiling)
    } else {
      output = try translated(values, width: padded.width, height: padded.height)
    }
    let result = Image(
      normalized: output, channels: recipe.outputChannels, height: padded.height, width: padded.width)
    if result.width == image.width, result.height == image.height { return result }
    return result.cropped(x: 0, y: 0, width: image.width, height: image.height)
  }

  private func padded(_ image: Image, atLeast smallest: Int) -> Image {
    let multiple = network.sizeMultiple
    func fitting(_ side: Int) -> Int { (max(side, smallest, multiple) + multiple - 1) / multiple * multiple }
    let right = fitting(image.width) - image.width
    let bottom = fitting(image.height) - image.height
    return right == 0 && bottom == 0
      ? image : image.padded(left: 0, right: right, top: 0, bottom: bottom, mode: .reflect)
  }

  private func translated(_ values: [Float], width: Int, height: Int) throws(TorchError) -> [Float] {
    let input = try Tensor(values, shape: [1, recipe.inputChannels, height, width]).moved(to: device)
    return translate(input).array()
  }

  private func blended(
    _ values: [Float], width: Int, height: Int, _ tiling: Tiling
  ) throws(TorchError) -> [Float] {
    precondition(tiling.side % network.sizeMultiple == 0, "a window's side is a multiple of the network's")
    let picture = Tensor(values, shape: [1, recipe.inputChannels, height, width])
    var blender = TileBlender(channels: recipe.outputChannels, height: height, width: width)
    for y in tiling.starts(along: height) {
      for x in tiling.starts(along: width) {
        let window = picture.narrow(dim: 2, start: y, length: tiling.side).narrow(dim: 3, start: x, length: tiling.side)
        let output = translate(try window.contiguous().moved(to: device))
        blender.add(output.array(), x: x, y: y, ramp: tiling.ramp)
      }
    }
    return blender.result()
  }
}
