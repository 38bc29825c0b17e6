import Adversarial
import Datasets
import Foundation
import Torch
import Training
import Translation
import Vision

/// Warns of pictures that are unlike what a translator learned from.
final class UnlikeWarning {
  /// Nil where the model does not say what it was trained on.
  let domain: TrainingDomain?
  private var percentiles: [Double] = []
  private var warned = 0
  /// Beyond so many warnings the summary is enough.
  private static let shown = 10

  init(_ domain: TrainingDomain?, model: String) {
    self.domain = domain
    guard domain == nil else { return }
    Chatter.note(
      "\(model) does not say what its training pictures were like, so nothing warns of others: its run was stopped before "
        + "its end (go on with --resume), or an earlier program made it")
  }

  /// Judges a picture and warns of it.
  func judge(_ image: Image, named name: String) throws -> DomainModel.Judgement? {
    guard let domain else { return nil }
    let judged = try domain.judge(image)
    percentiles.append(judged.percentile)
    guard judged.isUnlike else { return judged }
    warned += 1
    if warned <= Self.shown { Chatter.warning(Self.sentence(name, judged, domain)) }
    if warned == Self.shown { Chatter.warning("further pictures that are unlike the training set are only counted") }
    return judged
  }

  private static func sentence(_ name: String, _ judged: DomainModel.Judgement, _ domain: TrainingDomain) -> String {
    String(
      format:
        "%@ is unlike the pictures that the model learned from: %.3g times as far as the farthest that it lets pass "
        + "(by %@; it warns of %g%% of pictures like its own); do not trust the result",
      name, judged.distance / domain.threshold, domain.features, domain.falseWarning * 100)
  }

  /// Says how many there were.
  func sumUp() {
    guard let domain, percentiles.count > 1 else { return }
    let median = percentiles.sorted()[percentiles.count / 2]
    Chatter.note(
      String(
        format: "domain: %d of %d pictures are unlike the training set (by %@; %g%% of its own would be); median "
          + "percentile %.0f", warned, percentiles.count, domain.features, domain.falseWarning * 100, median))
  }

  /// Where a picture is unlike: what 1 place of 100 reaches in training is at the middle of the colours.
  static func overlay(_ judged: DomainModel.Judgement, on image: Image) -> Image {
    ColorMap.inferno.overlay(
      judged.heat.values.map { min(1, $0 / 2) }, width: judged.heat.width, height: judged.heat.height, on: image,
      alpha: 0.6)
  }
}

extension UnlikeWarning {
  /// Learns what a run's training pictures were like, after its end.
  static func learn(run: String, recipe: Pix2PixRecipe, on pairs: any PairedSource, options: RunOptions) throws {
    let size = recipe.data.pictures.imageSize
    try learn(
      run: run, width: size.width, height: size.height, count: pairs.count, options: options,
      place: { pairs.place(at: $0) }
    ) { index in
      // A pair that cannot be read was named by the loader.
      try? recipe.sides(of: pairs, index).input
    }
  }

  /// The same of a system that learns without pairs, each way that it goes.
  static func learn(
    run: String, ways: [TranslationDirection], size: Preprocess.Size, on pictures: UnpairedPictures, options: RunOptions
  ) throws {
    for way in ways {
      let side = way == .aToB ? pictures.folders.a : pictures.folders.b
      try learn(
        run: run, way: way, width: size.width, height: size.height, count: side.count, options: options,
        place: { side.place(at: $0) }
      ) {
        // A picture that cannot be read was named by the loader.
        try? side.load($0)
      }
    }
  }

  private static func learn(
    run: String, way: TranslationDirection? = nil, width: Int, height: Int, count: Int, options: RunOptions,
    place: (Int) -> String? = { _ in nil }, picture: (Int) -> Image?
  ) throws {
    let translator = try TrainedGenerator(at: run, direction: way).translator(
      device: options.compute.prepare(), mode: .evaluation)
    let way = way.map { $0.rawValue + "/" } ?? ""
    let held = try TrainingDomain.learn(
      translator, run: run, way: way, width: width, height: height, count: count, place: place, picture: picture)
    guard held == 0 else { return }
    Chatter.note("\(count) training pictures are too few to say later what is unlike them; 20 are needed")
  }
}
