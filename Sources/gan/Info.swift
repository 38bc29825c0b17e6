import ArgumentParser
import Foundation
import Training

struct Info: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what a model file or a run is: system, networks, recipe, what can be done with it.")

  @Argument(help: ArgumentHelp("The run folder, or a weights file.", valueName: "run|file")) var model: String
  @Flag(help: "Print one JSON object.") var json = false

  struct Network: Encodable {
    let name: String
    let file: String
    let parameters: Int
  }

  struct Report: Encodable {
    let path: String
    let system: String
    let step: Int?
    let commands: [String]
    let networks: [Network]
    let recipe: [String: String]
    let further: [String: String]
  }

  func run() throws {
    let files = try weights()
    let models = try files.map { try ModelFile($0) }
    guard let first = models.first else {
      throw CommandError("\(model) holds no weights; give a run or a weights file")
    }
    let header = first.header
    let report = Report(
      path: model, system: header.system, step: header.step, commands: Self.commands(for: header),
      networks: models.flatMap(Self.networks),
      recipe: Dictionary(header.recipe.entries.map { ($0.key, "\($0.value)") }) { $1 },
      further: header.further)
    if json { return try printJSON(report) }
    print(Self.text(report, recipe: header.recipe))
  }

  /// What takes the model; `gan evaluate` where it judges models of the system.
  private static func commands(for header: ModelHeader) -> [String] {
    let own = header.uses.map { $0.command.filter { $0 != "`" } }
    let isJudged = KnownSystem.all.contains { $0.identifier == header.system } || header.uses == [.translate]
    return own + (isJudged && !own.isEmpty ? ["gan evaluate"] : [])
  }

  /// A file itself; of a run, the model file that training ended with, else every network of its newest checkpoint.
  private func weights() throws -> [String] {
    guard let folder = try ModelFile.folder(at: model) else { return [model] }
    if let whole = ModelFile.existing(["model"], in: model) { return [whole] }
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    return names.filter { $0.hasSuffix(".safetensors") && $0 != "training.safetensors" }.map { "\(folder)/\($0)" }
  }

  /// The networks of a file: the one that it says, or those before whose weights' names a name and a stroke stand.
  private static func networks(of model: ModelFile) -> [Network] {
    let weights = model.shapes.filter { !$0.name.hasPrefix(ModelFile.besidePrefix) && !isStatistic($0.name) }
    let groups = Dictionary(grouping: weights) { weight in
      weight.name.contains("/") ? String(weight.name.prefix { $0 != "/" }) : model.header.network
    }
    return groups.map { name, weights in
      Network(name: name, file: model.path, parameters: weights.reduce(0) { $0 + $1.shape.reduce(1, *) })
    }.sorted { $0.name < $1.name }
  }

  /// Batch norm's running statistics are no parameters.
  private static func isStatistic(_ name: String) -> Bool {
    ["running_mean", "running_var", "num_batches_tracked"].contains { name.hasSuffix($0) }
  }

  private static func text(_ report: Report, recipe: RecipeDocument) -> String {
    var lines = ["system      \(report.system)" + (report.step.map { ", after \($0) steps" } ?? "")]
    lines += report.networks.map { "network     \($0.name), \($0.parameters) parameters" }
    lines.append("use with    " + (report.commands.isEmpty ? "no command" : report.commands.joined(separator: ", ")))
    if let text = report.further["calibration"] { lines.append("threshold   \(text)") }
    for (key, value) in report.further.sorted(by: { $0.key < $1.key }) where key != "calibration" {
      lines.append("\(key.padding(toLength: 12, withPad: " ", startingAt: 0))\(value)")
    }
    return (lines + ["recipe"] + recipe.yaml().split(separator: "\n").map { "  " + $0 }).joined(separator: "\n")
  }
}
