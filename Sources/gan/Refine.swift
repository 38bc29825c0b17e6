import Adversarial
import ArgumentParser
import Datasets
import Files
import Foundation
import Refinement
import Training
import Vision

struct Refine: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make simulated pictures real with a trained refiner.",
    discussion: """
      Pictures keep their names, folders and sizes, so that their annotations still hold; everything else in DIR, such \
      as annotations.csv, JSON files and masks, is copied beside them. A picture that cannot be read is named and left \
      out; the exit status is then 1.
      """)

  @Option(help: ArgumentHelp("The run of gan train simgan, or a refiner's weights file.", valueName: "run|file"))
  var model: String
  @Argument(help: "The folder of simulated pictures.") var directory: String
  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("The folder to write; it must be new or empty.", valueName: "dir"))
  var output: String
  @Option(help: "Of noise channels: another seed refines the same pictures in another way.") var seed: UInt64 = 0
  @OptionGroup var turns: TurnsOptions
  @Flag(help: "Scale pictures to the model's size; only where no annotation is a place in the picture.")
  var resize = false
  @OptionGroup var compute: ComputeOptions

  func run() throws {
    let there = (try? FileManager.default.contentsOfDirectory(atPath: output)) ?? []
    guard there.isEmpty else {
      throw CommandError("\(output) is not empty; choose another folder, so that no picture is written over")
    }
    let device = try compute.prepare()
    let inTurn = try RefinersInTurn(at: model, last: turns.last, device: device)
    let refiners = inTurn.refiners
    let source = try SimulationFiles(directory, excluding: output)
    // A hand that is cut out lies elsewhere than in its file, as in a picture that is scaled.
    if resize || refiners.contains(where: { $0.recipe.data.cutsHands }) { try source.requireNoPlaces() }
    let sample = source.sample()
    for refiner in refiners { try refiner.requireContrast(left: refiner.contrastLeft(in: sample)) }
    try Folders.make(output)
    var (failures, others) = (0, 0)
    for (number, file) in source.pictures.enumerated() {
      do {
        let image = try Image(path: source.path(file))
        let refiner = inTurn[picture: number]
        if let size = refiner.size, (image.width, image.height) != (size.width, size.height) { others += 1 }
        let place = output + "/" + file
        try Folders.make((place as NSString).deletingLastPathComponent)
        try refiner(image, keepsSize: !resize, seed: seed &+ UInt64(number)).write(to: place)
      } catch {
        failures += 1
        Chatter.error(error)
      }
    }
    try source.copyOthers(to: output)
    if others > 0, !resize {
      Chatter.note(
        "\(others) pictures have another size than the model learned from (\(refiners[0].size?.description ?? "?")): they "
          + "were refined at that size and scaled back to their own")
    }
    Chatter.note(
      "\(source.pictures.count - failures) pictures refined by \(refiners.map(\.path).joined(separator: ", "))")
    print(output)
    if failures > 0 { throw ExitCode(1) }
  }
}

/// How many checkpoints refine.
struct TurnsOptions: ParsableArguments {
  @Option(help: "Refiners: how many of the run's newest checkpoints take turns, picture by picture.") var last = 1

  func validate() throws {
    guard last >= 1 else { throw ValidationError("--last is \(last); use 1 or more") }
  }
}

extension TrainedRefiner {
  /// Makes sure that something is left of pictures.
  ///
  /// - Throws: a sentence that names the model which makes every picture even, and the mend.
  func requireContrast(left: Double?) throws {
    guard let left, left < Self.leastContrast else { return }
    let share = String(format: "%.1f%%", 100 * left)
    throw CommandError(
      "\(path) has collapsed: what it makes of pictures has \(share) of their contrast, one even picture for all; train "
        + "again with a greater --lambda or a smaller --lr")
  }
}

extension SimulationFiles {
  /// Some pictures, spread over all; those that cannot be read are named in their turn.
  fileprivate func sample(_ count: Int = 16) -> [Image] {
    (0..<min(count, pictures.count)).compactMap { place in
      try? Image(path: path(pictures[place * pictures.count / min(count, pictures.count)]))
    }
  }
}
