import AnomalyDetection
import ArgumentParser
import Datasets
import Files
import Foundation
import Training

/// The options of `gan train` for detectors that learn patches of features and train no network.
struct PatchDetectorOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Normal pictures: a folder of them, MVTec AD's layout, class folders, IDX files, MedMNIST's .npz.",
      valueName: "dir|file"))
  var data: String?

  @Option(help: ArgumentHelp("The run folder to write.", valueName: "run"))
  var out: String

  @Option(
    help: ArgumentHelp(
      "How the data is laid out, where the guess is wrong: anomaly, class-folders, single-folder (all of it normal), idx, "
        + "cifar-binary, usps-text, num-py.", valueName: "name"))
  var format: String?

  @Option(
    name: [.customLong("normal-class"), .customLong("normal")],
    help: ArgumentHelp(
      "The class or folder that is normal; the default is good or normal, or 0 in an .npz.", valueName: "name"))
  var normalClass: String?

  @Option(help: "How many normal pictures are drawn, by --seed, to learn; the rest stays for testing.")
  var trainCount: Int?

  @Option(
    help: ArgumentHelp(
      "The network: efficientnet-lite0 (`gan weights fetch`), or a file of its weights, AlexNet's, or TorchScript.",
      valueName: "name|file"))
  var features: String?

  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("Which of its maps, by their strides.", valueName: "pixels"))
  var strides: [Int] = []

  @Option(help: "The longest side that whole pictures are scaled to.") var size: Int?
  @Option(help: ArgumentHelp("Look at windows of that side; 0 takes pictures whole.", valueName: "side"))
  var patch: Int?
  @Option(help: "The longest side that pictures are scaled to before windows are cut; 0 leaves them.")
  var longestSide: Int?
  @Option(help: "1 for grey, 3 for colour; the default is the data's own.") var channels: Int?

  @Option(help: "Learn normal pictures at so many angles: for things that lie anyhow.") var rotations: Int?
  @Flag(help: "Learn mirrored pictures too.") var flips = false

  @Option(help: "The share of normal pictures that may be called abnormal: fits the threshold.")
  var falseAlarm: Double?
  @Option(help: "Normal pictures kept from learning to fit the threshold on: a share, or a count.")
  var heldOut: Double?

  @Option(help: ArgumentHelp("A YAML file of recipe keys; options given beside it win.", valueName: "file"))
  var recipe: String?
  @Option(
    name: .customLong("set"), help: ArgumentHelp("Any key of the recipe; may be repeated.", valueName: "key=value"))
  var settings: [String] = []
  @Option(help: "What every random draw starts from.") var seed: UInt64?
  @Option(help: "The number format of the network.") var precision: Precision?
  @Flag(help: "Stop at the first picture that cannot be used, in place of leaving it out.") var strict = false

  @Flag(help: "Choose size, angles, smoothing and score by defects planted in held-out normal pictures.")
  var tune = false

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    if let seed, Int(exactly: seed) == nil {
      throw ValidationError("--seed is \(seed); choose a number below 9223372036854775808 (2^63)")
    }
    for setting in settings where !setting.dropFirst().contains("=") {
      throw ValidationError("--set takes KEY=VALUE, not '\(setting)'")
    }
  }

  private func overrides() throws -> RecipeDocument {
    var document = RecipeDocument()
    document["data"] = data.map { .string(URL(fileURLWithPath: $0).standardizedFileURL.path) }
    document["format"] = try format.map { .string(try DatasetFormat(parsing: $0).optionName) }
    document["normal_class"] = normalClass.map { .string($0) }
    document["train_count"] = trainCount.map { .integer($0) }
    document["features"] = features.map { .string($0) }
    if !strides.isEmpty { document["strides"] = .list(strides.map { .integer($0) }) }
    document["size"] = size.map { .integer($0) }
    document["patch"] = patch.map { .integer($0) }
    document["longest_side"] = longestSide.map { .integer($0) }
    document["channels"] = channels.map { .integer($0) }
    document["rotations"] = rotations.map { .integer($0) }
    if flips { document["flips"] = .boolean(true) }
    document["false_alarm"] = falseAlarm.map { .number($0) }
    document["held_out"] = heldOut.map { .number($0) }
    document["seed"] = seed.map { .integer(Int($0)) }
    document["precision"] = precision.map { .string($0.rawValue) }
    for setting in settings {
      let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      document = document.overlaid(
        with: try RecipeDocument(yaml: "\(parts[0]): \(parts[1])", source: "--set \(setting)"))
    }
    return document
  }

  /// The recipe's defaults, the file's keys over them, then the options'.
  func document<R: PatchDetectorRecipe>(for type: R.Type) throws -> RecipeDocument {
    var document = try RecipeDocument(encoding: R())
    let known = document.keys + ["data", "pictures", "format"]
    if let recipe {
      let file = try RecipeDocument(path: recipe)
      try file.requireKeys(among: known, in: recipe)
      document = document.overlaid(with: file)
    }
    let overrides = try overrides()
    try overrides.requireKeys(among: known, in: "the command line")
    return document.overlaid(with: overrides)
  }
}

