import Adversarial
import AnomalyDetection
import ArgumentParser
import Datasets
import Foundation
import Metrics
import Reports
import Torch
import Vision

/// The options of `gan evaluate` for detectors of anomalies.
struct AnomalyEvaluationOptions: ParsableArguments {
  @Option(
    name: [.customLong("normal-class"), .customLong("normal")],
    help: ArgumentHelp(
      "Detectors of anomalies: the class or folder that is normal; the default is the model's.", valueName: "name"))
  var normalClass: String?

  @Option(help: "Detectors of anomalies: how many sets the bootstrap draws.") var resamples = 1000

  @Flag(
    help: """
      Detectors of patches: what every smoothing and share that --tune tries would have had. The best of them is chosen by \
      test labels: it says what the choice cost, and is no figure of the detector.
      """)
  var hindsight = false

  @Option(
    help: ArgumentHelp(
      "Detectors of anomalies: write every picture's heat map (NumPy, float32) and scores.csv here, for programs of your own.",
      valueName: "dir"))
  var maps: String?

  func validate() throws {
    if hindsight, maps != nil { throw ValidationError("--hindsight writes no maps; leave out --maps") }
    guard resamples > 0 else { throw ValidationError("--resamples is \(resamples); use 1 or more") }
  }
}

extension AnomalyEvaluationOptions {
  /// What else `gan evaluate` was told.
  struct Place {
    let model: String
    let data: String
    let split: String?
    let format: DatasetFormat?
    let count: Int?
    let results: String?
    let shown: Int
    let seed: UInt64
    let json: Bool
  }

  /// Judges a labelled set and prints the figures.
  func run(_ place: Place, compute: ComputeOptions) throws {
    let detector = try TrainedDetector(at: place.model, device: compute.prepare())
    let set = try labelledSet(place, detector)
    Chatter.note(set.summary)
    guard !hindsight else { return try lookBack(detector, on: set, json: place.json) }
    let evaluator = try AnomalyEvaluator(detector, on: set, resamples: resamples, seed: place.seed)
    let folder = place.results.map { DetectionFolder($0, threshold: detector.calibration.pixelThreshold) }
    // As many normal as abnormal ones are shown, spread over the set.
    let shown = folder == nil ? [] : Self.shown(set, count: place.shown)
    var rows: [DetectionPage.Row] = []
    var maps = try self.maps.map { try HeatMapFolder($0) }
    var progress = CountProgress("judging", of: set.count)
    let skipped = SkipRegister(onSkip: { Chatter.warning($0) })
    let (figures, curve, decisions) = try evaluator.evaluate(
      progress: { progress.update($0) }, skipped: skipped
    ) { judged in
      try maps?.write(judged.judgement, of: set.samples[judged.index])
      guard let folder, shown.contains(judged.index) else { return }
      let sample = set.samples[judged.index]
      let written = try folder.write(judged.image, judged.judgement.map, name: sample.name, truth: judged.mask)
      rows.append(
        DetectionPage.Row(
          name: sample.name, score: judged.judgement.score, percentile: judged.judgement.percentile,
          isAbnormal: judged.judgement.isAbnormal, truth: sample.isAbnormal == true ? sample.kind : "normal",
          pictures: written.pictures))
    }
    try maps?.finish()
    if place.json { try printJSON(figures) } else { print(Self.table(figures)) }
    if skipped.count > 0 { Chatter.warning("the figures leave out \(skipped.count) pictures that cannot be used") }
    if let folder {
      let page = folder.path + "/index.html"
      try DetectionPage(
        title: "\(detector.system) on \(place.data)",
        facts: Self.lines(figures).map { ($0.name, $0.short) } + [("Pictures", "\(figures.images)")], curve: curve,
        decisions: decisions, rows: rows
      ).write(to: page)
      if !place.json { print(page) }
    }
    // The figures are those of the rest: a script must be able to tell.
    if skipped.count > 0 { throw ExitCode(1) }
  }

