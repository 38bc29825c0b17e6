import Metrics
public import Torch
import Training
public import Vision

/// A sign of distrust that needs no statistics of the training set: what a translator says of one picture by itself.
///
/// The cycle (Zhu et al. 2017, eq. 2): what cannot be translated back was lost on the way. The spread over dropout (Gal &
/// Ghahramani 2016, 1506.02142): where translations by random parts of the network differ, it guesses.
public struct Doubt {
  /// Where the doubt comes from.
  public enum Sign: String, Codable, Sendable {
    /// The mean absolute difference of a picture and its translation back.
    case cycle
    /// The mean deviation of translations under several masks of dropout.
    case dropoutSpread = "dropout-spread"
  }

  /// Where the doubt comes from.
  public let sign: Sign
  private let translator: ImageTranslator
  private let back: ImageTranslator?
  private let draws: Int

  /// Finds the sign that a model has: the cycle where it translates back, else dropout's spread where it has dropout and
  /// translates as trained; nil where it has neither.
  ///
  /// - Parameters:
  ///   - translator: translates the pictures.
  ///   - generator: what it was made of.
  ///   - path: the model file or run that holds the way back.
  ///   - draws: of dropout's masks, 2 or more.
  /// - Throws: when the way back is there and damaged.
  public init?(_ translator: ImageTranslator, of generator: TrainedGenerator, at path: String, draws: Int = 4) throws {
    self.translator = translator
    self.draws = draws
    if let way = generator.direction, generator.goesBothWays {
      let back = try TrainedGenerator(at: path, direction: way.opposite)
      self.back = try back.translator(asRun: translator)
      sign = .cycle
      return
    }
    guard generator.recipe.dropout, translator.mode != .evaluation else { return nil }
    (back, sign) = (nil, .dropoutSpread)
  }

  /// How much a picture's translation is to be doubted, 0...1 in parts of the range from black to white; 0 is not at all.
  ///
  /// - Parameter tiling: as in ``ImageTranslator/callAsFunction(_:tiling:)``.
  /// - Throws: when there is no room for the picture.
  public func callAsFunction(_ image: Image, tiling: Tiling? = nil) throws(TorchError) -> Double {
    if let back {
      let returned = try back(translator(image, tiling: tiling), tiling: tiling)
      return ImageMetrics.l1(returned, image.converted(to: back.recipe.outputChannels == 1 ? .gray : .rgb))
    }
    var drawn: [Tensor] = []
    for seed in 0..<draws {
      drawn.append(Tensor(try translator(image, seed: UInt64(seed), tiling: tiling).normalized()))
    }
    return withoutGradients { stacked(drawn).standardDeviation(dims: [0]).mean().item() } / 2
  }
}
