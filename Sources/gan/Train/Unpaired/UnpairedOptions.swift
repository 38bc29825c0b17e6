import Adversarial
import ArgumentParser
import Datasets
import Foundation
import Training

/// What the trainings of translation without pairs have in common: the data, the networks and the game.
struct UnpairedOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The folder with trainA/ and trainB/, or A/ and B/.", valueName: "dir"))
  var data: String?

  @Option(help: "Keys to start from: paper, or short: an hour or so on two cores at 256x144 in bf16.")
  var preset = UnpairedPreset.paper

  @Option(help: "The part of the data to train on; the default is train where there is one.")
  var split: String?

  @Option(
    help: ArgumentHelp(
      "How the data is laid out, where recognition guesses wrong: unaligned, paired-folders, alderley, bdd100k, ...",
      valueName: "name"))
  var format: String?

  @OptionGroup var game: ImageGameOptions

  /// The keys that say which data it is.
  static let dataKeys = ["data", "split", "format", "pictures_a", "pictures_b"]

  func overrides() throws -> RecipeDocument {
    var document = RecipeDocument()
    document["data"] = data.map { .string(URL(fileURLWithPath: $0).standardizedFileURL.path) }
    document["split"] = split.map { .string($0) }
    document["format"] = try format.map { .string(try DatasetFormat(parsing: $0).optionName) }
    return document.overlaid(with: try game.overrides())
  }

  /// The pictures that a recipe's keys mean, with held-out ones to watch the run by where the folder has them.
  static func open(_ document: RecipeDocument) throws -> (pictures: UnpairedPictures, facts: RecipeDocument) {
    guard let data = word("data", in: document) else {
      throw ValidationError("Missing expected argument '--data <dir>': the folder of trainA/ and trainB/")
    }
    let split = word("split", in: document)
    let format = try word("format", in: document).map(DatasetFormat.init(parsing:))
    let folders = try openUnalignedDataset(at: data, split: split, format: format)
    Chatter.note(folders.summary)
    let part = ["test", "val"].first { (try? availableSplits(at: data, format: format))?.contains($0) ?? false }
    let watched = part.flatMap { try? openUnalignedDataset(at: data, split: $0, format: format) }
    var facts: RecipeDocument = [
      "data": .string(data), "pictures_a": .integer(folders.a.count), "pictures_b": .integer(folders.b.count),
    ]
    for key in ["split", "format"] { facts[key] = document[key] }
    return (UnpairedPictures(folders, watched: watched), facts)
  }
}

/// The presets.
enum UnpairedPreset: String, ExpressibleByArgument, CaseIterable { case paper, short }
