public import Torch
import TorchNN
public import Training
public import Vision

/// Translates pictures of any size with a trained generator.
///
/// A picture is scaled as in training first (``TranslationScale``), and its translation enlarged by the picture's own detail
/// (``DetailTransfer``); or it is translated pixel by pixel, whole or in overlapping windows. Where the network cannot halve
/// a side often enough, the picture is padded as in training (``ImageToImageNetwork/translate(_:)``).
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
  /// At what size the network sees a picture; nil is its own.
  public let preparation: PictureScale?
  private let noise: RandomSource
  private let run: (Tensor) -> Tensor
  private var measuredBytesPerPixel: Double?

  /// Takes over a network, whose train/eval state is set here and must not be changed later.
  ///
  /// - Parameters:
  ///   - noise: the generator that draws the network's dropout masks.
  ///   - preparation: at what size the network sees a picture; nil is its own.
  public init(
    network: any ImageToImageNetwork, recipe: GeneratorRecipe, noise: RandomSource, device: Device = .cpu,
    mode: Mode = .asTrained(seed: 0), precision: Precision = .f32, preparation: PictureScale? = nil
  ) {
    self.network = network
    self.recipe = recipe
    self.device = device
    self.mode = mode
    self.precision = precision
    self.preparation = preparation
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
  /// - Parameter tiling: cuts the picture as it is into windows whose side the network can take; nil translates it whole.
  ///   The memory that is taken is then that of a window, of the picture and of the result.
  /// - Throws: when there is no room for the picture, before anything is computed.
  public func callAsFunction(_ image: Image, tiling: Tiling? = nil) throws(TorchError) -> Image {
    guard case .asTrained(let seed) = mode else { return try translated(image, tiling) }
    return try self(image, seed: seed, tiling: tiling)
  }

  /// The same under another draw of dropout's masks.
  func callAsFunction(_ image: Image, seed: UInt64, tiling: Tiling? = nil) throws(TorchError) -> Image {
    noise.state = RandomSource(seed: seed, device: noise.device).state
    return try translated(image, tiling)
  }

  private func translated(_ image: Image, _ tiling: Tiling?) throws(TorchError) -> Image {
    let input = image.converted(to: recipe.inputChannels == 1 ? .gray : .rgb)
    if let tiling {
      try requireMemory(width: image.width, height: image.height, tiling: tiling)
      return try blended(input, tiling)
    }
    let seen = preparation?.applied(to: input) ?? input
    try requireMemory(width: seen.width, height: seen.height, tiling: nil)
    let picture = Tensor(seen.normalized(), shape: [1, seen.channels, seen.height, seen.width])
    let shown = try picture.moved(to: device)
    return try DetailTransfer()(translate(shown), of: shown, at: input)
  }

  /// A picture smaller than a window is mirrored up to it, and the result cut back.
  ///
  /// Rows of windows are blended in a band as high as one window: what no further window reaches becomes pixels.
  private func blended(_ image: Image, _ tiling: Tiling) throws(TorchError) -> Image {
    precondition(tiling.side % network.sizeMultiple == 0, "a window's side is a multiple of the network's")
    let (side, height, width) = (tiling.side, max(image.height, tiling.side), max(image.width, tiling.side))
    var band = BandBlender(channels: recipe.outputChannels, width: width, side: side)
    var pixels = PixelRows(width: image.width, height: image.height, channels: recipe.outputChannels)
    let columns = tiling.starts(along: width)
    for y in tiling.starts(along: height) {
      pixels.append(band.advance(to: y))
      for x in columns {
        let window = self.window(of: image, x: x, y: y, side: side)
        band.add(translate(try window.moved(to: device)).array(), x: x, ramp: tiling.ramp)
      }
    }
    pixels.append(band.advance(to: height))
    return pixels.image
  }

  /// `[1, C, side, side]`, mirrored beyond the edges of a picture that is smaller.
  private func window(of image: Image, x: Int, y: Int, side: Int) -> Tensor {
    let part = image.cropped(x: x, y: y, width: min(side, image.width), height: min(side, image.height))
    return Tensor(part.normalized(), shape: [1, part.channels, part.height, part.width])
      .mirrored(toHeight: side, width: side)
  }
}

// MARK: - Memory

extension ImageTranslator {
  /// Smaller pictures are not asked about: measuring takes longer than they do.
  private static let leastPixels = 1 << 21

  /// Makes sure that there is room to translate a picture of a size.
  ///
  /// - Throws: `TorchError` of kind `.outOfMemory` that says how much is needed and how much is there.
  func requireMemory(width: Int, height: Int, tiling: Tiling?) throws(TorchError) {
    guard device == .cpu, width * height >= Self.leastPixels else { return }
    let window = tiling.map { $0.side * $0.side } ?? width * height
    // Beside the network: the picture in its colours, the result, its bytes in a file; whole, both as numbers too.
    let beside = width * height * (tiling == nil ? 40 : 12)
    try ProcessMemory.require(Int(Double(window) * bytesPerPixel()) + beside)
  }

  /// What the network takes for each pixel of a picture, measured once on two small ones: nearly all of it grows with their
  /// pixels.
  private func bytesPerPixel() -> Double {
    if let measuredBytesPerPixel { return measuredBytesPerPixel }
    let side = network.fitting(256)
    func peak(_ columns: Int) -> Int {
      let picture = Tensor.zeros([1, recipe.inputChannels, side, columns])
      return ProcessMemory.peak { _ = translate(picture) }
    }
    // The first run prepares weights.
    _ = peak(side)
    let measured = Double(max(0, peak(2 * side) - peak(side))) / Double(side * side)
    measuredBytesPerPixel = measured
    return measured
  }
}

/// Rows of 8 bit pixels that come from above, cut to a picture's size.
private struct PixelRows {
  let width: Int
  let height: Int
  let channels: Int
  private var pixels: [UInt8] = []

  init(width: Int, height: Int, channels: Int) {
    (self.width, self.height, self.channels) = (width, height, channels)
    pixels.reserveCapacity(width * height * channels)
  }

  mutating func append(_ band: BandBlender.Rows) {
    guard band.height > 0 else { return }
    let image = Image(normalized: band.values, channels: channels, height: band.height, width: band.width)
    guard case .uint8(let rows) = image.samples else { return }
    let rest = height - pixels.count / (width * channels)
    for row in 0..<min(rest, band.height) {
      let start = row * band.width * channels
      pixels.append(contentsOf: rows[start..<start + width * channels])
    }
  }

  var image: Image { Image(width: width, height: height, channels: channels, pixels: pixels) }
}
