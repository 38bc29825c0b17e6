import ArgumentParser
import Foundation
import Training

/// The options of `gan train` that every system has. An option that is not given leaves the recipe's value.
struct RunOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The run folder to write.", valueName: "run"))
  var out: String

  @Flag(help: "Go on with the run in that folder from its newest checkpoint.")
  var resume = false

  @Option(help: ArgumentHelp("A YAML file of recipe keys; options given beside it win.", valueName: "file"))
  var recipe: String?

  @Option(
    name: .customLong("set"), help: ArgumentHelp("Any key of the recipe; may be repeated.", valueName: "key=value"))
  var settings: [String] = []

  @Option(help: "Samples in a step.") var batchSize: Int?
  @Option(help: "Training steps; wins over --epochs.") var steps: Int?
  @Option(help: "Passes over the data.") var epochs: Int?
  @Option(help: "The learning rate at the start.") var lr: Double?
  @Option(help: "What every random draw starts from.") var seed: UInt64?
  @Option(help: "The number format of forward passes.") var precision: Precision?
  @Option(help: "Steps from checkpoint to checkpoint.") var checkpointEvery: Int?
  @Option(help: "Minutes from checkpoint to checkpoint.") var checkpointMinutes: Double?
  @Option(help: "How many checkpoints are kept.") var keepCheckpoints: Int?
  @Option(help: "Steps from log line to log line.") var logEvery: Int?
  @Option(help: "Steps from sample sheet to sample sheet.") var sampleEvery: Int?

  @Flag(help: "Stop at the first picture that cannot be used, in place of leaving it out.")
  var strict = false

  @OptionGroup var compute: ComputeOptions

  mutating func validate() throws {
    if let seed, Int(exactly: seed) == nil {
      throw ValidationError("--seed is \(seed); choose a number below 9223372036854775808 (2^63)")
    }
    if steps != nil, epochs != nil { throw ValidationError("give --steps or --epochs, not both") }
    for setting in settings where !setting.dropFirst().contains("=") {
      throw ValidationError("--set takes KEY=VALUE, not '\(setting)'")
    }
  }

  /// What was given, as recipe keys; `--epochs` unsets the steps that would win over it.
  func overrides() throws -> RecipeDocument {
    var document = RecipeDocument()
    document["batch_size"] = batchSize.map { .integer($0) }
    document["steps"] = steps.map { .integer($0) } ?? epochs.map { _ in .integer(0) }
    document["epochs"] = epochs.map { .integer($0) }
    document["lr"] = lr.map { .number($0) }
    document["seed"] = seed.map { .integer(Int($0)) }
    document["precision"] = precision.map { .string($0.rawValue) }
    document["checkpoint_every"] = checkpointEvery.map { .integer($0) }
    document["checkpoint_minutes"] = checkpointMinutes.map { .number($0) }
    document["keep_checkpoints"] = keepCheckpoints.map { .integer($0) }
    document["log_every"] = logEvery.map { .integer($0) }
    document["sample_every"] = sampleEvery.map { .integer($0) }
    for setting in settings {
      let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      document = document.overlaid(
        with: try RecipeDocument(yaml: "\(parts[0]): \(parts[1])", source: "--set \(setting)"))
    }
    // A longer run has its learning rate fall until its new end.
    if document["steps"] != nil, document["lr_decay_length"] == nil { document["lr_decay_length"] = .integer(0) }
    return document
  }

  /// The recipe to start from: the run's own when it goes on, else the system's with the standard's keys; then the file's
  /// keys, then the options'.
  ///
  /// - Parameters:
  ///   - dataKeys: keys that a run's recipe has beside the system's own.
  ///   - standard: what a preset says; not asked for when a run goes on.
  func document<R: TrainableRecipe>(
    for type: R.Type, dataKeys: [String], standard: @autoclosure () throws -> RecipeDocument = [:],
    overrides: RecipeDocument
  ) throws -> RecipeDocument {
    let folder = RunFolder(path: out)
    try folder.check(resume: resume)
    if resume { try folder.check(system: R.System.identifier) }
    var document = try RecipeDocument(encoding: R())
    let known = document.keys + dataKeys
    document = document.overlaid(with: try resume ? folder.recipe().completed(as: type) : standard())
    if let recipe {
      let file = try RecipeDocument(path: recipe)
      try file.requireKeys(among: known, in: recipe)
      document = document.overlaid(with: file)
    }
    try overrides.requireKeys(among: known, in: "the command line")
    return document.overlaid(with: overrides)
  }

  /// Trains, with progress on the terminal; a signal ends the run in order and then the program.
  ///
  /// - Parameters:
  ///   - standard: what a preset says.
  ///   - facts: the keys of `recipe.yaml` that say which data it is.
  func train<R: TrainableRecipe>(
    _ recipe: R, standard: RecipeDocument = [:], on source: R.Source, facts: RecipeDocument
  ) throws -> Trained<R> {
    var loading = Loading()
    loading.strict = strict
    loading.onSkip = { Chatter.warning($0) }
    warnIfShort(recipe, standard: standard)
    Precision.warnIfSlow(recipe.run.precision)
    let trained = try recipe.train(
      on: source, to: RunFolder(path: out), resume: resume, facts: facts, loading: loading, device: compute.prepare(),
      resumeCommand: "gan train \(R.System.identifier) --out \(shellQuoted(out)) --resume", stop: Signals.trap(),
      progress: TrainingConsole().show)
    if trained.outcome == .interrupted { throw ExitCode(Signals.exitStatus) }
    return trained
  }

  /// Where the preset or the system's default counts steps, a run of far fewer is no measure of the system.
  private func warnIfShort<R: TrainableRecipe>(_ recipe: R, standard: RecipeDocument) {
    var usual = R().run.steps
    if case .integer(let steps)? = standard["steps"] { usual = steps }
    guard usual > 0, recipe.run.steps > 0, recipe.run.steps * 5 < usual else { return }
    Chatter.warning(
      "\(recipe.run.steps) steps are few: the default is \(usual); expect a poor model, or leave out --steps")
  }
}

/// A word that a shell reads back as it is.
func shellQuoted(_ text: String) -> String {
  let plain = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-./:=@%+,".contains($0)) }
  return plain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
}

/// A word of the recipe's data keys.
func word(_ key: String, in document: RecipeDocument) -> String? {
  if case .string(let text)? = document[key] { text } else { nil }
}
