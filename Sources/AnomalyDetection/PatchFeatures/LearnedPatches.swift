import Adversarial
public import Datasets
public import Features
import Files
import Foundation
public import Torch
public import Training
import Vision

extension PatchDetectorRecipe {
  /// The normal pictures of a data set as this recipe takes them.
  ///
  /// - Throws: a sentence that names the folder, file or key.
  public func pictures(of set: AnomalySet, skipped: SkipRegister = SkipRegister()) throws -> PatchPictures {
    try validateAll()
    return try PatchPictures(set, patches: patches, data: data, score: score, skipped: skipped)
  }

  /// Opens the network that the recipe names.
  ///
  /// - Throws: weights that are not there, with the command that fetches them.
  public func openNetwork() throws -> any FeatureMapNetwork {
    try FeatureNetworks.open(patches.features, deepest: patches.strides.max())
  }

  /// Learns normal patches and fits the threshold.
  ///
  /// - Parameters:
  ///   - network: what gives the maps; opened by the recipe's name where nil.
  ///   - facts: keys beside the recipe's own, such as where the pictures are.
  ///   - progress: is told a sentence and how far it is, 0...1.
  /// - Throws: weights that are not there, with the command that fetches them; pictures that are too small; more memory
  ///   than the machine has.
  public func detector(
    on pictures: PatchPictures, network: (any FeatureMapNetwork)? = nil, facts: RecipeDocument = [:],
    device: Device = .cpu, progress: (String, Double) -> Void = { _, _ in }
  ) throws -> TrainedDetector {
    try validateAll()
    var recipe = self
    recipe.patches.channels = pictures.channels
    recipe.data.patch = max(0, recipe.data.patch)
    let network = try network ?? openNetwork()
    let extractor = try PatchExtractor(network, recipe: recipe.patches, device: device)
    let normal = try NormalPatches(
      recipe.learned(from: pictures.training), recipe: recipe.patches, extractor: extractor)
    let model = try recipe.learn(normal, progress: progress)
    let examiner = PatchExaminer(
      extractor: extractor, model: model, scale: normal.scale, patches: recipe.patches, data: recipe.data,
      score: recipe.score, channels: pictures.channels)
    let items = try examiner.items(in: pictures.heldOut, by: nil) {
      progress("fitting the threshold", Double($0) / Double(pictures.heldOut.count))
    }
    return TrainedDetector(
      examiner, calibration: Calibration(on: items, falseAlarm: score.falseAlarm),
      header: ModelHeader(
        system: Self.identifier, network: "detector", uses: Self.uses,
        recipe: facts.overlaid(with: try RecipeDocument(encoding: recipe)), step: nil,
        further: ["features_network": network.name]),
      seen: pictures.marks, path: "the trained \(Self.identifier)")
  }

  /// Pictures whole, or the windows of them side by side.
  func learned(from pictures: [Image]) -> [Image] {
    guard data.patch > 0 else { return pictures }
    let tiling = Tiling(side: data.patch, overlap: min(data.patch - 1, Int(Double(data.patch) * patches.overlap)))
    return pictures.flatMap { picture in
      tiling.starts(along: picture.height).flatMap { y in
        tiling.starts(along: picture.width).map {
          picture.cropped(x: $0, y: y, width: data.patch, height: data.patch)
        }
      }
    }
  }

  /// What a model file holds.
  static func examiner(of file: ModelFile, device: Device) throws -> PatchExaminer {
    let recipe = try file.header.recipe.decoded(as: Self.self, source: file.path)
    try recipe.validateAll()
    let weights = try tensors("features/", of: file)
    let name = file.header.further["features_network"] ?? recipe.patches.features
    let network =
      weights.isEmpty
      ? try FeatureNetworks.open(recipe.patches.features, deepest: recipe.patches.strides.max())
      : try FeatureNetworks.make(name, weights: weights, path: file.path)
    let extractor = try PatchExtractor(network, recipe: recipe.patches, device: device)
    var known = try tensors("patches/", of: file)
    guard let scale = known.removeValue(forKey: "scale"), scale.rank == 1 else {
      throw FileError(path: file.path, reason: "it has no scale of its patches; train it again")
    }
    let model: any PatchModel
    do {
      model = try recipe.model(of: known)
    } catch {
      throw FileError(path: file.path, reason: "\(error)")
    }
    return PatchExaminer(
      extractor: extractor, model: model, scale: scale, patches: recipe.patches, data: recipe.data,
      score: recipe.score, channels: recipe.patches.channels)
  }

  private static func tensors(_ prefix: String, of file: ModelFile) throws -> [String: Tensor] {
    Dictionary(try file.tensors(prefix: prefix).map { ($0.name, $0.tensor) }) { $1 }
  }
}