  private func lookBack(_ detector: TrainedDetector, on set: AnomalySet, json: Bool) throws {
    var progress = CountProgress("judging", of: set.count)
    let skipped = SkipRegister(onSkip: { Chatter.warning($0) })
    guard let hindsight = try detector.hindsight(on: set, skipped: skipped, progress: { progress.update($0) }) else {
      throw CommandError("\(detector.path) is a model of \(detector.system); --hindsight takes detectors of patches")
    }
    if json {
      try printJSON(hindsight)
    } else {
      for (place, row) in hindsight.rows.enumerated() {
        let keys = row.keys.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        print(String(format: "%.4f  ", row.imageAuroc) + keys + (place == hindsight.own ? "  (the model's)" : ""))
      }
    }
    if skipped.count > 0 { throw ExitCode(1) }
  }

  private func labelledSet(_ place: Place, _ detector: TrainedDetector) throws -> AnomalySet {
    let own = detector.data.normalClass
    var set = try openAnomalySet(
      at: place.data, split: place.split ?? "test", normalClass: normalClass ?? (own.isEmpty ? nil : own),
      format: place.format)
    set = try withoutTrainingPictures(set, detector)
    if let count = place.count { set = try set.drawn(count, seed: place.seed) }
    return set
  }

  /// Pictures that the model was trained or calibrated on, known by their contents, are left out.
  private func withoutTrainingPictures(_ set: AnomalySet, _ detector: TrainedDetector) throws -> AnomalySet {
    guard !detector.seen.isEmpty else { return set }
    let unseen = set.samples.indices.filter { index in
      // One that cannot be read is named when its turn comes.
      guard set.samples[index].isAbnormal == false, let image = try? set.load(index) else { return true }
      return !detector.seen.contains(Fingerprint.of(image))
    }
    guard unseen.count < set.count else { return set }
    if set.isParted {
      Chatter.warning("\(set.count - unseen.count) normal pictures are equal to some that the model was trained on")
      return set
    }
    Chatter.note("\(set.count - unseen.count) normal pictures are left out: the model was trained on them")
    return set.subset(unseen)
  }

  private static func shown(_ set: AnomalySet, count: Int) -> Set<Int> {
    func spread(_ places: [Int], _ count: Int) -> [Int] {
      guard count > 0, !places.isEmpty else { return [] }
      return (0..<min(count, places.count)).map { places[$0 * places.count / min(count, places.count)] }
    }
    let abnormal = set.samples.indices.filter { set.samples[$0].isAbnormal == true }
    let normal = set.samples.indices.filter { set.samples[$0].isAbnormal == false }
    return Set(spread(abnormal, count - count / 2) + spread(normal, count / 2))
  }

  private static func lines(_ figures: AnomalyEvaluation) -> [(name: String, short: String)] {
    func text(_ figure: AnomalyEvaluation.Figure) -> String {
      String(format: "%.4f  (95%%: %.4f to %.4f)", figure.value, figure.lower, figure.upper)
    }
    var lines = [
      ("image AUROC", text(figures.auroc)), ("average precision", text(figures.averagePrecision)),
      ("equal error rate", text(figures.equalErrorRate)), ("F1 at the threshold", text(figures.f1)),
      ("sensitivity", text(figures.sensitivity)), ("specificity", text(figures.specificity)),
    ]
    if let value = figures.pixelAuroc { lines.append(("pixel AUROC", String(format: "%.4f", value))) }
    if let value = figures.perRegionOverlap { lines.append(("PRO to 30%", String(format: "%.4f", value))) }
    return lines.map { (name: $0.0, short: $0.1) }
  }

  private static func table(_ figures: AnomalyEvaluation) -> String {
    func padded(_ text: String) -> String { text.padding(toLength: 22, withPad: " ", startingAt: 0) }
    var text = "\(figures.images - figures.abnormal) normal and \(figures.abnormal) abnormal pictures, threshold "
    text += String(format: "%.6g, scored in %.1f s\n", figures.threshold, figures.seconds)
    text += lines(figures).map { padded($0.name) + $0.short }.joined(separator: "\n")
    guard figures.kinds.count > 1 else { return text }
    let kinds = figures.kinds.map { kind in
      padded(kind.name) + String(format: "%.4f  (%d pictures, %.4f found)", kind.auroc, kind.images, kind.sensitivity)
    }
    return text + "\nAUROC of each class against the normal pictures\n" + kinds.joined(separator: "\n")
  }
}
