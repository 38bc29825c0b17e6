import AnomalyDetection
import ArgumentParser
import Datasets
import Features
import Files
import Foundation
import Training
import Vision

struct TrainFlowAnomaly: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flow-anomaly",
    abstract: "Learn normal video of a fixed camera: frame to flow, flow to frame (Ravanbakhsh et al. 2017).",
    discussion: """
      DIR holds normal clips alone: video files, folders of numbered frames, UCSD's Train folder, CUHK Avenue, \
      ShanghaiTech. Whole clips are held out to fit scales and the threshold for --false-alarm; networks, recipe and \
      threshold become one file, model.safetensors, in the run folder, which `gan detect` and `gan evaluate` take.

      Scores are fitted behind the training, and may be fitted anew without it: gan train flow-anomaly --fit RUN --out \
      OTHER --set KEY=VALUE with score, delta_o, delta_s, delta_s_stride, features, lambda, box, top, false_alarm or a key \
      of events. RUN may still be training: its newest checkpoint is taken.
      """)

  @Option(help: ArgumentHelp("Normal video: a folder of clips, or a file.", valueName: "dir|file")) var data: String?
  @Option(help: ArgumentHelp("How the data is laid out: clips, the only way.", valueName: "name"))
  var format: String?
  @Option(help: "The size of the pictures that the networks see, such as 192x128; auto by the shape of the video.")
  var imageSize: String?
  @Option(help: "Seconds at the start of each clip that are left out.") var from: Double?
  @Option(help: "The second at which each clip ends.") var until: Double?
  @Option(help: "Frames a second of clips of pictures, which do not say it.") var fps: Double?
  @Option(help: "How many neighbouring flows are averaged.") var flowWindow: Int?
  @Option(help: "The share of normal frames that may be called abnormal: fits the threshold.") var falseAlarm: Double?
  @Option(
    help: """
      What frames are scored by: fusion, delta-o, delta-s, patches; without any training magnitude (the speed), \
      appearance (the nearest of remembered patches) or magnitude+appearance.
      """)
  var score: String?
  @Option(
    help: ArgumentHelp(
      "Where the flow of clips is kept from run to run; none keeps nothing. The default is the user's cache.",
      valueName: "dir|none"))
  var flowCache: String?

  @Option(
    help: ArgumentHelp(
      "Train nothing: fit scales and the threshold of this run or model anew, with the keys of scores that are given.",
      valueName: "run|file"))
  var fit: String?

  @OptionGroup var options: RunOptions

  mutating func validate() throws {
    if fit != nil, options.resume { throw ValidationError("give --fit or --resume, not both") }
  }

  private func overrides() throws -> RecipeDocument {
    var document = RecipeDocument()
    document["data"] = data.map { .string(URL(fileURLWithPath: $0).standardizedFileURL.path) }
    document["image_size"] = imageSize.map { .string($0) }
    document["from"] = from.map { .number($0) }
    document["until"] = until.map { .number($0) }
    document["fps"] = fps.map { .number($0) }
    document["flow_window"] = flowWindow.map { .integer($0) }
    document["false_alarm"] = falseAlarm.map { .number($0) }
    document["score"] = score.map { .string($0) }
    return document.overlaid(with: try options.overrides())
  }

  func run() throws {
    let type = FlowGANRecipe.self
    let asked =
      try fit.map { try refitted($0) }
      ?? options.document(for: type, dataKeys: ["data", "clips"], overrides: try overrides())
    let recipe = try asked.decoded(as: type, source: options.recipe ?? "the recipe")
    try recipe.score.validate()
    guard let data = word("data", in: asked) else {
      throw ValidationError("Missing expected argument '--data <dir>': the normal video to train on")
    }
    let set = try openVideoSet(at: data, format: try format.map(DatasetFormat.init(parsing:)))
    Chatter.note(set.summary)
    let cache = try MotionCache(flowCache)
    defer { cache.remove() }
    var progress = CountProgress("optical flow", of: set.clips.count)
    let clips = try NormalMotion(
      set, clips: recipe.clips, motion: recipe.motion, cache: cache, seed: recipe.run.seed,
      onRemark: { Chatter.warning($0) }, progress: { done, _ in progress.update(done) })
    for remark in clips.remarks { Chatter.warning(remark) }
    Chatter.note(
      "\(fit == nil ? "training on" : "learned from") \(clips.trainingFrames) frames of \(clips.training.count) clips at "
        + "\(clips.recipe.imageSize), "
        + "\(clips.heldOutFrames) frames of \(clips.heldOut.map(\.name).joined(separator: ", ")) held out")
    let facts: RecipeDocument = ["data": .string(data), "clips": .integer(set.clips.count)]
    let detector = try fitted(recipe, on: clips, facts)
    try Folders.make(options.out)
    let path = options.out + "/" + TrainedFlowDetector.fileName
    try detector.save(to: path)
    report(detector, path, heldOut: clips.heldOut.count)
  }

  /// Keys that may change while the networks stay.
  private static var fitKeys: [String] { FlowScoreRecipe.keys + ["data", "clips", "from", "until", "fps", "held_out"] }

  /// The model's recipe with the keys that are given.
  private func refitted(_ path: String) throws -> RecipeDocument {
    let own = RunFolder(path: path), out = RunFolder(path: options.out)
    if own.path != out.path { try out.check(resume: false) }
    let known = try TrainedFlowDetector.recipe(of: path)
    var given = try overrides()
    // Not asked for: it goes with the number of steps.
    given["lr_decay_length"] = nil
    if let file = options.recipe { given = try RecipeDocument(path: file).overlaid(with: given) }
    let all = try RecipeDocument(encoding: FlowGANRecipe()).keys + ["data", "clips"]
    try given.requireKeys(among: all, in: options.recipe ?? "the command line")
    for entry in given.entries where !Self.fitKeys.contains(entry.key) && known[entry.key] != entry.value {
      throw CommandError(
        "\(entry.key) belongs to the networks, which --fit leaves as they are; it takes "
          + Self.fitKeys.filter { $0 != "clips" }.joined(separator: ", "))
    }
    return known.overlaid(with: given)
  }

  private func fitted(
    _ recipe: FlowGANRecipe, on clips: NormalMotion, _ facts: RecipeDocument
  ) throws -> TrainedFlowDetector {
    var progress = CountProgress("fitting the threshold", of: clips.fittingFrames)
    if let fit {
      var recipe = recipe
      try recipe.resolve(for: clips)
      return try TrainedFlowDetector(
        refitting: fit, recipe: recipe, document: try RecipeDocument(encoding: recipe).overlaid(with: facts),
        device: options.compute.prepare(), calibratedOn: clips, onRemark: { Chatter.note($0) }
      ) { progress.update($0) }
    }
    guard recipe.score.score.needsNetworks || options.resume else {
      return try TrainedFlowDetector(
        withoutNetworks: recipe, facts: facts, device: options.compute.prepare(), calibratedOn: clips
      ) { progress.update($0) }
    }
    if recipe.score.frameFeatures == .features {
      // What is missing is told before hours of training, and not after.
      _ = try FeatureNetworks.open(recipe.score.features, deepest: recipe.score.stride)
    }
    return try options.train(recipe, on: clips, facts: facts).detector(
      calibratedOn: clips, onRemark: { Chatter.note($0) }
    ) { progress.update($0) }
  }

  /// Frames of one clip are alike: below so many clips the threshold says little of others.
  private static let fewClips = 5

  private func report(_ detector: TrainedFlowDetector, _ path: String, heldOut clips: Int) {
    let calibration = detector.calibration.frames
    Chatter.note("scored by \(detector.scoreDescription)")
    Chatter.note(
      String(
        format: "scores of %.6g and more are abnormal: at most %g%% false alarms, fitted on %d frames",
        calibration.threshold, calibration.falseAlarm * 100, calibration.pictures))
    if !calibration.isCovered {
      Chatter.warning(
        "\(calibration.pictures) held-out frames are too few for so small a share of false alarms: the threshold lies "
          + "above all of them; hold out more (--set held_out=0.3) or allow more (--false-alarm)")
    }
    if clips < Self.fewClips {
      Chatter.warning(
        "the threshold rests on \(clips) held-out clip\(clips == 1 ? "" : "s"), and frames of one clip are alike: other clips "
          + "may have many more false alarms; hold out more (--set held_out=0.3), or look at what is found first")
    }
    print(path)
  }
}
