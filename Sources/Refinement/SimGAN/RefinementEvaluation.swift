import Adversarial
public import Datasets
public import Judges
import Metrics
public import Torch
import Training
public import Vision

/// What a refiner made of simulated pictures, and what it did to their annotations.
public struct RefinementEvaluation {
  /// Of simulated against real pictures.
  public let before: TwoSampleTest
  /// Of refined against real pictures.
  public let after: TwoSampleTest
  /// Of two classifiers that learned simulated, or refined, pictures, about real ones; nil without classes.
  public let agreement: (before: ClassifierAgreement, after: ClassifierAgreement)?
  /// What became of the annotations; nil where nothing is annotated.
  public let drift: AnnotationDrift?
  /// How far pixels moved on the average, in levels of 255.
  public let pixelChange: Double
  /// Rows of simulated, refined and real pictures, which are no partners.
  public let sheet: Image

  /// Refines and compares.
  ///
  /// - Parameters:
  ///   - count: the greatest number of pictures of either side, evenly spread.
  /// - Throws: when the pictures do not fit the model or each other.
  public init(
    of refiners: RefinersInTurn, on pictures: RefinementPictures, count: Int = 1000, folds: Int = 5,
    seed: UInt64 = 0, device: Device = .cpu
  ) throws {
    let simulated = pictures.simulated.spread(count)
    let real = pictures.real.subset(pictures.real.spread(count))
    try refiners.refiners[0].requireFits(simulated.images)
    let refined = refiners.refined(simulated.images, seed: seed)
    before = try TwoSampleTest(simulated.images, real, folds: folds, seed: seed, device: device)
    after = try TwoSampleTest(refined, real, folds: folds, seed: seed, device: device)
    if simulated.images.labels != nil {
      let all = pictures.simulated.images
      let allRefined = refiners.refined(all, seed: seed)
      agreement = (
        try ClassifierAgreement(learning: all, asked: pictures.real, seed: seed, device: device),
        try ClassifierAgreement(learning: allRefined, asked: pictures.real, seed: seed, device: device)
      )
    } else {
      agreement = nil
    }
    drift = try AnnotationDrift(
      all: pictures.simulated, simulated: simulated, refined: refined, seed: seed, device: device)
    let total = zip(simulated.images.pixels, refined.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    pixelChange = Double(total) / Double(max(1, refined.pixels.count))
    let rows = min(8, simulated.images.count, real.count)
    let shown = [simulated.images, refined, real].map { set in (0..<rows).map { set.image(at: $0 * set.count / rows) } }
    sheet = Montage.grid(
      (0..<rows).flatMap { row in shown.map { $0[row].resized(by: 3) } }, columns: 3,
      titles: ["simulated", "refined", "real"])
  }
}

extension Image {
  fileprivate func resized(by factor: Int) -> Image {
    resized(width: width * factor, height: height * factor, interpolation: .nearest)
  }
}

/// How far a refiner moved what is annotated.
public struct AnnotationDrift: Sendable, Equatable {
  /// What is measured: `pupil`, or `class`.
  public let name: String
  /// The mean over the pictures: in pixels for a point; for a class, how much probability it lost.
  public let mean: Double
  /// What 95 of 100 pictures are below.
  public let p95: Double
  /// How far off the network that finds the point is by itself, in pixels; for a class, the share that it gets wrong.
  public let ownError: Double
  /// The mean of every point; empty for classes.
  public let points: [(name: String, mean: Double)]
  /// How far from its place the surroundings of the point are found again without a network, in whole pixels
  /// (``PatchMatching``); nil for classes.
  public let matched: (mean: Double, p95: Double)?

  public static func == (a: Self, b: Self) -> Bool {
    a.mean == b.mean && a.p95 == b.p95 && a.ownError == b.ownError && a.matched?.mean == b.matched?.mean
  }

