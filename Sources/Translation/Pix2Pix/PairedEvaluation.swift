public import Adversarial
public import Datasets
import Metrics
import Torch
public import Vision

/// How near translations come to the truth, beside answers that need no training.
///
/// All pictures are compared with 8 bits a channel at the size at which the network works.
public struct PairedEvaluation: Codable, Sendable, Equatable {
  /// Of one picture, or means over pictures.
  public struct Scores: Codable, Sendable, Equatable {
    /// Mean absolute difference, 0...1.
    public var l1 = 0.0
    /// Peak signal-to-noise ratio in dB.
    public var psnr = 0.0
    /// Structural similarity, at most 1.
    public var ssim = 0.0
    /// Distance by the features of a network that knows pictures; nil where none was given.
    public var perceptual: Double?

    init() {}

    init(of output: Image, truth: Image, perceptual: Perceptual?) throws {
      l1 = ImageMetrics.l1(output, truth)
      psnr = ImageMetrics.psnr(output, truth)
      ssim = ImageMetrics.ssim(output, truth)
      self.perceptual = try perceptual?(output, truth) ?? nil
    }

    /// Nil of no pictures.
    init?(meanOf all: [Scores]) {
      guard !all.isEmpty else { return nil }
      func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
      (l1, psnr, ssim) = (mean(all.map(\.l1)), mean(all.map(\.psnr)), mean(all.map(\.ssim)))
      let distances = all.compactMap(\.perceptual)
      perceptual = distances.count == all.count ? mean(distances) : nil
    }
  }

  /// One pair's answer.
  public struct Picture: Codable, Sendable, Equatable {
    /// The pair's name.
    public let name: String
    /// How near the answer comes.
    public let scores: Scores
    /// How far the input is from the training set, about 1 for its own; nil where the model does not know.
    public let unlike: Double?
  }

  /// How far two pictures are apart to a network that knows pictures; nil where they are too small for it.
  public typealias Perceptual = (Image, Image) throws -> Double?

  /// How many pairs were compared.
  public let images: Int
  /// The translator's answers.
  public let model: Scores
  /// The input as it is.
  public let copyInput: Scores
  /// The mean of the training targets, pixel by pixel, whatever the input; nil where the model does not have it.
  public let meanImage: Scores?
  /// The mean of the training targets of the same place; nil where places are unknown, or none was seen in training.
  public let meanOfPlace: Scores?
  /// The target beside the training input of the same place that resembles the input most; nil likewise.
  public let nearestOfPlace: Scores?
  /// The model's answer to each pair.
  public let pictures: [Picture]
  /// Spearman's rank correlation of how unlike the training set inputs are with the L1 error of their translations: what
  /// the warning says of quality. Nil where the model does not know its training set, or all are alike.
  public let warningCorrelation: Double?
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
  private let places: KnownPlaces?
  private let perceptual: PairedEvaluation.Perceptual?
  private let unlike: ((Image) throws -> Double?)?

  /// Prepares pictures as the recipe did for training, but without chance.
  ///
  /// - Parameters:
  ///   - meanTarget: of the pairs that the model was trained on.
  ///   - places: what was seen of each place in training.
  ///   - perceptual: a further distance of an answer from the truth.
  ///   - unlike: how far an input is from what the model was trained on.
  public init(
    recipe: Pix2PixRecipe, meanTarget: MeanPicture?, places: KnownPlaces? = nil,
    perceptual: PairedEvaluation.Perceptual? = nil, unlike: ((Image) throws -> Double?)? = nil
  ) {
    self.recipe = recipe
    self.meanTarget = meanTarget
    self.places = places
    self.perceptual = perceptual
    self.unlike = unlike
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
    typealias Scores = PairedEvaluation.Scores
    var pictures: [PairedEvaluation.Picture] = []
    var (copy, mean, meanOfPlace, nearest) = ([Scores](), [Scores](), [Scores](), [Scores]())
    for index in 0..<pairs.count {
      let input: Image, truth: Image
      do throws(DatasetError) {
        (input, truth) = try recipe.sides(of: pairs, index)
      } catch {
        try skip(error)
        continue
      }
      func scores(_ answer: Image) throws -> Scores { try Scores(of: answer, truth: truth, perceptual: perceptual) }
      let output = try translate(input)
      let name = pairs.name(at: index)
      pictures.append(.init(name: name, scores: try scores(output), unlike: try unlike?(input)))
      copy.append(try scores(input.converted(to: truth.channels == 1 ? .gray : .rgb)))
      if let meanTarget { mean.append(try scores(meanTarget.image(width: truth.width, height: truth.height))) }
      if let places, let place = pairs.place(at: index) {
        let (width, height) = (truth.width, truth.height)
        if let answer = places.mean(at: place) {
          meanOfPlace.append(try scores(answer.resized(width: width, height: height)))
        }
        if let answer = places.nearest(to: input, at: place) {
          nearest.append(try scores(answer.resized(width: width, height: height)))
        }
      }
      try each(TranslatedPair(name: name, input: input, output: output, truth: truth))
    }
    guard let ofModel = Scores(meanOf: pictures.map(\.scores)), let ofCopy = Scores(meanOf: copy) else {
      throw DatasetError("none of the \(pairs.count) pairs can be used; see what is said of each")
    }
    let known = pictures.compactMap { picture in picture.unlike.map { ($0, picture.scores.l1) } }
    return PairedEvaluation(
      images: pictures.count, model: ofModel, copyInput: ofCopy, meanImage: Scores(meanOf: mean),
      meanOfPlace: Scores(meanOf: meanOfPlace), nearestOfPlace: Scores(meanOf: nearest), pictures: pictures,
      warningCorrelation: RankCorrelation.spearman(known.map(\.0), known.map(\.1)))
  }
}
