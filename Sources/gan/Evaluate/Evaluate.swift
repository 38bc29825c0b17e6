import Adversarial
import AnomalyDetection
import ArgumentParser
import Datasets
import Features
import Files
import Foundation
import Torch
import Training
import Translation
import Vision

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure a model on data whose truth is known, or compare a set of pictures with real ones.",
    discussion: """
      With the --model of a refiner, --simulated and --real: a two-sample test before and after, the agreement of two \
      classifiers on the real pictures, and how far annotations moved.

      With the --model of a classifier and labelled --data: its accuracy.

      With the --model of a detector of anomalies and labelled --data: image AUROC, average precision, F1, sensitivity \
      and specificity at the stored threshold with 95% intervals, pixel AUROC and PRO where masks exist.

      With the --model of unusual motion (flow-anomaly) and clips with masks: frame AUC and EER, pixel AUC and EER by the \
      40% criterion, clip by clip and over all, RBDC and TBDC, every way of scoring in both normalisations.

      With --model and --data: L1, PSNR and SSIM of the translations of pairs. With --features beside them, for a \
      generator of pictures from noise: FID, KID, precision and recall of --count pictures that it draws, compared with \
      the data's test part as wholes. --images compares a folder of pictures in place of a model's.

      For pairs, beside the model stand two answers that need no training: the input as it is, and the mean of the training \
      targets. A model is worth something when it beats both.
      """)

  @Option(help: ArgumentHelp("The run folder, or a weights file.", valueName: "run|file"))
  var model: String?

  @OptionGroup var running: ModelRunOptions

  @Option(
    help: ArgumentHelp(
      "The folder of pairs, or a CSV file of them; with --features real pictures: a folder, IDX files, CIFAR-10, USPS.",
      valueName: "dir"))
  var data: String?

  @OptionGroup var distribution: DistributionOptions

  @OptionGroup var anomaly: AnomalyEvaluationOptions

  @OptionGroup var refinement: RefinementEvaluationOptions

  @Option(
    help: """
      The part to evaluate on; the default is val, or test, for pairs, and test, where there is one, for everything else; \
      data without parts is taken whole.
      """)
  var split: String?

  @Option(help: ArgumentHelp("How the data is laid out, as for gan train.", valueName: "name"))
  var format: String?

  @Option(help: "Pairs: where the seam is in files that hold both: left-right or top-bottom.")
  var halves: Halves?

  @Option(
    help: """
      How many pictures: drawn by a generator for the comparison (10,000 if not said), or, for detectors of anomalies, \
      taken from the data by --seed (all).
      """)
  var count: Int?

  @Option(help: "Which side is translated into which; the default is the model's own.")
  var direction: Pix2PixRecipe.Data.Direction?

  @Option(help: ArgumentHelp("The size to compare at; the default is the model's training size.", valueName: "size"))
  var imageSize: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Translators: how unlike the pictures of two folders are to what the model learned from.", valueName: "dir"))
  var domainGap: [String] = []

  @Flag(help: "Print one JSON object.")
  var json = false

  @Option(help: ArgumentHelp("Write input, output and truth of the pairs, and index.html, here.", valueName: "dir"))
  var results: String?

  @Flag(help: "Write results and metrics into the run folder and show them on its page.")
  var page = false

  @Option(help: "How many pairs or pictures --results and --page show.")
  var shown = 20

  func validate() throws {
    if !domainGap.isEmpty, model == nil { throw ValidationError("--domain-gap goes with --model") }
    guard domainGap.isEmpty else { return }
    if let count, count < 2 { throw ValidationError("--count is \(count); use 2 or more") }
    if refinement.isWanted { return }
    if distribution.isWanted {
      try distribution.validate(model: model, data: data)
    } else if model == nil || data == nil {
      throw ValidationError("give --model and --data, and --features to compare generated pictures with real ones")
    }
  }

  func run() throws {
    if let model, !domainGap.isEmpty {
      let gap = try DomainGap(domainGap, model: model, running: running)
      return json ? try printJSON(gap) : print(gap.table)
    }
    if refinement.isWanted {
      return try refinement.run(
        model: model, count: count, compute: running.compute, seed: running.seed, json: json)
    }
    guard let model, let data else { return try compareWholes() }
    let evaluation = try KnownSystem.evaluation(of: model)
    if distribution.isWanted, evaluation != .unpaired { return try compareWholes() }
    guard anomaly.maps == nil || evaluation == .anomalies else {
      throw ValidationError("--maps goes with a detector of anomalies; \(model) is none")
    }
    let own = page ? RunFolder(path: model).path + "/evaluation" : nil
    switch evaluation {
    case .unpaired:
      try EvaluateUnpaired(
        model: model, data: data, split: split, format: try dataFormat(), direction: direction, imageSize: imageSize,
        features: distribution.features.features.map { $0.split(separator: ",").map(String.init) } ?? [],
        results: results ?? (page ? RunFolder(path: model).resultsPath : nil), shown: shown, json: json
      ).run(running)
    case .classes:
      let evaluation = try ClassifierEvaluation(
        model: model, data: data, split: split, format: try dataFormat(), device: running.compute.prepare())
      if json { try printJSON(evaluation) } else { print(evaluation.table) }
    case .motion:
      try FlowEvaluationCommand(
        model: model, data: data, split: split, format: try dataFormat(), results: results ?? own,
        resamples: anomaly.resamples, seed: running.seed, json: json
      ).run(compute: running.compute)
    case .anomalies:
      try anomaly.run(
        .init(
          model: model, data: data, split: split, format: try dataFormat(), count: count, results: results ?? own,
          shown: shown, seed: running.seed, json: json),
        compute: running.compute)
    case .drawn:
      throw CommandError(
        "\(model) makes pictures of noise, which are compared with real ones as wholes: add --features JUDGE")
    case .refinement:
      throw CommandError("\(model) refines pictures, which is judged beside real ones: give --simulated and --real")
    case .pairs:
      try evaluatePairs(model: model, data: data, split: try split ?? heldOutPart(of: data))
    }
  }

  private func compareWholes() throws {
    try distribution.run(
      model: model, data: data, split: split, format: try dataFormat(), count: count, compute: running.compute,
      seed: running.seed, json: json)
  }

  private func dataFormat() throws -> DatasetFormat? { try format.map(DatasetFormat.init(parsing:)) }

  /// The part that training does not see: val, or test; nil where the data has no parts.
  private func heldOutPart(of data: String) throws -> String? {
    let parts = try availableSplits(at: data, format: dataFormat())
    if parts.isEmpty { Chatter.note("\(data) has no parts; all of its pairs are compared") }
    // Of a set that has train/ alone the reader says so.
    return parts.isEmpty ? nil : ["val", "test"].first(where: parts.contains) ?? "val"
  }

  private func evaluatePairs(model: String, data: String, split: String?) throws {
    let run = RunFolder(path: model)
    if page, !run.isRun { throw ValidationError("--page goes with a run folder; use --results for a weights file") }
    let generator = try TrainedGenerator(at: model)
    let meanTarget = try generator.meanTarget()
    if meanTarget == nil {
      Chatter.warning(
        "\(generator.path) does not hold the mean of its training targets, so that row is left out; models that are trained "
          + "from now on do")
    }
    let recipe = try recipe(of: generator)
    let format = try dataFormat()
    let pairs = try openPairedDataset(at: data, split: split, format: format, halves: halves)
    Chatter.note(pairs.summary)
    let seen =
      split == "train" || pairs.place(at: 0) == nil
      ? nil : try? openPairedDataset(at: data, split: "train", format: format, halves: halves)
    let distance = try? FeatureNetworks.open("efficientnet-lite0", deepest: 16).prepared(.float32)
    let perceptual = distance.map(PerceptualDistance.init)
    let translate = try running.translator(of: generator)
    let domain = try generator.domain(for: translate)
    let evaluator = PairedEvaluator(
      recipe: recipe, meanTarget: meanTarget, places: seen.flatMap { KnownPlaces($0, recipe: recipe) },
      perceptual: perceptual.map { distance in
        { min($0.width, $0.height) < distance.leastSide ? nil : try distance($0, $1) }
      },
      unlike: domain.map { domain in { try domain.judge($0).distance } })
    var failures = 0
    let folder = results ?? (page ? run.resultsPath : nil)
    var gallery = try folder.map { try ResultsFolder($0) }
    let evaluation = try evaluator.evaluate(
      translate, on: pairs,
      skip: { error in
        failures += 1
        Chatter.error(error)
      }
    ) { pair in
      guard gallery?.count ?? shown < shown else { return }
      try gallery?.add(pair)
    }
    if json { try printJSON(evaluation) } else { print(table(evaluation)) }
    try gallery?.finish(evaluation, title: "\(generator.path) on \(data)" + (split.map { " (\($0))" } ?? ""))
    if page {
      try AtomicFile.write(Data(jsonLine(evaluation).utf8), to: run.metricsPath)
      try RunPage.write(for: run)
      print(run.pagePath)
    }
    if failures > 0 { throw ExitCode(1) }
  }

  private func recipe(of generator: TrainedGenerator) throws -> Pix2PixRecipe {
    var document = generator.file.header.recipe
    if let direction { document["direction"] = .string(direction.rawValue) }
    if let imageSize {
      document["image_size"] = .string(imageSize)
      document["load_size"] = .string("auto")
    }
    return try document.decoded(as: Pix2PixRecipe.self, source: generator.path)
  }

  private func table(_ evaluation: PairedEvaluation) -> String {
    var rows = [("model", evaluation.model), ("copy input", evaluation.copyInput)]
    if let mean = evaluation.meanImage { rows.append(("mean image", mean)) }
    if let mean = evaluation.meanOfPlace { rows.append(("mean of the place", mean)) }
    if let nearest = evaluation.nearestOfPlace { rows.append(("nearest of the place", nearest)) }
    let width = 22
    let lines = rows.map { name, scores in
      name.padding(toLength: width, withPad: " ", startingAt: 0)
        + String(format: "%8.4f  %8.2f  %8.4f", scores.l1, scores.psnr, scores.ssim)
        + (scores.perceptual.map { String(format: "  %10.4f", $0) } ?? "")
    }
    let head = "\(evaluation.images) pairs".padding(toLength: width, withPad: " ", startingAt: 0)
    let last = evaluation.model.perceptual == nil ? "" : "  perceptual (efficientnet-lite0)"
    let correlation = evaluation.warningCorrelation.map {
      String(format: "how unlike the training set inputs are and their L1 error correlate by rank: %.3f", $0)
    }
    return ([head + "      l1   psnr dB      ssim" + last] + lines + [correlation].compactMap { $0 })
      .joined(separator: "\n")
  }
}