extension PatchDetectorOptions {
  /// Learns normal patches, fits the threshold and writes the model file.
  func train<R: PatchDetectorRecipe>(_ type: R.Type) throws {
    let folder = RunFolder(path: out)
    try folder.check(resume: false)
    let asked = try document(for: type)
    guard let data = word("data", in: asked) else {
      throw ValidationError("Missing expected argument '--data <dir>': the normal pictures to learn")
    }
    var recipe = try asked.decoded(as: type, source: self.recipe ?? "the recipe")
    // Before pictures are read: the commonest mistake is that the weights are not there.
    let network = try recipe.openNetwork()
    let device = try compute.prepare()
    let normalClass = recipe.data.normalClass
    let set = try openAnomalySet(
      at: data, split: "train", normalClass: normalClass.isEmpty ? nil : normalClass,
      format: word("format", in: asked).map(DatasetFormat.init(parsing:)))
    let skipped = SkipRegister(strict: strict, onSkip: { Chatter.warning($0) })
    var pictures = try recipe.pictures(of: set, skipped: skipped)
    Chatter.note(set.summary)
    Chatter.note(
      "learning \(pictures.training.count) normal pictures, \(pictures.heldOut.count) held out for the threshold")
    var tuning: Tuning?
    if tune {
      var console = StageProgress()
      let tuned = try recipe.tuned(on: set, pictures: pictures, network: network, device: device) {
        console.update($0, $1)
      }
      console.finish()
      tuned.tuning.report()
      (recipe, tuning) = (tuned.recipe, tuned.tuning)
      pictures = try recipe.pictures(of: set, skipped: skipped)
    }
    var facts: RecipeDocument = ["data": .string(data), "pictures": .integer(pictures.available)]
    facts["format"] = asked["format"]
    let clock = ContinuousClock.now
    var console = StageProgress()
    let detector = try recipe.detector(on: pictures, network: network, facts: facts, device: device) {
      console.update($0, $1)
    }
    console.finish()
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    try AtomicFile.write(
      "# Every choice of this \(R.identifier) run, resolved.\n" + detector.header.recipe.yaml(), to: folder.recipePath)
    if let tuning { try AtomicFile.write(tuning.json(), to: folder.path + "/tuning.json") }
    let path = folder.path + "/" + TrainedDetector.fileName
    try detector.save(to: path)
    Chatter.note(String(format: "learned in %.1f s", (ContinuousClock.now - clock) / .seconds(1)))
    detector.calibration.report()
    print(path)
  }
}

/// Says how far each stage of learning is: on a terminal in one line, elsewhere at the end of a stage.
private struct StageProgress {
  private var stage = ""
  private let isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1

  mutating func update(_ stage: String, _ share: Double) {
    if stage != self.stage {
      finish()
      self.stage = stage
      if !isTerminal { Chatter.note(stage) }
    }
    guard isTerminal else { return }
    FileHandle.standardError.write(Data("\r\(stage): \(Int(share * 100))%".utf8))
  }

  mutating func finish() {
    if isTerminal, !stage.isEmpty { FileHandle.standardError.write(Data("\n".utf8)) }
    stage = ""
  }
}

extension Tuning {
  /// Says what planted defects chose.
  func report() {
    let keys = best.keys.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    Chatter.note(
      "planted defects chose \(keys) of \(rows.count) (image AUROC "
        + String(format: "%.4f, pixels %.4f on them)", best.imageAuroc, best.pixelAuroc))
  }
}
