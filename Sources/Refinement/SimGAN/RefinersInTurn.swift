public import Datasets
public import Torch
import Training
import Vision

/// Refiners that take turns, picture by picture, such as the newest checkpoints of a run.
///
/// A refiner has faults of its own at each moment of the game, which give all its pictures away; those of several
/// moments share none (not in the paper).
public struct RefinersInTurn {
  /// In their turns; at least one.
  public let refiners: [TrainedRefiner]

  /// One or more refiners of one size and colour.
  public init(_ refiners: [TrainedRefiner]) {
    precondition(!refiners.isEmpty, "there is a refiner")
    self.refiners = refiners
  }

  /// Opens a weights file, or the newest checkpoints of a run folder.
  ///
  /// - Parameter last: how many checkpoints; a weights file is one.
  /// - Throws: a sentence that names the file, or says how many checkpoints the run has.
  public init(at path: String, last: Int = 1, device: Device = .cpu) throws {
    guard last > 1 else {
      self.init([try TrainedRefiner(at: path, device: device)])
      return
    }
    let folder = RunFolder(path: path)
    guard folder.isRun else {
      throw TrainingError(.recipe, "--last goes with a run folder; \(path) is none")
    }
    let there = folder.checkpoints.all()
    guard there.count >= last else {
      throw TrainingError(
        .recipe,
        "\(path) holds \(there.count) checkpoints, not \(last); lower --last, or train with --keep-checkpoints \(last) "
          + "and a smaller --checkpoint-every")
    }
    self.init(try there.suffix(last).map { try TrainedRefiner(at: $0.path, device: device) })
  }

  /// How pictures of both sides are made alike.
  public var preparation: PicturePreparation {
    get throws { try refiners[0].recipe.preparation() }
  }

  /// Whose turn a picture is.
  public subscript(picture number: Int) -> TrainedRefiner { refiners[number % refiners.count] }

  /// Pictures refined in turns and rounded to 8 bits, as in files; with the labels that they had.
  public func refined(_ images: LabelledImages, seed: UInt64 = 0) -> LabelledImages {
    guard refiners.count > 1 else { return refiners[0].refined(images, seed: seed) }
    let turns = refiners.indices.map { Array(stride(from: $0, to: images.count, by: refiners.count)) }
    let parts = zip(refiners, turns).map { $0.refined(images.subset($1), seed: seed) }
    // Where each picture lies among the parts, one behind the other.
    var places = [Int](repeating: 0, count: images.count)
    for (place, number) in turns.joined().enumerated() { places[number] = place }
    let all = LabelledImages(
      source: images.source, format: images.format, pixels: parts.flatMap(\.pixels), channels: images.channels,
      height: images.height, width: images.width,
      labels: images.labels.map { labels in turns.joined().map { labels[$0] } },
      classNames: images.classNames)
    return all.subset(places)
  }
}
