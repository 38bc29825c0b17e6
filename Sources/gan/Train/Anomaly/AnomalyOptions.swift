import Adversarial
import AnomalyDetection
import ArgumentParser
import Datasets
import Files
import Foundation
import Torch
import Training
import Vision

/// The options of `gan train` that every system which learns what is normal has.
struct AnomalyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Normal pictures: a folder of them, MVTec AD's layout, class folders, IDX files, MedMNIST's .npz.",
      valueName: "dir|file"))
  var data: String?

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

  @Option(help: "How many normal pictures are drawn, by --seed, to train on; the rest stays for testing.")
  var trainCount: Int?

  @Option(help: ArgumentHelp("Learn random windows of 28, 32, 64 or 128; 0 takes pictures whole.", valueName: "side"))
  var patch: Int?

  @Option(help: "The longest side that pictures are scaled to before windows are cut; 0 leaves them.")
  var longestSide: Int?

  @Option(help: "The side that whole pictures are scaled to: 28, 32, 64 or 128.") var imageSize: Int?
  @Option(help: "1 for grey, 3 for colour; the default is the data's own.") var channels: Int?

  @Option(help: "The share of normal pictures that may be called abnormal: fits the threshold.")
  var falseAlarm: Double?

  @Option(help: "Normal pictures kept from the networks to fit the threshold on: a share, or a count.")
  var heldOut: Double?

  @Option(help: "Width of the generator's last hidden layer.") var ngf: Int?
  @Option(help: "Width of the discriminator's first layer.") var ndf: Int?
  @Option(help: "Width of the encoder's first layer.") var nef: Int?
  @Option(help: "Numbers of the latent space.") var latentDim: Int?

  @Option(
    help: ArgumentHelp(
      "Whose features windows are compared by: critic, or efficientnet-lite0 (f-anogan, anogan).", valueName: "name"))
  var features: String?

  @Option(help: ArgumentHelp("Steps of the search for each query; 0 is none (f-anogan).", valueName: "steps"))
  var search: Int?

  @Flag(help: "Choose smoothing and score by defects planted in held-out normal pictures, after training.")
  var tune = false

  @OptionGroup var options: RunOptions

  private func overrides() throws -> RecipeDocument {
    var document = RecipeDocument()
    document["data"] = data.map { .string(URL(fileURLWithPath: $0).standardizedFileURL.path) }
    document["format"] = try format.map { .string(try DatasetFormat(parsing: $0).optionName) }
    document["normal_class"] = normalClass.map { .string($0) }
    document["train_count"] = trainCount.map { .integer($0) }
    document["patch"] = patch.map { .integer($0) }
    document["longest_side"] = longestSide.map { .integer($0) }
    document["image_size"] = imageSize.map { .integer($0) }
    document["channels"] = channels.map { .integer($0) }
    document["false_alarm"] = falseAlarm.map { .number($0) }
    document["held_out"] = heldOut.map { .number($0) }
    document["ngf"] = ngf.map { .integer($0) }
    document["ndf"] = ndf.map { .integer($0) }
    document["nef"] = nef.map { .integer($0) }
    document["latent_dim"] = latentDim.map { .integer($0) }
    document["features"] = features.map { .string($0) }
    document["search_steps"] = search.map { .integer($0) }
    return document.overlaid(with: try options.overrides())
  }
}

extension AnomalyOptions {
  /// Trains a system on normal pictures, fits its threshold and writes its model file.
  func train<R: AnomalySystemRecipe>(_ type: R.Type) throws {
    let asked = try options.document(for: type, dataKeys: ["data", "pictures", "format"], overrides: try overrides())
    let recipe = try asked.decoded(as: type, source: options.recipe ?? "the recipe")
    try recipe.score.validate()
    try recipe.data.validate()
    guard let data = word("data", in: asked) else {
      throw ValidationError("Missing expected argument '--data <dir>': the normal pictures to train on")
    }
    let normalClass = recipe.data.normalClass
    let set = try openAnomalySet(
      at: data, split: "train", normalClass: normalClass.isEmpty ? nil : normalClass,
      format: word("format", in: asked).map(DatasetFormat.init(parsing:)))
    let pictures = try recipe.pictures(
      of: set, skipped: SkipRegister(strict: options.strict, onSkip: { Chatter.warning($0) }))
    Chatter.note(set.summary)
    let what = pictures.data.isWhole ? "whole" : "in windows of \(pictures.side)"
    Chatter.note(
      "training on \(pictures.training.count) normal pictures \(what), "
        + "\(pictures.heldOut.count) held out for the threshold")
    var facts: RecipeDocument = ["data": .string(data), "pictures": .integer(pictures.available)]
    facts["format"] = asked["format"]
    let trained = try options.train(recipe, on: pictures, facts: facts)
    var progress = CountProgress("fitting the threshold", of: pictures.heldOut.count)
    let detector: TrainedDetector
    if tune {
      let tuned = try trained.tunedDetector(on: pictures)
      tuned.tuning.report()
      try AtomicFile.write(tuned.tuning.json(), to: options.out + "/tuning.json")
      detector = tuned.detector
    } else {
      detector = trained.detector(calibratedOn: pictures) { progress.update($0) }
    }
    let path = options.out + "/" + TrainedDetector.fileName
    try detector.save(to: path)
    detector.calibration.report()
    Chatter.note("model: \(path)")
    print(RunFolder(path: options.out).pagePath)
  }
}

extension Calibration {
  /// Says what the threshold is, and whether enough pictures were held out for it.
  func report() {
    Chatter.note(
      String(
        format: "scores of %.6g and more are abnormal: at most %g%% false alarms, fitted on %d pictures", threshold,
        falseAlarm * 100, pictures))
    guard !isCovered else { return }
    Chatter.warning(
      "\(pictures) held-out pictures are too few for so small a share of false alarms: the threshold lies above all of "
        + "them; hold out more (--held-out) or allow more (--false-alarm)")
  }
}
