public import Adversarial
public import Datasets
public import Features
public import Metrics
import Torch
public import Vision

/// How translations without a truth to compare with are judged: whether they are taken for the other kind, how near they
/// come to it as a set, and what they keep of their inputs.
public struct UnpairedEvaluation: Codable, Sendable, Equatable {
  /// A set's distance to real pictures of the target's kind by one network's features.
  public struct Distance: Codable, Sendable, Equatable {
    /// What made the features.
    public let features: String
    /// Of the inputs as they are: what a model that does nothing would have.
    public let inputs: KernelDistance
    /// Of the translations.
    public let outputs: KernelDistance
    /// The translations' distance in parts of the inputs'; lower is better.
    public var ratio: Double { outputs.value / inputs.value }
  }

  /// What a classifier makes of the pictures.
  public struct Verdict: Codable, Sendable, Equatable {
    /// The weights file.
    public let judge: String
    /// The share of real held-out pictures of both kinds that it takes for what they are.
    public let accuracyOnReal: Double
    /// The share of the translations that it takes for the target's kind.
    public let takenForTarget: Double
    /// The share of the inputs that it takes for the target's kind.
    public let inputsTakenForTarget: Double
  }

  /// A pattern of the period of the generator's strides, in the mean.
  public struct Checkerboard: Codable, Sendable, Equatable {
    /// Of the translations.
    public let outputs: CheckerboardEnergy
    /// Of real pictures of the target's kind.
    public let real: CheckerboardEnergy
    /// The translations' energy in parts of the real pictures'.
    public var ratio: Double { outputs.energy / real.energy }
  }

  /// Which way.
  public let direction: TranslationDirection
  /// How many pictures were translated.
  public let images: Int
  /// How many real pictures of the target's kind they were compared with.
  public let realImages: Int
  /// The size at which they were compared.
  public let size: String
  /// Nil where no classifier of two classes was given.
  public let verdict: Verdict?
  /// One for each network of features.
  public let distances: [Distance]
  /// The mean correlation of an input's and its translation's gradients.
  public let gradientCorrelation: Double
  /// The same of an input and the translation of another: what chance gives.
  public let gradientCorrelationOfOthers: Double
  /// What upsampling leaves.
  public let checkerboard: Checkerboard
}

/// One picture and its translation, with how much the judge believes in it.
public struct JudgedTranslation: Sendable {
  /// The picture's name.
  public let name: String
  /// What was translated.
  public let input: Image
  /// The translation.
  public let output: Image
  /// The judge's probability of the target's kind; nil without a judge.
  public let belief: Double?
  /// The correlation of input's and output's gradients.
  public let gradientCorrelation: Double
}

/// Judges a translator on held-out pictures of both kinds.
public struct UnpairedEvaluator {
  private let preparation: Preprocess
  private let judge: TrainedClassifier?
  private let extractors: [any FeatureExtractor]
  private let seed: UInt64

  /// - Parameters:
  ///   - preparation: pictures as the model was trained on, without chance.
  ///   - judge: a classifier of both kinds, trained on other pictures than those that are judged; its features are compared
  ///     too.
  ///   - extractors: further networks of features.
  public init(
    preparation: Preprocess, judge: TrainedClassifier? = nil, extractors: [any FeatureExtractor] = [], seed: UInt64 = 0
  ) {
    self.preparation = preparation.withoutAugmentation
    self.judge = judge
    self.extractors = extractors
    self.seed = seed
  }

