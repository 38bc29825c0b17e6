public import Adversarial
public import Datasets
import Metrics
import Torch
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
  /// The mean of the training targets, pixel by pixel, whatever the input; nil where the model does not have it.
  public let meanImage: Scores?
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
  private let meanTarget: MeanPicture?

  /// Prepares pictures as the recipe did for training, but without chance.
  ///
  /// - Parameter meanTarget: of the pairs that the model was trained on.
  public init(recipe: Pix2PixRecipe, meanTarget: MeanPicture?) {
    self.recipe = recipe
    self.meanTarget = meanTarget
  }

  /// Translates and compares every pair.
  ///
  /// - Parameters:
  ///   - skip: is told of each pair that cannot be used, which is left out.
  ///   - each: is handed every pair with its translation.
  /// - Throws: when no pair can be used; what `skip` and `each` throw.
  public func evaluate(
    _ translate: ImageTranslator, on pairs: any PairedSource,
    skip: (DatasetError) throws -> Void = { throw $0 }, each: (TranslatedPair) throws -> Void = { _ in }
  ) throws -> PairedEvaluation {
    var (model, copy, mean) = (PairedEvaluation.Scores(), PairedEvaluation.Scores(), PairedEvaluation.Scores())
    var count = 0
    for index in 0..<pairs.count {
      let input: Image, truth: Image
      do throws(DatasetError) {
        (input, truth) = try recipe.sides(of: pairs, index)
      } catch {
        try skip(error)
        continue
      }
      let output = try translate(input)
      model.add(output, truth: truth)
      copy.add(input.converted(to: truth.channels == 1 ? .gray : .rgb), truth: truth)
      if let meanTarget { mean.add(meanTarget.image(width: truth.width, height: truth.height), truth: truth) }
      count += 1
      try each(TranslatedPair(name: pairs.name(at: index), input: input, output: output, truth: truth))
    }
    guard count > 0 else {
      throw DatasetError("none of the \(pairs.count) pairs can be used; see what is said of each")
    }
    return PairedEvaluation(
      images: count, model: model.divided(by: count), copyInput: copy.divided(by: count),
      meanImage: meanTarget.map { _ in mean.divided(by: count) })
  }
}
