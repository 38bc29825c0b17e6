public import Adversarial
public import Datasets
import Metrics
public import Vision

/// How near translations come to the truth, beside two answers that need no training.
///
/// All pictures are compared with 8 bits a channel at the size at which the network works.
public struct PairedEvaluation: Codable, Sendable, Equatable {
  /// Means over pictures.
  public struct Scores: Codable, Sendable, Equatable {
    /// Mean absolute difference, 0...1.
    public var l1 = 0.0
    /// Peak signal-to-noise ratio in dB.
    public var psnr = 0.0
    /// Structural similarity, at most 1.
    public var ssim = 0.0

    mutating func add(_ output: Image, truth: Image) {
      l1 += ImageMetrics.l1(output, truth)
      psnr += ImageMetrics.psnr(output, truth)
      ssim += ImageMetrics.ssim(output, truth)
    }

    func divided(by count: Int) -> Scores {
      Scores(l1: l1 / Double(count), psnr: psnr / Double(count), ssim: ssim / Double(count))
    }
  }

  /// How many pairs were compared.
  public let images: Int
  /// The translator's answers.
  public let model: Scores
  /// The input as it is.
  public let copyInput: Scores
  /// The mean of the training targets, pixel by pixel, whatever the input.
  public let meanImage: Scores
}

/// One pair and its translation.
public struct TranslatedPair: Sendable {
  /// The pair's name.
  public let name: String
  /// What was translated.
  public let input: Image
  /// The translation.
  public let output: Image
  /// What it should have been.
  public let truth: Image
}

/// Compares a translator's answers with the truth.
public struct PairedEvaluator {
  private let recipe: Pix2PixRecipe
  private let preprocess: Preprocess

  /// Prepares pictures as the recipe did for training, but without chance.
  public init(recipe: Pix2PixRecipe) throws {
    self.recipe = recipe
    preprocess = try recipe.preprocess().withoutAugmentation
  }

  /// Translates and compares every pair.
  ///
  /// - Parameters:
  ///   - training: the pairs whose targets make the mean picture.
  ///   - each: is handed every pair with its translation.
  /// - Throws: when a picture cannot be read.
  public func evaluate(
    _ translate: ImageTranslator, on pairs: any PairedSource, training: any PairedSource,
    each: (TranslatedPair) throws -> Void = { _ in }
  ) throws -> PairedEvaluation {
    let mean = try meanTarget(of: training)
    var (model, copy, average) = (
      PairedEvaluation.Scores(), PairedEvaluation.Scores(), PairedEvaluation.Scores()
    )
    for index in 0..<pairs.count {
      let (input, truth) = try sides(of: pairs, index)
      let output = try translate(input)
      model.add(output, truth: truth)
      copy.add(input.converted(to: mode(recipe.generator.outputChannels)), truth: truth)
      average.add(mean.resized(width: truth.width, height: truth.height), truth: truth)
      try each(TranslatedPair(name: pairs.name(at: index), input: input, output: output, truth: truth))
    }
    return PairedEvaluation(
      images: pairs.count, model: model.divided(by: pairs.count), copyInput: copy.divided(by: pairs.count),
      meanImage: average.divided(by: pairs.count))
  }

  /// The mean of all targets, at the first one's size.
  private func meanTarget(of pairs: any PairedSource) throws -> Image {
    var sums: [Float] = []
    var (width, height) = (0, 0)
    for index in 0..<pairs.count {
      var target = try sides(of: pairs, index).truth
      if sums.isEmpty {
        (width, height) = (target.width, target.height)
        sums = [Float](repeating: 0, count: width * height * target.channels)
      }
      if target.width != width || target.height != height { target = target.resized(width: width, height: height) }
      for (place, value) in target.normalized().enumerated() { sums[place] += value }
    }
    let count = Float(pairs.count)
    return Image(
      normalized: sums.map { $0 / count }, channels: recipe.generator.outputChannels, height: height, width: width)
  }

  private func sides(of pairs: any PairedSource, _ index: Int) throws -> (input: Image, truth: Image) {
    var draws = CounterGenerator(seed: 0, 0)
    let sample = try preprocess.apply(to: pairs.load(index), using: &draws)
    let (input, truth) = recipe.data.direction == .aToB ? (sample.a, sample.b) : (sample.b, sample.a)
    return (
      input.converted(to: mode(recipe.generator.inputChannels)),
      truth.converted(to: mode(recipe.generator.outputChannels))
    )
  }

  private func mode(_ channels: Int) -> ColorMode { channels == 1 ? .gray : .rgb }
}
