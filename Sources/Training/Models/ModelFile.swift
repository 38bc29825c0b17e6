import Files
import Foundation
public import Torch
public import TorchNN

/// A `.safetensors` of ours, opened: its header says what it is and how it was trained.
public struct ModelFile {
  /// The file.
  public let path: String
  /// What it says of itself.
  public let header: ModelHeader
  private let file: SafetensorsFile

  /// Opens a file.
  ///
  /// - Throws: a sentence that names the file: missing, damaged, of another program.
  public init(_ path: String) throws {
    guard !["pth", "pt"].contains((path as NSString).pathExtension.lowercased()) else {
      throw FileError(
        path: path, reason: "it is a PyTorch file; convert it first: gan import \(path) -o FILE.safetensors")
    }
    self.path = path
    file = try SafetensorsFile(path: path)
    let strings = file.metadata
    guard let text = strings["recipe"], let system = strings["system"] else {
      throw FileError(
        path: path,
        reason:
          "it was not written by this program and does not say what network it is; if it holds a generator of pix2pix "
          + "or CycleGAN, convert it first: gan import \(path) -o FILE.safetensors")
    }
    guard strings["format_version"] == ModelHeader.formatVersion else {
      throw FileError(
        path: path,
        reason: "it has format version \(strings["format_version"] ?? "?"), this program reads "
          + "\(ModelHeader.formatVersion); update it")
    }
    let uses = strings["uses"].map { $0.split(separator: ",").compactMap { ModelUse(rawValue: String($0)) } }
    header = ModelHeader(
      system: system, network: strings["network"] ?? "generator", uses: uses ?? ModelHeader.formerUses(of: system),
      recipe: try RecipeDocument(yaml: text, source: path), step: strings["step"].flatMap(Int.init),
      further: strings.filter {
        !["recipe", "system", "format_version", "uses", "network", "step"].contains($0.key)
      })
  }

  /// Opens what a path means: a file itself; of a run its model file or, in its newest checkpoint, the first of these
  /// networks' files.
  ///
  /// - Throws: a sentence that names what is missing, damaged or another network.
  public init(at path: String, networks: [String]) throws {
    guard let folder = try ModelFile.folder(at: path) else {
      try self.init(path)
      guard networks.contains(header.network) else {
        throw FileError(
          path: path,
          reason:
            "it holds \(header.network.hasSuffix("s") ? "" : "a ")\(header.network); give the file of a \(networks.last ?? "network")"
        )
      }
      return
    }
    guard let file = ModelFile.existing(networks, in: folder) else {
      throw FileError(
        path: folder, reason: "there is no \(networks.last ?? "network") in it; give a run that trained one")
    }
    try self.init(file)
  }

  /// Makes sure that something can be done with the model.
  ///
  /// - Throws: a sentence that says what it is good for.
  public func require(_ use: ModelUse) throws {
    guard !header.uses.contains(use) else { return }
    let commands = header.uses.map(\.command)
    throw FileError(
      path: path,
      reason: "it is a \(header.network) of \(header.system), which is not made for `gan \(use.rawValue)`; "
        + (commands.isEmpty ? "no command takes it" : "use " + commands.joined(separator: " or ")))
  }

  /// The folder of weights that a path means: a run's newest checkpoint, or the folder itself; nil for a file.
  ///
  /// - Throws: when there is nothing there, or no checkpoint.
  public static func folder(at path: String) throws -> String? {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw FileError(path: path, reason: "there is no such file or folder; check the path of the model")
    }
    guard isFolder.boolValue else { return nil }
    if let checkpoint = RunFolder(path: path).checkpoints.latest() { return checkpoint.path }
    let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    guard files.contains(where: { $0.hasSuffix(".safetensors") }) else {
      throw FileError(
        path: path, reason: "the folder holds no checkpoint; give a run folder of `gan train`, or a weights file")
    }
    return path
  }

  /// The first of these networks' files that a folder has.
  public static func existing(_ names: [String], in folder: String) -> String? {
    names.map { "\(folder)/\($0).safetensors" }.first { FileManager.default.fileExists(atPath: $0) }
  }

  /// Some weights file of a folder, to learn what system it belongs to.
  public static func anyFile(in folder: String) -> String? {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.sorted().first { $0.hasSuffix(".safetensors") }.map { "\(folder)/\($0)" }
  }

  /// The names of all tensors with their shapes.
  public var shapes: [(name: String, shape: [Int])] {
    file.names.map { ($0, file.shape(of: $0) ?? []) }
  }

  /// Every tensor whose name begins so, without that beginning.
  ///
  /// - Throws: when the file is damaged.
  public func tensors(prefix: String = "") throws -> [(name: String, tensor: Tensor)] {
    try file.names.filter { $0.hasPrefix(prefix) }.map { (String($0.dropFirst(prefix.count)), try file.tensor($0)) }
  }

  /// Loads the weights.
  ///
  /// - Parameter prefix: what the names in the file have before those of the network.
  /// - Throws: when the file lacks a weight, or has one of another shape; the sentence names it.
  public func load(into network: Module, prefix: String = "") throws {
    let known =
      prefix.isEmpty ? try tensors().filter { !$0.name.hasPrefix(Self.besidePrefix) } : try tensors(prefix: prefix)
    try Self.requireFinite(known, in: path)
    do throws(StateDictionaryError) {
      try network.load(Dictionary(known.map { ($0.name, $0.tensor) }) { first, _ in first })
    } catch {
      throw FileError(path: path, reason: "\(prefix)\(error)")
    }
  }

  /// Makes sure that weights are numbers.
  ///
  /// - Throws: a sentence that names the file and the first tensor which holds a NaN or an infinity.
  public static func requireFinite(_ weights: [(name: String, tensor: Tensor)], in path: String) throws {
    guard let name = FiniteCheck.firstNonFinite(in: weights) else { return }
    throw FileError(
      path: path,
      reason: "its tensor \(name) holds a NaN or an infinity, as after a training that went wrong; "
        + "take an earlier checkpoint, or copy the file again")
  }

  /// What stands before the names of tensors that are no weights, such as the mean of training targets.
  public static let besidePrefix = "beside/"

  /// Writes a model file.
  ///
  /// - Throws: when the disk refuses; an old file of that name stays.
  public static func write(
    _ tensors: [(name: String, tensor: Tensor)], _ header: ModelHeader, to path: String
  ) throws {
    // Weights may be laid out with channels last; files hold rows.
    try Safetensors.write(
      tensors.map { ($0.name, $0.tensor.detached().contiguous()) }, metadata: header.metadata, to: path)
  }
}

extension ModelUse {
  /// The command that does it.
  public var command: String { self == .judge ? "`--features`" : "`gan \(rawValue)`" }
}
