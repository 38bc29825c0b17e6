import Adversarial
public import ArgumentParser
import Features
import Foundation
import Generation
import Judges
import Torch

/// A feature network and how pictures are given to it.
struct FeatureOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What makes the features: a run of `gan train classifier` or its weights file, efficientnet-lite0 (`gan weights "
        + "fetch`), or a TorchScript file such as inception-2015-12-05.pt (a program: use one that you trust).",
      valueName: "run|name|file"))
  var features: String?

  @Option(
    help: ArgumentHelp(
      "The side of the pictures that a TorchScript file takes; the default is 299.", valueName: "pixels"))
  var featureSize: Int?

  @Option(help: "The values that it takes: levels (0...255, the default), unit (0...1) or signed (-1...1).")
  var featureRange: ScriptFeatures.Range?

  func validate() throws {
    if let featureSize, featureSize <= 0 {
      throw ValidationError("--feature-size is \(featureSize); use 1 or more")
    }
    let isScript = features.map { !Self.isClassifier($0) && KnownWeights.named($0) == nil } ?? false
    if !isScript, featureSize != nil || featureRange != nil {
      throw ValidationError("--feature-size and --feature-range go with --features FILE.pt; a classifier knows its own")
    }
  }

  /// The network; nil where none was named.
  func extractor(device: Device) throws -> (any FeatureExtractor)? {
    guard let features else { return nil }
    if Self.isClassifier(features) { return try TrainedClassifier(at: features, device: device) }
    if KnownWeights.named(features) != nil { return try PooledFeatures(device: device) }
    return try ScriptFeatures(path: features, size: featureSize ?? 299, range: featureRange ?? .levels, device: device)
  }

  /// A run folder, or a file of weights, in place of a program.
  private static func isClassifier(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    return exists && isFolder.boolValue || path.hasSuffix(".safetensors")
  }
}

extension ScriptFeatures.Range: ExpressibleByArgument {}
