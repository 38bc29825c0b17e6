import Adversarial
import ArgumentParser
import Datasets
import Foundation
import Metrics
import Vision

/// How unlike two folders of pictures are to what a translator learned from: `gan evaluate --domain-gap A B`.
struct DomainGap: Encodable {
  struct Folder: Encodable {
    let folder: String
    let images: Int
    /// Medians over pictures.
    let distance: Double
    let percentile: Double
    /// The share that would be warned of.
    let warned: Double
  }

  struct Gap: Encodable {
    let features: String
    let falseWarning: Double
    let folders: [Folder]
    /// How well the distance tells the second folder from the first, 0.5...1 where the second is further away.
    let auroc: Double
  }

  let model: String
  let gaps: [Gap]

  /// Judges every picture of both folders; those that cannot be read are named and left out.
  init(_ folders: [String], model: String, running: ModelRunOptions) throws {
    guard folders.count == 2 else { throw ValidationError("--domain-gap takes two folders of pictures") }
    let generator = try TrainedGenerator(at: model)
    let translator = try running.translator(of: generator)
    guard let domain = try generator.domain(for: translator) else {
      throw CommandError("\(model) does not say what its training pictures were like; train it with this program")
    }
    var found: [[String: [DomainModel.Judgement]]] = []
    for folder in folders {
      let pictures = try ImageFolder(folder)
      let skipped = SkipRegister(onSkip: { Chatter.warning($0) })
      var progress = CountProgress(folder, of: pictures.count)
      var judged: [String: [DomainModel.Judgement]] = [:]
      for place in 0..<pictures.count {
        for (_, image) in try pictures.usablePictures(at: [place], skipped: skipped) {
          for (features, judgement) in try domain.judgements(of: image) {
            judged[features, default: []].append(judgement)
          }
        }
        progress.update(place + 1)
      }
      guard !judged.isEmpty else { throw CommandError("\(folder) holds no picture that can be read") }
      found.append(judged)
    }
    self.model = generator.path
    gaps = try found[0].keys.sorted().map { features in
      let values = found.map { $0[features] ?? [] }
      let scores = values.flatMap { $0.map(\.distance) }
      let labels = values[0].map { _ in false } + values[1].map { _ in true }
      return Gap(
        features: features, falseWarning: domain.falseWarning,
        folders: zip(folders, values).map { Folder($0, $1) }, auroc: try ROCCurve(scores: scores, labels: labels).auroc)
    }
  }

  /// For people.
  var table: String {
    gaps.map { gap in
      let rows = gap.folders.map {
        String(
          format: "%6d pictures  distance %8.3f  percentile %5.1f  warned of %5.1f%%  ", $0.images, $0.distance,
          $0.percentile, $0.warned * 100) + $0.folder
      }
      let head = String(
        format: "by %@ (%g%% of pictures like the training set's are warned of)", gap.features, gap.falseWarning * 100)
      return ([head] + rows + [String(format: "AUROC of the second against the first: %.4f", gap.auroc)])
        .joined(separator: "\n")
    }.joined(separator: "\n\n")
  }
}

extension DomainGap.Folder {
  fileprivate init(_ folder: String, _ judged: [DomainModel.Judgement]) {
    func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
    self.init(
      folder: folder, images: judged.count, distance: median(judged.map(\.distance)),
      percentile: median(judged.map(\.percentile)),
      warned: Double(judged.count { $0.isUnlike }) / Double(judged.count))
  }
}
