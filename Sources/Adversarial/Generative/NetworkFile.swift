import Foundation
import Torch
public import TorchNN

/// One network's weights on disk, with what their header says about them.
public struct NetworkFile {
  /// The file.
  public let path: String
  /// The system that trained it.
  public let system: String
  /// How it was trained.
  public let document: RecipeDocument
  /// After how many steps, where the file says so.
  public let step: Int?
  private let file: SafetensorsFile

  /// Opens a file.
  ///
  /// - Parameter networks: the names of networks that it may hold.
  /// - Throws: a sentence that names the file: missing, damaged, another network.
  public init(_ path: String, networks: [String]) throws {
    self.path = path
    file = try SafetensorsFile(path: path)
    guard let text = file.metadata["recipe"], let system = file.metadata["system"] else {
      throw CheckpointError(path: path, reason: "it does not say what network it is; give a run folder of `gan train`")
    }
    guard file.metadata["format_version"] == "1" else {
      throw CheckpointError(
        path: path,
        reason: "it has format version \(file.metadata["format_version"] ?? "?"), this program reads 1; update it")
    }
    if let network = file.metadata["network"], !networks.contains(network) {
      throw CheckpointError(
        path: path, reason: "it holds a \(network); give the file of a \(networks.last ?? "network")")
    }
    self.system = system
    step = file.metadata["step"].flatMap(Int.init)
    document = try RecipeDocument(yaml: text, source: path)
  }

  /// The folder of weights that a path means: a run's newest checkpoint, or the folder itself; nil for a file.
  ///
  /// - Throws: when there is nothing there, or no checkpoint.
  public static func folder(at path: String) throws -> String? {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw CheckpointError(path: path, reason: "there is no such file or folder; check --model")
    }
    guard isFolder.boolValue else { return nil }
    let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    if files.contains(where: { $0.hasSuffix(".safetensors") }) { return path }
    guard let checkpoint = RunFolder(path: path).checkpoints.latest() else {
      throw CheckpointError(
        path: path, reason: "the folder holds no checkpoint; give a run folder of `gan train`, or a weights file")
    }
    return checkpoint.path
  }

  /// Opens the file that a path means: itself, or in a run's newest checkpoint the first of these networks' files.
  ///
  /// - Throws: a sentence that names what is missing, damaged or another network.
  public init(at path: String, networks: [String]) throws {
    guard let folder = try NetworkFile.folder(at: path) else {
      try self.init(path, networks: networks)
      return
    }
    guard let file = NetworkFile.existing(networks, in: folder) else {
      throw CheckpointError(
        path: folder, reason: "there is no \(networks.last ?? "network") in it; give a run that trained one")
    }
    try self.init(file, networks: networks)
  }

  /// The first of these networks' files that a folder has.
  public static func existing(_ names: [String], in folder: String) -> String? {
    names.map { "\(folder)/\($0).safetensors" }.first { FileManager.default.fileExists(atPath: $0) }
  }

  /// Loads the weights.
  ///
  /// - Throws: when the file lacks a weight, or has one of another shape; the sentence names it.
  public func load(into network: Module) throws {
    do {
      try network.load(try file.all())
    } catch let error as StateDictionaryError {
      throw CheckpointError(path: path, reason: "\(error)")
    }
  }
}
