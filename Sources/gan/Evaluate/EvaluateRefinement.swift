import ArgumentParser
import Datasets
import Files
import Foundation
import Judges
import Metrics
import Refinement
import Vision

/// `gan evaluate` of a refiner.
struct RefinementEvaluationOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Refiners: the simulated pictures.", valueName: "dir")) var simulated: String?
  @Option(help: ArgumentHelp("Refiners: the real pictures.", valueName: "dir")) var real: String?

  @OptionGroup var formats: RefinementFormats

  @OptionGroup var turns: TurnsOptions

  @Option(
    help: ArgumentHelp("Refiners: write rows of simulated, refined and real pictures here.", valueName: "file"))
  var sheet: String?

  var isWanted: Bool { simulated != nil || real != nil || sheet != nil || turns.last > 1 }

  func run(model: String?, count: Int?, compute: ComputeOptions, seed: UInt64, json: Bool) throws {
    guard let model, let simulated, let real else {
      throw ValidationError("for refiners give --model, --simulated and --real")
    }
    let device = try compute.prepare()
    let refiners = try RefinersInTurn(at: model, last: turns.last, device: device)
    let pictures = try RefinementPictures(
      simulated: simulated, real: real, formats: formats, preparation: refiners.preparation)
    try pictures.requireAlike()
    let evaluation = try RefinementEvaluation(
      of: refiners, on: pictures, count: count ?? 1000, seed: seed, device: device)
    if let sheet { try evaluation.sheet.write(to: sheet) }
    if json { try printJSON(RefinementFigures(evaluation)) } else { print(Self.table(evaluation)) }
  }

  private static func table(_ evaluation: RefinementEvaluation) -> String {
    func percent(_ share: Double) -> String { String(format: "%.1f%%", 100 * share) }
    var lines = [("before", evaluation.before), ("after", evaluation.after)].map { name, test in
      "two-sample test \(name): \(percent(test.accuracy)), 95% interval \(percent(test.interval.lower)) to "
        + "\(percent(test.interval.upper)), folds " + test.folds.map(percent).joined(separator: " ")
    }
    if let agreement = evaluation.agreement {
      lines.append(
        "agreement of two classifiers on \(agreement.after.pictures) real pictures: simulated "
          + "\(percent(agreement.before.share)), refined \(percent(agreement.after.share))")
    }
    if let drift = evaluation.drift, drift.name == "class" {
      lines.append(
        String(
          format:
            "drift: the own class loses %.4f of probability in the mean, %.4f at the 95th percentile; the network "
            + "is wrong about %.2f%% of simulated pictures that were held out", drift.mean, drift.p95,
          100 * drift.ownError))
    } else if let drift = evaluation.drift {
      let points = drift.points.map { String(format: "%@ %.2f", $0.name, $0.mean) }.joined(separator: ", ")
      lines.append(
        String(
          format:
            "drift of the %@: %.2f pixels in the mean, %.2f at the 95th percentile; the network is off by %.2f by "
            + "itself (%@)", drift.name, drift.mean, drift.p95, drift.ownError, points))
      if let matched = drift.matched {
        lines.append(
          String(
            format:
              "without a network: what surrounds the %@ is found %.2f pixels away in the mean, %.2f at the 95th "
              + "percentile", drift.name, matched.mean, matched.p95))
      }
    }
    lines.append(String(format: "pixels moved by %.1f of 255 in the mean", evaluation.pixelChange))
    return lines.joined(separator: "\n")
  }
}

/// The figures that programs read.
private struct RefinementFigures: Encodable {
  struct Both: Encodable {
    let before: Double
    let after: Double
  }
  struct Drift: Encodable {
    struct Matched: Encodable {
      let mean: Double
      let p95: Double
    }
    let mean: Double
    let p95: Double
    /// Without a network; of points alone.
    let matched: Matched?
  }
  enum CodingKeys: String, CodingKey { case c2st, agreement, drift }

  let c2st: Both
  let agreement: Double?
  let drift: Drift?

  init(_ evaluation: RefinementEvaluation) {
    c2st = Both(before: evaluation.before.accuracy, after: evaluation.after.accuracy)
    agreement = evaluation.agreement?.after.share
    drift = evaluation.drift.map { drift in
      Drift(
        mean: drift.mean, p95: drift.p95, matched: drift.matched.map { Drift.Matched(mean: $0.mean, p95: $0.p95) })
    }
  }

  // Keys stay where there is nothing to say, as null.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(c2st, forKey: .c2st)
    try container.encode(agreement, forKey: .agreement)
    try container.encode(drift, forKey: .drift)
  }
}
