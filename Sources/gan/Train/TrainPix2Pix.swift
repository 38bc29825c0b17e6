public import Adversarial
public import ArgumentParser
import Datasets
import Foundation
import Torch
import Training
import Translation

struct TrainPix2Pix: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pix2pix",
    abstract: "Translate pictures into others, learned from pairs (Isola et al. 2016).",
    discussion: """
      DIR holds pairs in any of these forms, in parts train/ and val/ or without parts: A and B side by side in one \
      file; folders A/ and B/ with equal file names; a pairs.csv. `gan data inspect DIR` says what it is taken for.

      The defaults are the paper's: 200 epochs at 256x256, batch size 1. Every option is a key of the recipe, which \
      has more (see recipe.yaml of any run); --recipe reads a file of them and --set gives one.
      """)

  @Option(help: ArgumentHelp("The folder of pairs, or a CSV file of them.", valueName: "dir"))
  var data: String?

  @Option(help: "The part of the data to train on; the default is train where there is one.")
  var split: String?

  @Option(help: ArgumentHelp("How the data is laid out: aligned, paired-folders, csv-pairs.", valueName: "name"))
  var format: String?

  @Option(help: "Where the seam is in files that hold both pictures of a pair: left-right or top-bottom.")
  var halves: Halves?

  @Option(help: "Which side is translated into which: AtoB or BtoA.")
  var direction: Pix2PixRecipe.Data.Direction?

  @Option(help: "The generator: unet or resnet; --netG says how deep too.")
  var generator: GeneratorRecipe.Architecture?
  @OptionGroup var game: ImageGameOptions

  @Option(name: .customLong("lambda-l1"), help: "Weight of the L1 distance to the truth.") var lambdaL1: Double?

  @Option(
    name: .customLong("lambda-ssim"),
    help: "Weight of 1 - SSIM to the truth, which is not in the paper; 0 leaves it out.")
  var lambdaSSIM: Double?

  @Flag(help: "Leave out the generator's dropout.") var noDropout = false

  @OptionGroup var options: RunOptions

  func run() throws {
    let asked = try options.document(
      for: Pix2PixRecipe.self, dataKeys: PairedDataKeys.keys, overrides: try overrides())
    let recipe = try asked.decoded(as: Pix2PixRecipe.self, source: options.recipe ?? "the recipe")
    let place = try PairedDataKeys(asked)
    let pairs = try place.open(split: place.split)
    Chatter.note(pairs.summary)
    var facts: RecipeDocument = ["data": .string(place.data), "pairs": .integer(pairs.count)]
    for key in ["split", "format", "halves"] { facts[key] = asked[key] }
    try sayPreparation(recipe, on: TrainingPairs(pairs))
    let trained = try options.train(recipe, on: TrainingPairs(pairs, watched: place.heldOut()), facts: facts)
    try UnlikeWarning.learn(run: options.out, recipe: trained.recipe, on: pairs, options: options)
    print(RunFolder(path: options.out).pagePath)
  }

  /// What is done to pictures without being asked for is a choice that people should know of: those of fixed cameras are
  /// held still, and a size that the network cannot halve often enough is made larger.
  private func sayPreparation(_ recipe: Pix2PixRecipe, on pairs: TrainingPairs) throws {
    let left = pairs.areOfFixedCameras ? recipe.data.pictures.leftToTheData : []
    if !left.isEmpty {
      Chatter.note(
        "pictures of fixed cameras are not \(left.joined(separator: " and not ")); --set flip=true and --load-size do it "
          + "all the same")
    }
    var recipe = recipe
    try recipe.resolve(for: pairs)
    let (size, generator) = (recipe.data.pictures.imageSize, recipe.generator)
    let padded = generator.paddedSize(width: size.width, height: size.height)
    guard recipe.data.pictures.isSizeFixed, padded != (size.width, size.height) else { return }
    let kind = generator.architecture == .unet ? "a U-Net of \(generator.depth) levels" : "a ResNet generator"
    Chatter.note(
      "pictures of \(size.width)x\(size.height) are mirrored beyond their edges up to \(padded.width)x\(padded.height), "
        + "which \(kind) takes")
  }

  private func overrides() throws -> RecipeDocument {
    var document = RecipeDocument()
    document["data"] = data.map { .string(URL(fileURLWithPath: $0).standardizedFileURL.path) }
    document["split"] = split.map { .string($0) }
    document["format"] = try format.map { .string(try DatasetFormat(parsing: $0).optionName) }
    document["halves"] = halves.map { .string($0.rawValue) }
    document["direction"] = direction.map { .string($0.rawValue) }
    document["generator"] = generator.map { .string($0.rawValue) }
    document = document.overlaid(with: try game.overrides())
    document["lambda_l1"] = lambdaL1.map { .number($0) }
    document["lambda_ssim"] = lambdaSSIM.map { .number($0) }
    if noDropout { document["dropout"] = .boolean(false) }
    return document.overlaid(with: try options.overrides())
  }
}

/// What a recipe says of its data.
struct PairedDataKeys {
  static let keys = ["data", "split", "pairs", "format", "halves"]

  let data: String
  let split: String?
  let format: DatasetFormat?
  let halves: Halves?

  init(_ document: RecipeDocument) throws {
    guard let data = word("data", in: document) else {
      throw ValidationError("Missing expected argument '--data <dir>': the folder of pairs to train on")
    }
    self.data = data
    split = word("split", in: document)
    format = try word("format", in: document).map(DatasetFormat.init(parsing:))
    halves = try word("halves", in: document).map { name in
      guard let known = Halves(rawValue: name) else {
        throw DatasetError("halves is '\(name)'; use left-right or top-bottom")
      }
      return known
    }
  }

  func open(split: String?) throws -> any PairedSource {
    try openPairedDataset(at: data, split: split, format: format, halves: halves)
  }

  /// The validation part, where there is one.
  func heldOut() -> (any PairedSource)? {
    let part = ["val", "test"].first { (try? availableSplits(at: data, format: format))?.contains($0) ?? false }
    return part.flatMap { try? open(split: $0) }
  }
}

extension TranslationDirection: ExpressibleByArgument {}
extension GeneratorRecipe.Architecture: ExpressibleByArgument {}
