import ArgumentParser
import Datasets
import Foundation
import Judges
import Training

struct TrainSelfTraining: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "self-training",
    abstract: "Train a classifier on labelled pictures and on its own judgement of unlabelled ones.",
    discussion: "Labels of --unlabelled, where it has any, are not looked at.")

  @Option(help: ArgumentHelp("The labelled pictures.", valueName: "dir")) var data: String?
  @Option(help: ArgumentHelp("The others.", valueName: "dir")) var unlabelled: String?
  @Option(
    help: ArgumentHelp(
      "How --data is laid out, where recognition guesses wrong: idx, class-folders, ...", valueName: "name")
  )
  var format: String?
  @Option(
    help: ArgumentHelp("How --unlabelled is laid out: idx, single-folder, ...", valueName: "name"))
  var unlabelledFormat: String?
  @OptionGroup var options: RunOptions

  private static let dataKeys = ["data", "unlabelled", "format", "unlabelled_format"]

  func run() throws {
    var overrides = RecipeDocument()
    overrides["data"] = data.map { .string(URL(fileURLWithPath: $0).standardizedFileURL.path) }
    overrides["unlabelled"] = unlabelled.map { .string(URL(fileURLWithPath: $0).standardizedFileURL.path) }
    overrides["format"] = try format.map { .string(try DatasetFormat(parsing: $0).optionName) }
    overrides["unlabelled_format"] = try unlabelledFormat.map { .string(try DatasetFormat(parsing: $0).optionName) }
    let asked = try options.document(
      for: SelfTrainingRecipe.self, dataKeys: Self.dataKeys,
      overrides: overrides.overlaid(with: try options.overrides()))
    let recipe = try asked.decoded(as: SelfTrainingRecipe.self, source: options.recipe ?? "the recipe")
    guard let data = word("data", in: asked), let unlabelled = word("unlabelled", in: asked) else {
      throw ValidationError("give --data and --unlabelled, the folders of labelled and of other pictures")
    }
    let skipped = SkipRegister(strict: options.strict, onSkip: { Chatter.warning($0) })
    let labelled = try openLabelledDataset(
      at: data, format: try word("format", in: asked).map(DatasetFormat.init(parsing:)), skipped: skipped)
    Chatter.note(labelled.summary)
    let others = try openLabelledDataset(
      at: unlabelled, format: try word("unlabelled_format", in: asked).map(DatasetFormat.init(parsing:)),
      skipped: SkipRegister(strict: options.strict, onSkip: { Chatter.warning($0) }))
    Chatter.note("unlabelled: \(others.withoutLabels.summary)")
    var facts = RecipeDocument()
    for key in Self.dataKeys { facts[key] = asked[key] }
    _ = try options.train(recipe, on: SelfTrainingData(labelled: labelled, unlabelled: others), facts: facts)
    print(RunFolder(path: options.out).pagePath)
  }
}
