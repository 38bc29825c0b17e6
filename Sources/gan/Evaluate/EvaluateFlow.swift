import AnomalyDetection
import Datasets
import Files
import Foundation
import Metrics
import Reports
import Torch
import Training

/// `gan evaluate` of detectors of unusual motion.
struct FlowEvaluationCommand {
  let model: String
  let data: String
  let split: String?
  let format: DatasetFormat?
  let results: String?
  let resamples: Int
  let seed: UInt64
  let json: Bool

  private struct Whole: Encodable {
    let model: String
    let score: String
    /// The score in words.
    let features: String
    let own: FlowEvaluation
    let details: FlowDetails
    let rows: [FlowEvaluationRow]
  }

  func run(compute: ComputeOptions) throws {
    let detector = try TrainedFlowDetector(at: model, device: compute.prepare())
    let set = try openVideoSet(at: data, split: try split ?? Self.testPart(of: data), format: format)
    Chatter.note(set.summary)
    let kinds = try PlantedTable.kinds(near: set.source)
    let evaluator = FlowEvaluator(detector, hasRows: !json || results != nil, kinds: kinds)
    var progress = CountProgress("looking at clips", of: set.clips.count)
    let cache = try MotionCache()
    let leftOut = try evaluator.look(
      at: set, cache: cache, onRemark: { Chatter.warning($0) }, progress: { progress.update($0) })
    let own = try evaluator.figures()
    if json {
      try printJSON(own)
      if results == nil { return try end(leftOut) }
    }
    let rows = try evaluator.rows()
    let (details, curve) = try evaluator.details(resamples: resamples, seed: seed)
    if !json { print(table(detector, evaluator, own, rows, details)) }
    if let results {
      try Folders.make(results)
      let whole = Whole(
        model: detector.path, score: detector.scoring.name, features: detector.scoreDescription, own: own,
        details: details, rows: rows)
      try AtomicFile.write(try jsonLine(whole) + "\n", to: results + "/rows.json")
      try page(detector, own, rows, details, curve).write(to: results + "/index.html")
      if !json { print(results + "/index.html") }
    }
    try end(leftOut)
  }

  private func end(_ leftOut: Int) throws {
    guard leftOut > 0 else { return }
    Chatter.warning("the figures leave out \(leftOut) clips")
  }

  private static func testPart(of data: String) throws -> String? {
    // A set without parts is looked at whole.
    (try? openVideoSet(at: data, split: "test")) == nil ? nil : "test"
  }

  private func line(_ name: String, _ figures: FlowEvaluation) -> String {
    let pixel = figures.pixel.map { String(format: "%9.4f %8.4f", $0.auc, $0.eer) } ?? "        -        -"
    return name.padding(toLength: 28, withPad: " ", startingAt: 0)
      + String(format: "%9.4f %8.4f ", figures.frame.auc, figures.frame.eer) + pixel
  }

  private static func column(_ text: String) -> String { String(repeating: " ", count: max(1, 10 - text.count)) + text }

  private static func kindLine(_ name: String, _ figures: FlowEvaluation) -> String {
    name.padding(toLength: 28, withPad: " ", startingAt: 0)
      + (figures.kinds ?? []).map { column($0.frame.map { String(format: "%.4f", $0.auc) } ?? "-") }.joined()
  }

  private func table(
    _ detector: TrainedFlowDetector, _ evaluator: FlowEvaluator, _ own: FlowEvaluation, _ rows: [FlowEvaluationRow],
    _ details: FlowDetails
  ) -> String {
    let heading = "frame AUC      EER  pixel AUC     EER"
    func head(_ text: String) -> String { text.padding(toLength: 28, withPad: " ", startingAt: 0) + heading }
    let areas =
      details.rbdc.flatMap { rbdc in details.tbdc.map { String(format: "RBDC %.4f, TBDC %.4f", rbdc, $0) } }
      ?? "no RBDC and TBDC, since masks do not say where"
    var lines = [
      "\(evaluator.frameCount) frames, scored by \(detector.scoreDescription), looked at in "
        + String(format: "%.1f s", details.seconds),
      head("scales of held-out clips"), line("the model's score", own),
      String(format: "  95%% over clips: %.4f to %.4f; ", details.interval.lower, details.interval.upper) + areas
        + " (\(details.regions) regions, \(details.tracks) tracks)",
      String(
        format: "  at the threshold: %.4f found, %.4f false alarms", details.decisions.sensitivity,
        1 - details.decisions.specificity),
    ]
    lines += rows.map { line($0.name, $0.causal) }
    lines += [head("scales of each clip itself")] + rows.map { line($0.name, $0.perClip) }
    if let kinds = own.kinds {
      // One column a kind: frame AUC of each way of scoring, scales of held-out clips.
      let columns = kinds.map(\.name)
      lines.append(
        "frame AUC by kind".padding(toLength: 28, withPad: " ", startingAt: 0)
          + columns.map { Self.column($0) }.joined())
      lines += [("the model's score", own)].map { Self.kindLine($0.0, $0.1) }
      lines += rows.map { Self.kindLine($0.name, $0.causal) }
    }
    lines.append(head("clip by clip"))
    lines += own.clips.map { clip in
      let ranges = details.ranges[clip.name]?.joined(separator: ",") ?? ""
      let figure = clip.frame.map { String(format: "%9.4f %8.4f", $0.auc, $0.eer) } ?? "        -        -"
      return clip.name.padding(toLength: 28, withPad: " ", startingAt: 0) + figure
        + "  \(clip.abnormal) of \(clip.frames) abnormal: \(ranges)"
    }
    return lines.joined(separator: "\n")
  }

  private func page(
    _ detector: TrainedFlowDetector, _ own: FlowEvaluation, _ rows: [FlowEvaluationRow], _ details: FlowDetails,
    _ curve: ROCCurve
  ) -> DetectionPage {
    var facts = [
      ("Model", detector.path), ("Score", detector.scoreDescription),
      (
        "Frame AUC",
        String(
          format: "%.4f (95%% over clips: %.4f to %.4f)", own.frame.auc, details.interval.lower, details.interval.upper)
      ),
      ("Frame EER", String(format: "%.4f", own.frame.eer)),
    ]
    if let pixel = own.pixel { facts.append(("Pixel AUC, EER", String(format: "%.4f, %.4f", pixel.auc, pixel.eer))) }
    if let rbdc = details.rbdc, let tbdc = details.tbdc {
      facts.append(("RBDC, TBDC", String(format: "%.4f, %.4f", rbdc, tbdc)))
    }
    facts += rows.map { ("\($0.name): frame AUC", String(format: "%.4f", $0.causal.frame.auc)) }
    return DetectionPage(
      title: "\(detector.header.system) on \(data)", facts: facts, curve: curve, decisions: details.decisions, rows: [])
  }
}
