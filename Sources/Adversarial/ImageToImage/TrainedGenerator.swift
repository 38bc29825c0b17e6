public import Torch
import TorchNN
public import Training

/// A generator that translates, from its file.
public struct TrainedGenerator {
  /// The file, opened.
  public let file: ModelFile
  /// What its network is.
  public let recipe: GeneratorRecipe

  /// The weights file.
  public var path: String { file.path }
  /// The system that trained it, such as `pix2pix`.
  public var system: String { file.header.system }
  /// After how many steps of training, where the file says so.
  public var step: Int? { file.header.step }

  /// Opens a weights file, or the newest checkpoint of a run folder.
  ///
  /// - Parameter network: which of a system's generators, where it has several.
  /// - Throws: a sentence that names the file: missing, damaged, not a generator, no checkpoint yet.
  public init(at path: String, network: String = "generator") throws {
    file = try ModelFile(at: path, networks: [network])
    try file.require(.translate)
    recipe = try file.header.recipe.decoded(as: GeneratorRecipe.self, source: file.path)
  }

  /// Builds the network and loads the weights.
  ///
  /// - Throws: when the file lacks a weight, or has one of another shape; the sentence names it.
  public func translator(
    device: Device = .cpu, mode: ImageTranslator.Mode = .asTrained(seed: 0), precision: Precision = .f32
  ) throws -> ImageTranslator {
    let noise = RandomSource(seed: 0, device: device)
    let network = try withoutDrawingWeights { try recipe.makeNetwork(random: RandomSource(seed: 0), noise: noise) }
    try file.load(into: network)
    try network.move(to: device)
    return ImageTranslator(
      network: network, recipe: recipe, noise: noise, device: device, mode: mode, precision: precision)
  }
}