  /// Translates every picture of one side and compares with the other.
  ///
  /// - Parameters:
  ///   - skip: is told of each picture that cannot be used, which is left out.
  ///   - progress: is told how many are translated.
  /// - Returns: the figures, and every picture with its translation.
  /// - Throws: when fewer than 2 pictures of a side can be used; what the networks throw.
  public func evaluate(
    _ translate: ImageTranslator, direction: TranslationDirection, on folders: UnalignedFolders,
    skip: (DatasetError) throws -> Void, progress: (Int) -> Void = { _ in }
  ) throws -> (evaluation: UnpairedEvaluation, pictures: [JudgedTranslation]) {
    let (from, to) = direction == .aToB ? (folders.a, folders.b) : (folders.b, folders.a)
    let recipe = translate.recipe
    let inputs = try prepared(from, channels: recipe.inputChannels, skip: skip)
    let real = try prepared(to, channels: recipe.outputChannels, skip: skip)
    for (side, pictures) in [(from, inputs), (to, real)] where pictures.count < 2 {
      throw DatasetError("\(side.directory) has \(pictures.count) pictures that can be used; 2 or more are compared")
    }
    var outputs: [Image] = []
    for (number, input) in inputs.enumerated() {
      outputs.append(try translate(input.image))
      progress(number + 1)
    }
    let belief = try verdict(inputs: inputs.map(\.image), outputs: outputs, real: real.map(\.image))
    let kept = zip(inputs, outputs).map { GradientCorrelation.between($0.image, $1) }
    let pictures = inputs.indices.map { index in
      JudgedTranslation(
        name: inputs[index].name, input: inputs[index].image, output: outputs[index],
        belief: belief?.beliefs[index], gradientCorrelation: kept[index])
    }
    let evaluation = UnpairedEvaluation(
      direction: direction, images: inputs.count, realImages: real.count,
      size: "\(inputs[0].image.width)x\(inputs[0].image.height)", verdict: belief?.verdict,
      distances: try distances(inputs: inputs.map(\.image), outputs: outputs, real: real.map(\.image)),
      gradientCorrelation: mean(kept),
      gradientCorrelationOfOthers: mean(
        inputs.indices.map {
          // A third of the set away: neighbours may be of one drive.
          GradientCorrelation.between(inputs[$0].image, outputs[($0 + max(1, inputs.count / 3)) % inputs.count])
        }),
      checkerboard: .init(
        outputs: CheckerboardEnergy(meanOf: outputs.map { CheckerboardEnergy($0) }),
        real: CheckerboardEnergy(meanOf: real.map { CheckerboardEnergy($0.image) })))
    return (evaluation, pictures)
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }

  /// Usable pictures of one side; those that are not of the first one's size are left out.
  private func prepared(
    _ folder: ImageFolder, channels: Int, skip: (DatasetError) throws -> Void
  ) throws -> [(name: String, image: Image)] {
    var pictures: [(name: String, image: Image)] = []
    for index in 0..<folder.count {
      let image: Image
      do throws(DatasetError) {
        image = try folder.load(index)
      } catch {
        try skip(error)
        continue
      }
      let ready = preparation.applied(to: image).converted(to: channels == 1 ? .gray : .rgb)
      if let first = pictures.first?.image, first.width != ready.width || first.height != ready.height {
        try skip(
          DatasetError(
            "\(folder.path(at: index)) is \(ready.width)x\(ready.height) and \(pictures[0].name) "
              + "\(first.width)x\(first.height); give --image-size, to which all are scaled"))
        continue
      }
      pictures.append((folder.name(at: index), ready))
    }
    return pictures
  }

  /// The target's class is the one that most real pictures of its kind get.
  private func verdict(
    inputs: [Image], outputs: [Image], real: [Image]
  ) throws -> (verdict: UnpairedEvaluation.Verdict, beliefs: [Double])? {
    guard let judge, judge.classNames.count == 2 else { return nil }
    let realBelief = judge.probabilities(of: real)
    let target = realBelief.reduce(0) { $0 + $1[1] } * 2 > Double(real.count) ? 1 : 0
    func share(_ probabilities: [[Double]]) -> Double {
      Double(probabilities.count { $0[target] > 0.5 }) / Double(probabilities.count)
    }
    let (ofInputs, ofOutputs) = (judge.probabilities(of: inputs), judge.probabilities(of: outputs))
    let right = share(realBelief) * Double(real.count) + (1 - share(ofInputs)) * Double(inputs.count)
    let verdict = UnpairedEvaluation.Verdict(
      judge: judge.source, accuracyOnReal: right / Double(real.count + inputs.count), takenForTarget: share(ofOutputs),
      inputsTakenForTarget: share(ofInputs))
    return (verdict, ofOutputs.map { $0[target] })
  }

  private func distances(inputs: [Image], outputs: [Image], real: [Image]) throws -> [UnpairedEvaluation.Distance] {
    let own: [any FeatureExtractor] = judge.map { [$0] } ?? []
    return try (own + extractors).map { extractor in
      let target = try extractor.features(of: real)
      return UnpairedEvaluation.Distance(
        features: extractor.source,
        inputs: try KernelDistance(extractor.features(of: inputs), target, seed: seed),
        outputs: try KernelDistance(extractor.features(of: outputs), target, seed: seed))
    }
  }
}
