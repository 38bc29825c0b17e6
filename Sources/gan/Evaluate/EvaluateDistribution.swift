import Adversarial
import ArgumentParser
import Datasets
import Features
import Foundation
import Metrics
import Torch

/// The comparison of generated pictures with real ones as wholes, by the features of a network.
struct DistributionOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A folder of generated pictures, in place of --model.", valueName: "dir"))
  var images: String?

  @Option(
    help: ArgumentHelp("Real pictures to compare with as a whole; the same as --data.", valueName: "dir"))
  var reference: String?

  @OptionGroup var features: FeatureOptions

  @Option(help: ArgumentHelp("How many pictures a subset of KID has.", valueName: "count"))
  var kidSubset = 1000

  func validate() throws {
    guard kidSubset >= 2 else { throw ValidationError("--kid-subset is \(kidSubset); use 2 or more") }
  }

  /// Whether pictures are compared as wholes, and not pair by pair.
  var isWanted: Bool { images != nil || reference != nil || features.features != nil }

  /// Makes sure that there is one set of each kind.
  func validate(model: String?, data: String?) throws {
    guard features.features != nil, (images == nil) != (model == nil), (reference == nil) != (data == nil) else {
      throw ValidationError(
        "FID and the like need --images DIR or --model GENERATOR, --reference DIR or --data DIR, and --features JUDGE")
    }
  }
}

extension DistributionOptions {
  /// Compares the pictures and prints the figures.
  ///
  /// - Parameters:
  ///   - model: the generator, where no folder was named.
  ///   - data: the real pictures, where no reference was named.
  func run(
    model: String?, data: String?, split: String?, format: DatasetFormat?, count: Int?, compute: ComputeOptions,
    seed: UInt64, json: Bool
  ) throws {
    try validate(model: model, data: data)
    let device = try compute.prepare()
    guard let extractor = try features.extractor(device: device), let path = reference ?? data else { return }
    let (real, part) = try openPictures(at: path, split: split, format: format)
    let judged = try pictures(model: model, count: count ?? 10_000, device: device, seed: seed)
    let evaluation = try DistributionEvaluation(
      features: Self.features(of: judged, extractor), of: judged.source, reference: Self.features(of: real, extractor),
      named: path, split: part, from: extractor, subsetSize: kidSubset, seed: seed)
    if let caution = evaluation.caution { Chatter.warning(caution) }
    if json { try printJSON(evaluation) } else { print(Self.table(evaluation, wereDrawn: model != nil)) }
  }

  private func pictures(model: String?, count: Int, device: Device, seed: UInt64) throws -> any PictureSet {
    if let model {
      return try DrawnPictures(by: TrainedImageGenerator(at: model, device: device), count: count, seed: seed)
    }
    return try ImageFolder(images ?? "")
  }

  private static func features(of set: any PictureSet, _ extractor: any FeatureExtractor) throws -> Tensor {
    var progress = CountProgress("features of \(set.source)", of: set.count)
    return try extractor.features(of: set, batchSize: set is DrawnPictures ? 250 : 32) { progress.update($0) }
  }

  private static func table(_ evaluation: DistributionEvaluation, wereDrawn: Bool) -> String {
    let kid = evaluation.kid
    let spread =
      kid.subsets == 1
      ? "(all pictures)" : String(format: "± %.4g (\(kid.subsets) subsets of \(kid.subsetSize))", kid.standardDeviation)
    let part = evaluation.split.map { ", the \($0) part" } ?? ""
    return """
      FID        \(String(format: evaluation.fid < 1 ? "%.4g" : "%.4f", evaluation.fid))
      KID        \(String(format: "%.4g", kid.value)) \(spread)
      precision  \(String(format: "%.4f", evaluation.precision))  (k = \(evaluation.neighbors))
      recall     \(String(format: "%.4f", evaluation.recall))
      \(evaluation.images) pictures of \(evaluation.source)\(wereDrawn ? ", seed \(evaluation.seed)" : "")
      \(evaluation.referenceImages) pictures of \(evaluation.reference)\(part)
      \(evaluation.dimensions) features of \(evaluation.features); \(evaluation.resize); \(evaluation.library)
      """
  }
}
