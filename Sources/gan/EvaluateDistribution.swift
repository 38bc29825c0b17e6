public import Adversarial
public import ArgumentParser
import Datasets
import Foundation
import Metrics
import Torch

/// The comparison of two folders of pictures as wholes, by the features of a TorchScript file.
struct DistributionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A folder of pictures to compare with --reference as a whole: FID, KID, precision and recall.", valueName: "dir"))
  var images: String?

  @Option(help: ArgumentHelp("The folder of real pictures, of the split that figures are given for.", valueName: "dir"))
  var reference: String?

  @OptionGroup var features: FeatureOptions

  @Option(help: ArgumentHelp("How many pictures a subset of KID has.", valueName: "count"))
  var kidSubset = 1000

  func validate() throws {
    guard images == nil || reference != nil && features.features != nil else {
      throw ValidationError("--images goes with --reference DIR and --features FILE.pt")
    }
    guard images != nil || reference == nil && features.features == nil else {
      throw ValidationError("--reference and --features go with --images DIR")
    }
    guard kidSubset >= 2 else { throw ValidationError("--kid-subset is \(kidSubset); use 2 or more") }
  }
}

/// A feature network and how pictures are given to it.
struct FeatureOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A TorchScript file that makes features, such as inception-2015-12-05.pt: a program, so use one that you trust.",
      valueName: "file"))
  var features: String?

  @Option(help: ArgumentHelp("The side of the pictures that the feature network takes.", valueName: "pixels"))
  var featureSize = 299

  @Option(help: "The values that it takes: levels (0...255), unit (0...1) or signed (-1...1).")
  var featureRange = ScriptFeatures.Range.levels

  func validate() throws {
    guard featureSize > 0 else { throw ValidationError("--feature-size is \(featureSize); use 1 or more") }
  }

  /// The network; nil where none was named.
  func extractor(device: Device) throws -> ScriptFeatures? {
    try features.map { try ScriptFeatures(path: $0, size: featureSize, range: featureRange, device: device) }
  }
}

extension ScriptFeatures.Range: ExpressibleByArgument {}

extension DistributionOptions {
  /// Compares the folders and prints the figures.
  func run(compute: ComputeOptions, seed: UInt64, json: Bool) throws {
    guard let images, let reference, let extractor = try features.extractor(device: compute.prepare()) else {
      throw ValidationError("--images goes with --reference DIR and --features FILE.pt")
    }
    let evaluation = try DistributionEvaluation(
      features: Self.features(of: images, extractor), reference: Self.features(of: reference, extractor),
      named: reference, from: extractor, subsetSize: kidSubset, seed: seed)
    if let caution = evaluation.caution { Chatter.warning(caution) }
    if json { try printJSON(evaluation) } else { print(Self.table(evaluation, images: images)) }
  }

  private static func features(of path: String, _ extractor: ScriptFeatures) throws -> Tensor {
    let folder = try ImageFolder(path)
    var progress = CountProgress("features of \(path)", of: folder.count)
    return try extractor.features(of: folder) { progress.update($0) }
  }

  private static func table(_ evaluation: DistributionEvaluation, images: String) -> String {
    let kid = evaluation.kid
    let spread =
      kid.subsets == 1
      ? "(all pictures)" : String(format: "± %.4g (\(kid.subsets) subsets of \(kid.subsetSize))", kid.standardDeviation)
    return """
      FID        \(String(format: evaluation.fid < 1 ? "%.4g" : "%.4f", evaluation.fid))
      KID        \(String(format: "%.4g", kid.value)) \(spread)
      precision  \(String(format: "%.4f", evaluation.precision))  (k = \(evaluation.neighbors))
      recall     \(String(format: "%.4f", evaluation.recall))
      \(evaluation.images) pictures of \(images), \(evaluation.referenceImages) of \(evaluation.reference)
      \(evaluation.dimensions) features of \(evaluation.features); \(evaluation.resize); \(evaluation.library)
      """
  }
}