  /// By a network that learned simulated pictures; nil where they have neither points nor classes.
  init?(
    all: AnnotatedPictures, simulated: AnnotatedPictures, refined: LabelledImages, seed: UInt64, device: Device
  ) throws {
    if !all.landmarks.isEmpty {
      let judge = try LandmarkJudge(all, seed: seed, device: device)
      let moved = judge.drift(from: simulated.images, to: refined)
      let place = judge.names.firstIndex(of: "pupil") ?? 0
      name = judge.names[place]
      let own = moved.map { $0[place] }
      mean = own.reduce(0, +) / Double(own.count)
      p95 = Self.percentile(own, 0.95)
      ownError = judge.ownErrors[place]
      points = judge.names.enumerated().map { number, name in
        (name, moved.reduce(0) { $0 + $1[number] } / Double(moved.count))
      }
      let matching = PatchMatching(width: refined.width, height: refined.height)
      let found = matching.drift(of: place, from: simulated, to: refined)
      matched = (found.reduce(0, +) / Double(found.count), Self.percentile(found, 0.95))
    } else if let labels = simulated.images.labels {
      let judge = try ClassDrift(all.images, seed: seed, device: device)
      let (before, after) = (judge.probabilities(of: simulated.images), judge.probabilities(of: refined))
      let lost = labels.indices.map { max(0, before[$0] - after[$0]) }
      name = "class"
      mean = lost.reduce(0, +) / Double(lost.count)
      p95 = Self.percentile(lost, 0.95)
      ownError = judge.ownError
      points = []
      matched = nil
    } else {
      return nil
    }
  }

  /// The value that a share of the values is at most.
  static func percentile(_ values: [Double], _ share: Double) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return 0 }
    return sorted[min(sorted.count - 1, Int((share * Double(sorted.count)).rounded(.up)) - 1)]
  }
}

/// A classifier of simulated pictures, asked how sure it is of each picture's own class.
private struct ClassDrift {
  let ownError: Double
  private let system: PictureClassifier

  init(_ images: LabelledImages, seed: UInt64, device: Device) throws {
    var draws = CounterRandom(seed: seed, 0x44524946)
    let order = draws.permutation(images.count)
    let held = images.subset(Array(order.prefix(max(1, images.count / 5))))
    var recipe = ClassifierRecipe()
    recipe.run.steps = 500
    recipe.run.batchSize = min(128, max(1, images.count - held.count))
    recipe.run.seed = seed &+ 1
    system = try recipe.train(on: images.subset(Array(order.dropFirst(held.count))), device: device).system
    let classes = system.classes(of: held)
    ownError = Double(zip(classes, held.labels ?? []).count { $0 != $1 }) / Double(held.count)
  }

  func probabilities(of images: LabelledImages) -> [Double] { system.probabilitiesOfLabels(in: images) }
}

extension AnnotatedPictures {
  /// At most so many, evenly spread.
  func spread(_ count: Int) -> AnnotatedPictures {
    let places = images.spread(count)
    var copy = self
    copy.images = images.subset(places)
    copy.files = files.isEmpty ? [] : places.map { files[$0] }
    copy.values = values.isEmpty ? [] : places.map { values[$0] }
    copy.masks = masks.isEmpty ? [] : places.map { masks[$0] }
    return copy
  }
}

extension TrainedRefiner {
  /// Makes sure that pictures have the size and colour that the model learned.
  ///
  /// - Throws: a sentence that says in what they differ.
  func requireFits(_ images: LabelledImages) throws {
    guard let size,
      (images.width, images.height) != (size.width, size.height) || images.channels != recipe.data.channels
    else { return }
    throw TrainingError(
      .recipe,
      "\(images.source) has pictures of \(images.width)x\(images.height) with \(images.channels) channels, and \(path) "
        + "learned \(size) with \(recipe.data.channels); give such pictures")
  }

  /// Pictures refined and rounded to 8 bits, as in files; with the labels that they had.
  public func refined(_ images: LabelledImages, seed: UInt64 = 0, chunk: Int = 200) -> LabelledImages {
    var block: [UInt8] = []
    block.reserveCapacity(images.pixels.count)
    for start in stride(from: 0, to: images.count, by: chunk) {
      let batch = images.batch(Array(start..<min(start + chunk, images.count)))
      let values = refine(Tensor(pictures: batch), seed: seed &+ UInt64(start)).array()
      for value in values { block.append(UInt8(min(max((value + 1) * 127.5, 0), 255) + 0.5)) }
    }
    return LabelledImages(
      source: images.source, format: images.format, pixels: block, channels: images.channels, height: images.height,
      width: images.width, labels: images.labels, classNames: images.classNames)
  }
}
