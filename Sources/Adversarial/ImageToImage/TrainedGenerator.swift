import Foundation
public import Torch
import TorchNN

/// A generator's weights on disk, with what their header says about them.
public struct TrainedGenerator {
  /// The weights file.
  public let path: String
  /// The system that trained it, such as `pix2pix`.
  public let system: String
  /// Everything that the header says of how it was trained; an imported file says only what its network is.
  public let document: RecipeDocument
  /// What its network is.
  public let recipe: GeneratorRecipe
  /// After how many steps of training, where the file says so.
  public let step: Int?
  private let file: SafetensorsFile

  /// Opens a weights file, or the newest checkpoint of a run folder.
  ///
  /// - Throws: a sentence that names the file: missing, damaged, not a generator, no checkpoint yet.
  public init(at path: String) throws {
    self.path = try Self.weights(at: path)
    file = try SafetensorsFile(path: self.path)
    guard let text = file.metadata["recipe"], let system = file.metadata["system"] else {
      throw CheckpointError(
        path: self.path, reason: "it does not say what network it is; make the file with `gan export` or `gan import`")
    }
    guard file.metadata["format_version"] == "1" else {
      throw CheckpointError(
        path: self.path,
        reason: "it has format version \(file.metadata["format_version"] ?? "?"), this program reads 1; update it")
    }
    if let network = file.metadata["network"], network != "generator" {
      throw CheckpointError(path: self.path, reason: "it holds a \(network); give the generator's file")
    }
    self.system = system
    step = file.metadata["step"].flatMap(Int.init)
    document = try RecipeDocument(yaml: text, source: self.path)
    guard document["latent_dim"] == nil else {
      throw CheckpointError(
        path: self.path,
        reason: "it is a generator of \(system), which makes pictures of noise and translates none; "
          + "use `gan generate`, or `gan evaluate` with --features")
    }
    recipe = try document.decoded(as: GeneratorRecipe.self, source: self.path)
  }

  private static func weights(at path: String) throws -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw CheckpointError(path: path, reason: "there is no such file or folder; check --model")
    }
    guard isFolder.boolValue else {
      guard !["pth", "pt"].contains((path as NSString).pathExtension.lowercased()) else {
        throw CheckpointError(
          path: path, reason: "it is a PyTorch file; convert it first: gan import \(path) -o FILE.safetensors")
      }
      return path
    }
    let folder = URL(fileURLWithPath: path)
    let own = folder.appendingPathComponent("generator.safetensors").path
    if FileManager.default.fileExists(atPath: own) { return own }
    guard let checkpoint = RunFolder(path: path).checkpoints.latest() else {
      throw CheckpointError(
        path: path, reason: "the folder holds no checkpoint; give a run folder of `gan train`, or a weights file")
    }
    return checkpoint.networkPath("generator")
  }

  /// Builds the network and loads the weights.
  ///
  /// - Throws: when the file lacks a weight, or has one of another shape; the sentence names it.
  public func translator(
    device: Device = .cpu, mode: ImageTranslator.Mode = .asTrained(seed: 0), precision: Precision = .f32
  ) throws -> ImageTranslator {
    let noise = RandomSource(seed: 0, device: device)
    let network = try withoutDrawingWeights { try recipe.makeNetwork(random: RandomSource(seed: 0), noise: noise) }
    do {
      try network.load(try file.all())
    } catch let error as StateDictionaryError {
      throw CheckpointError(path: path, reason: "\(error)")
    }
    try network.move(to: device)
    return ImageTranslator(
      network: network, recipe: recipe, noise: noise, device: device, mode: mode, precision: precision)
  }

  /// Every weight by name, as it lies in the file.
  public func weights() throws -> [(name: String, tensor: Tensor)] {
    try file.names.map { ($0, try file.tensor($0)) }
  }

  /// The file's header.
  public var metadata: [String: String] { file.metadata }
}
