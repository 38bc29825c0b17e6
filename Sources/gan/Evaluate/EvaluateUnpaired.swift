import Adversarial
import ArgumentParser
import Datasets
import Features
import Foundation
import Judges
import Metrics
import Reports
import Training
import Vision

/// `gan evaluate` for a model that was trained without pairs.
struct EvaluateUnpaired {
  let model: String
  let data: String
  let split: String?
  let format: DatasetFormat?
  let direction: TranslationDirection?
  let imageSize: String?
  /// Judges and networks of features.
  let features: [String]
  let results: String?
  let shown: Int
  let json: Bool

  func run(_ running: ModelRunOptions) throws {
    let generator = try TrainedGenerator(at: model, direction: direction)
    guard let way = generator.direction else {
      throw CommandError("\(generator.path) does not say which way it translates; give --direction AtoB or BtoA")
    }
    let splits = try availableSplits(at: data, format: format)
    let part = split ?? ["test", "val"].first { splits.contains($0) }
    let folders = try openUnalignedDataset(at: data, split: part, format: format)
    Chatter.note(folders.summary)
    let translate = try running.translator(of: generator)
    let device = translate.device
    var judge: TrainedClassifier?
    var extractors: [any FeatureExtractor] = []
    for path in features {
      var options = FeatureOptions()
      options.features = path
      guard let extractor = try options.extractor(device: device) else { continue }
      if judge == nil, let classifier = extractor as? TrainedClassifier {
        judge = classifier
      } else {
        extractors.append(extractor)
      }
    }
    var failures = 0
    var progress = CountProgress("translations", of: way == .aToB ? folders.a.count : folders.b.count)
    let evaluator = UnpairedEvaluator(
      preparation: try preparation(of: generator), judge: judge, extractors: extractors, seed: running.seed)
    let (evaluation, pictures) = try evaluator.evaluate(
      translate, direction: way, on: folders,
      skip: { error in
        failures += 1
        Chatter.error(error)
      }, progress: { progress.update($0) })
    if json { try printJSON(evaluation) } else { print(Self.table(evaluation)) }
    if let results { try write(pictures, evaluation, to: results) }
    if failures > 0 { throw ExitCode(1) }
  }

  private func preparation(of generator: TrainedGenerator) throws -> Preprocess {
    var recipe = try generator.file.header.recipe.decoded(as: PictureRecipe.self, source: generator.path)
    if let imageSize {
      recipe.imageSize = try Preprocess.Size(parsing: imageSize)
      recipe.loadSize = "auto"
    }
    return try recipe.preparation()
  }

  /// The least believed translations first, where there is a judge; else those that keep least of their inputs.
  private func write(_ pictures: [JudgedTranslation], _ evaluation: UnpairedEvaluation, to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let worst = pictures.sorted {
      ($0.belief ?? $0.gradientCorrelation, $0.gradientCorrelation) < (
        $1.belief ?? $1.gradientCorrelation, $1.gradientCorrelation
      )
    }
    var rows: [GalleryPage.Row] = []
    for (place, picture) in worst.prefix(shown).enumerated() {
      let name = String(format: "%03d-", place) + picture.name.replacing("/", with: "-")
      let (input, output) = ("\(folder)/\(name)-input.png", "\(folder)/\(name)-output.png")
      try picture.input.write(to: input)
      try picture.output.write(to: output)
      let belief = picture.belief.map { String(format: "belief %.3f, ", $0) } ?? ""
      rows.append(
        GalleryPage.Row(
          name: picture.name + String(format: " (\(belief)gradients %.2f)", picture.gradientCorrelation),
          pictures: [
            GalleryPage.Picture(caption: "input", path: input), GalleryPage.Picture(caption: "output", path: output),
          ]))
    }
    try GalleryPage(title: "\(model) \(evaluation.direction.rawValue), the worst first", rows: rows)
      .write(to: folder + "/index.html")
    print(folder + "/index.html")
  }

  private static func table(_ evaluation: UnpairedEvaluation) -> String {
    var lines = [
      "\(evaluation.direction.rawValue), \(evaluation.images) pictures at \(evaluation.size), beside "
        + "\(evaluation.realImages) real ones of the target's kind"
    ]
    func line(_ name: String, _ text: String) {
      lines.append(name.padding(toLength: 26, withPad: " ", startingAt: 0) + text)
    }
    if let verdict = evaluation.verdict {
      line(
        "taken for the target",
        String(format: "%.3f  (inputs as they are %.3f)", verdict.takenForTarget, verdict.inputsTakenForTarget))
      line("the judge on real ones", String(format: "%.3f right (\(verdict.judge))", verdict.accuracyOnReal))
    }
    for distance in evaluation.distances {
      line(
        "KID",
        String(
          format: "%.4f  (inputs %.4f, ratio %.3f) by \(distance.features)", distance.outputs.value,
          distance.inputs.value, distance.ratio))
    }
    line(
      "gradient correlation",
      String(
        format: "%.3f  (with the translation of another picture %.3f)", evaluation.gradientCorrelation,
        evaluation.gradientCorrelationOfOthers))
    let board = evaluation.checkerboard
    line(
      "checkerboard energy",
      String(
        format: "%.2f  (real %.2f, ratio %.2f; excess %.2f, real %.2f)", board.outputs.energy, board.real.energy,
        board.ratio, board.outputs.excess, board.real.excess))
    return lines.joined(separator: "\n")
  }
}
