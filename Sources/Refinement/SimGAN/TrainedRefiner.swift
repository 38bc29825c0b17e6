import Adversarial
public import Datasets
public import Torch
import TorchNN
import Training
public import Vision

/// A refiner from its file.
public final class TrainedRefiner {
  /// The weights file.
  public let path: String
  /// How it was trained.
  public let recipe: SimGANRecipe
  /// After how many steps of training, where the file says so.
  public let step: Int?
  private let network: Refiner
  private let noise = RandomSource(seed: 0)
  private let device: Device
  private let preparation: PicturePreparation

  /// Opens a weights file, or the newest checkpoint of a run folder; the running average where there is one.
  ///
  /// - Throws: a sentence that names the file: missing, damaged, no refiner, no checkpoint yet.
  public init(at path: String, device: Device = .cpu) throws {
    let file = try ModelFile(at: path, networks: ["refiner_ema", "refiner"])
    try file.require(.refine)
    recipe = try file.header.recipe.decoded(as: SimGANRecipe.self, source: file.path)
    self.path = file.path
    self.device = device
    step = file.header.step
    preparation = try recipe.preparation()
    let (choices, channels, noise) = (recipe.refiner, recipe.data.channels, noise)
    network = withoutDrawingWeights {
      Refiner(choices, channels: channels, random: RandomSource(seed: 0), noise: noise)
    }
    try file.load(into: network)
    try network.move(to: device)
    network.eval()
  }

  /// The size of the pictures that it learned from.
  public var size: Preprocess.Size? { preparation.size }

  /// Refines a batch `[N, C, H, W]` in -1...1.
  ///
  /// - Parameter seed: of the noise channels.
  public func refine(_ batch: Tensor, seed: UInt64 = 0) -> Tensor {
    noise.state = RandomSource(seed: seed).state
    return withoutGradients { network(batch.to(device)).to(.float32) }
  }

  /// Refines pictures `[N, C, H, W]` of any number.
  public func refineAll(_ pictures: Tensor, seed: UInt64 = 0, chunk: Int = 200) -> Tensor {
    let parts = pictures.split(size: chunk).enumerated()
    return concatenated(parts.map { refine($1, seed: seed &+ UInt64($0)).to(.cpu) }, dim: 0)
  }

  /// Refines a picture at the size of training; the result is grey or in colour as the model is.
  ///
  /// - Parameters:
  ///   - keepsSize: scales the result to the picture's own size, so that places in it are still true. Nothing finer than
  ///     the refiner's pixels is taken over from the picture, since that would be the simulator's grain.
  ///   - seed: of the noise channels.
  public func callAsFunction(_ image: Image, keepsSize: Bool = true, seed: UInt64 = 0) -> Image {
    let input = preparation(image)
    let shown = Tensor(input.normalized(), shape: [1, recipe.data.channels, input.height, input.width])
    let refined = refine(shown, seed: seed).images()[0]
    guard keepsSize else { return refined }
    // The size of the hand, where one is cut out.
    let own = preparation(image, keepsSize: true)
    return refined.resized(width: own.width, height: own.height)
  }

  /// How much of the contrast of pictures is left in what is made of them: the deviation of their pixels afterwards over that
  /// before, the mean over pictures that show something; nil where none does.
  ///
  /// A refiner that draws one even picture whatever it is shown has collapsed (``leastContrast``).
  public func contrastLeft(in pictures: [Image]) -> Double? {
    Self.contrast(leftOf: pictures.map { preparation($0) }, in: pictures.map { self($0, keepsSize: false) })
  }

  /// The same of pictures that are prepared, as those of a training are.
  public func contrastLeft(in pictures: LabelledImages) -> Double? {
    let refined = refined(pictures)
    let places = 0..<pictures.count
    return Self.contrast(leftOf: places.map { pictures.image(at: $0) }, in: places.map { refined.image(at: $0) })
  }

  private static func contrast(leftOf before: [Image], in after: [Image]) -> Double? {
    let shares = zip(before, after).compactMap { before, after -> Double? in
      let there = deviation(before)
      return there < 0.01 ? nil : deviation(after) / there
    }
    return shares.isEmpty ? nil : shares.reduce(0, +) / Double(shares.count)
  }

  /// Below this share of the contrast nothing is left to look at.
  public static let leastContrast = 0.1

  /// Of the pixels, in -1...1.
  private static func deviation(_ image: Image) -> Double {
    let values = image.normalized()
    return Tensor(values, shape: [values.count]).standardDeviation(unbiased: false).item()
  }
}
