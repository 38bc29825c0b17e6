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
    /// Nil for a sign that knows no training set.
    var percentile: Double?
    /// The share that would be warned of; nil for a sign that knows no training set.
    var warned: Double?
  }

  struct Gap: Encodable {
    /// What the distance is by: features, or a ``Doubt/Sign``.
    let features: String
    var falseWarning: Double?
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
    let domain = try generator.domain(for: translator)
    let doubt = try Doubt(translator, of: generator, at: model)
    guard domain != nil || doubt != nil else {
      throw CommandError("\(model) does not say what its training pictures were like; train it with this program")
    }
    var found: [[String: [DomainModel.Judgement]]] = []
    var doubts: [[Double]] = []
    for folder in folders {
      let pictures = try ImageFolder(folder)
      let skipped = SkipRegister(onSkip: { Chatter.warning($0) })
      var progress = CountProgress(folder, of: pictures.count)
      var judged: [String: [DomainModel.Judgement]] = [:]
      var doubted: [Double] = []
      for place in 0..<pictures.count {
        for (place, image) in try pictures.usablePictures(at: [place], skipped: skipped) {
          for (features, judgement) in try domain?.judgements(of: image) ?? [] {
            judged[features, default: []].append(judgement)
          }
          // Features look at small pictures; translating a large one there and back may not fit.
          do { if let doubt { doubted.append(try doubt(image)) } } catch {
            Chatter.warning(
              "\(pictures.path(at: place)) is left out of the \(doubt?.sign.rawValue ?? "doubt"): \(error)")
          }
        }
        progress.update(place + 1)
      }
      guard !judged.isEmpty || !doubted.isEmpty else {
        throw CommandError("\(folder) holds no picture that can be read")
      }
      found.append(judged)
      doubts.append(doubted)
    }
    self.model = generator.path
    let statistics = try found[0].keys.sorted().map { features in
      let values = found.map { $0[features] ?? [] }
      return Gap(
        features: features, falseWarning: domain?.falseWarning, folders: zip(folders, values).map { Folder($0, $1) },
        auroc: try ROCCurve(negatives: values[0].map(\.distance), positives: values[1].map(\.distance)).auroc)
    }
    let second = try doubt.flatMap { doubt -> Gap? in
      guard doubts.allSatisfy({ !$0.isEmpty }) else { return nil }
      return Gap(
        features: doubt.sign.rawValue,
        folders: zip(folders, doubts).map { Folder(folder: $0, images: $1.count, distance: Folder.median($1)) },
        auroc: try ROCCurve(negatives: doubts[0], positives: doubts[1]).auroc)
    }
    gaps = statistics + [second].compactMap { $0 }
  }

  /// For people.
  var table: String {
    gaps.map { gap in
      let rows = gap.folders.map { folder in
        let further = folder.percentile.flatMap { percentile in
          folder.warned.map { String(format: "  percentile %5.1f  warned of %5.1f%%", percentile, $0 * 100) }
        }
        return String(format: "%6d pictures  distance %8.3f", folder.images, folder.distance) + (further ?? "") + "  "
          + folder.folder
      }
      let head =
        gap.falseWarning.map {
          String(format: "by %@ (%g%% of pictures like the training set's are warned of)", gap.features, $0 * 100)
        } ?? "by the \(gap.features) of each picture alone, which knows no training set"
      return ([head] + rows + [String(format: "AUROC of the second against the first: %.4f", gap.auroc)])
        .joined(separator: "\n")
    }.joined(separator: "\n\n")
  }
}

extension DomainGap.Folder {
  fileprivate static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  fileprivate init(_ folder: String, _ judged: [DomainModel.Judgement]) {
    self.init(
      folder: folder, images: judged.count, distance: Self.median(judged.map(\.distance)),
      percentile: Self.median(judged.map(\.percentile)),
      warned: Double(judged.count { $0.isUnlike }) / Double(judged.count))
  }
}
