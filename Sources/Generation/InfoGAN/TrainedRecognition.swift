public import Adversarial
public import Datasets
import Files
import Foundation
public import Torch
import TorchNN
import Training

/// A trained Q: reads codes off pictures.
public struct TrainedRecognition {
  /// The codes.
  public let space: LatentSpace
  /// What the pictures must be.
  public let recipe: ImageGeneratorRecipe
  private let discriminator: any ImageDiscriminator
  private let network: RecognitionNetwork
  private let device: Device

  /// Opens the newest checkpoint of a run of `gan train infogan` or `ss-infogan`.
  ///
  /// - Throws: a sentence that names the file: missing, damaged, of a system without Q.
  public init(at path: String, device: Device = .cpu) throws {
    guard let folder = try ModelFile.folder(at: path) else {
      throw FileError(path: path, reason: "codes are read with the discriminator and Q too; give the run folder")
    }
    guard FileManager.default.fileExists(atPath: folder + "/recognition.safetensors") else {
      throw FileError(
        path: folder, reason: "it has no recognition network; give a run of `gan train infogan` or `ss-infogan`")
    }
    let file = try ModelFile(folder + "/recognition.safetensors")
    let judge = try ModelFile(folder + "/discriminator.safetensors")
    let recipe = try file.header.recipe.decoded(as: InfoGANRecipe.self, source: file.path)
    self.recipe = recipe.base.generator
    self.device = device
    space = recipe.base.generator.latentSpace
    let weights = RandomSource(seed: 0)
    discriminator = recipe.base.game.makeDiscriminator(for: recipe.base.generator, random: weights)
    network = RecognitionNetwork(recipe, featureCount: discriminator.featureCount, random: weights)
    try judge.load(into: discriminator)
    try file.load(into: network)
    for module in [discriminator as Module, network] {
      try module.move(to: device)
      module.eval()
    }
  }

  /// What Q makes of pictures.
  public struct Reading {
    /// For each categorical code, the most probable category of each picture.
    public let categories: [[Int]]
    /// For each continuous code, its mean for each picture.
    public let numbers: [[Double]]
  }

  /// Reads pictures `[N, C, H, W]` in -1...1.
  public func read(_ images: Tensor, chunk: Int = 500) -> Reading {
    withoutGradients {
      var categories = [[Int]](repeating: [], count: space.categorical.count)
      var numbers = [[Double]](repeating: [], count: space.continuous.count)
      for part in images.split(size: chunk) {
        let part = part.to(device)
        let features = discriminator.features(part)
        for (code, logits) in network.categoricalLogits(part, features: features).enumerated() {
          categories[code] += logits.argmax(dim: 1).int64Array().map(Int.init)
        }
        guard let means = network.continuousMeans(features: features) else { continue }
        for code in numbers.indices { numbers[code] += means[0..., code].array().map(Double.init) }
      }
      return Reading(categories: categories, numbers: numbers)
    }
  }

  /// Reads a data set, some pictures at a time.
  public func read(_ images: LabelledImages, chunk: Int = 500) -> Reading {
    var categories = [[Int]](repeating: [], count: space.categorical.count)
    var numbers = [[Double]](repeating: [], count: space.continuous.count)
    for start in stride(from: 0, to: images.count, by: chunk) {
      let batch = images.batch(Array(start..<min(start + chunk, images.count)))
      let part = read(Tensor(pictures: batch))
      for code in categories.indices { categories[code] += part.categories[code] }
      for code in numbers.indices { numbers[code] += part.numbers[code] }
    }
    return Reading(categories: categories, numbers: numbers)
  }
}
