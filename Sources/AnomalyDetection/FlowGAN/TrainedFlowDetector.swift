public import Datasets
import Features
import Files
import Foundation
public import Torch
import TorchNN
public import Training
public import Vision

/// A detector of unusual motion, from its model file or as training left it: networks, recipe, scales and threshold.
public final class TrainedFlowDetector {
  /// What sentences call it.
  public let path: String
  /// What its file says, or would say.
  public let header: ModelHeader
  /// Every choice, with what the data decided.
  public let recipe: FlowGANRecipe
  /// Scales and threshold.
  public let calibration: FlowCalibration
  let looks: FlowLooks
  let device: Device

  /// The model file of a run, which is written when training has ended.
  public static let fileName = TrainedDetector.fileName
  private static let calibrationKey = "flow_calibration"

  static let networkKey = "features_network"

  init(
    _ looks: FlowLooks, recipe: FlowGANRecipe, calibration: FlowCalibration, header: ModelHeader, path: String,
    device: Device
  ) {
    (self.looks, self.recipe, self.calibration, self.header) = (looks, recipe, calibration, header)
    (self.path, self.device) = (path, device)
  }

  static func file(at path: String) throws -> ModelFile {
    let run = RunFolder(path: path)
    let own = run.path + "/" + fileName
    if Folders.holdsFile(own) { return try ModelFile(own) }
    guard !run.isRun else {
      throw FileError(
        path: path, reason: "the run has no \(fileName) yet, which is written at its end; go on with --resume")
    }
    return try ModelFile(at: path, networks: ["detector"])
  }

  /// Opens a model file, or that of a run folder.
  ///
  /// - Throws: a sentence that names the file: missing, damaged, not a detector of this kind, a run that has not ended.
  public convenience init(at path: String, device: Device = .cpu, precision: Precision = .f32) throws {
    let file = try Self.file(at: path)
    try file.require(.detect)
    guard let text = file.header.further[Self.calibrationKey], let calibration = try? FlowCalibration(json: text) else {
      throw FileError(path: file.path, reason: "it has no threshold; train it again")
    }
    let recipe = try file.header.recipe.decoded(as: FlowGANRecipe.self, source: file.path)
    try recipe.score.validate()
    try recipe.clips.validate()
    try recipe.motion.validate()
    let networks =
      Self.hasNetworks(file) || recipe.score.score.needsNetworks
      ? try FlowNetworks(file, recipe: recipe, device: device, precision: precision) : nil
    self.init(
      FlowLooks(
        networks: networks, eyes: try Self.eyes(file, recipe, device: device, precision: precision),
        stride: recipe.score.stride),
      recipe: recipe, calibration: calibration, header: file.header, path: file.path, device: device)
  }

  static func hasNetworks(_ file: ModelFile) -> Bool {
    file.shapes.contains { $0.name.hasPrefix("flow_generator/") }
  }

  /// The network of pictures of a file; nil where the file was made without.
  private static func eyes(
    _ file: ModelFile, _ recipe: FlowGANRecipe, device: Device, precision: Precision
  ) throws -> FlowEyes? {
    guard let name = file.header.further[networkKey] else {
      guard !recipe.score.score.needsMemory, recipe.score.frameFeatures != .features else {
        throw FileError(path: file.path, reason: "it lacks the network that it scores by; fit it again (--fit)")
      }
      return nil
    }
    func tensors(_ prefix: String) throws -> [String: Tensor] {
      Dictionary(try file.tensors(prefix: prefix).map { ($0.name, $0.tensor) }) { $1 }
    }
    let weights = try tensors("features/")
    let network =
      weights.isEmpty
      ? try FeatureNetworks.open(recipe.score.features, deepest: 16)
      : try FeatureNetworks.make(name, weights: weights, path: file.path)
    let eyes = try FlowEyes(
      network, recipe.score, size: try recipe.clips.size(), device: device, precision: precision)
    let memory = try tensors("memory/")
    if !memory.isEmpty { try eyes.remember(memory, path: file.path) }
    return eyes
  }

  /// Writes one file with everything that detection needs, and nothing of this machine.
  ///
  /// - Throws: when the disk refuses.
  public func save(to path: String) throws {
    var header = header
    header.network = "detector"
    header.recipe = header.recipe.handedOn()
    header.recipe["clips"] = nil
    header.further[Self.calibrationKey] = try calibration.json()
    var tensors =
      looks.networks?.modules.flatMap { network in
        network.module.stateDictionary().map { (name: "\(network.name)/\($0.name)", tensor: $0.tensor) }
      } ?? []
    tensors += looks.eyes?.tensors ?? []
    if tensors.isEmpty { tensors = [(ModelFile.besidePrefix + "nothing", Tensor([0]))] }
    try ModelFile.write(tensors, header, to: path)
  }

  /// How frames are made small for the model.
  ///
  /// - Throws: when the recipe has no size.
  public func format() throws -> MotionFormat {
    let size = try recipe.clips.size()
    return MotionFormat(
      width: size.width, height: size.height, channels: recipe.clips.channels, method: recipe.motion.method,
      longestSide: recipe.motion.longestSide)
  }

  /// Which flows are averaged.
  public var window: MotionWindow { recipe.motion.window }
  /// What a frame is scored by.
  public var scoring: FlowScoring { recipe.score.scoring }
  /// The score in words: what is added, how flow is compared, by whose features frames are.
  public var scoreDescription: String { recipe.score.description(network: looks.eyes?.network.name) }
  /// Every way of scoring that the model can be asked for.
  public var allScorings: [FlowScoring] {
    let network = looks.eyes.map { (name: $0.network.name, strides: $0.network.strides) }
    let possible = looks.possible.filter { calibration.scales[$0] != nil }
    return recipe.score.allScorings(hasNetworks: looks.networks != nil, network: network)
      .filter { $0.components.isSubset(of: possible) }
  }

  /// What the networks draw: the flow of each frame, and the frame of each flow.
  ///
  /// - Parameters:
  ///   - frames: `[N, C, H, W]` in -1...1.
  ///   - flows: `[N, 3, H, W]`, scaled.
  /// - Returns: the same shapes; nil where the model has no networks.
  public func drawn(ofFrames frames: Tensor, flows: Tensor) -> (flows: Tensor, frames: Tensor)? {
    looks.networks.map { networks in
      withoutGradients { (networks.toFlow.draw(frames), networks.toFrame.draw(flows)) }
    }
  }

  /// Scores frames with their mean flows.
  ///
  /// - Returns: of each frame the score, and the smoothed map in cells of 2x2 pixels.
  public func score(_ samples: [(picture: Image, flow: FlowField)]) -> [ScoredItem] { items(cells(samples)) }

  /// The sum of the looks, `[N, h, w]`.
  func cells(_ samples: [(picture: Image, flow: FlowField)]) -> Tensor {
    let cells = looks.cells(samples, scale: recipe.motion.scale, scoring.components, device)
    guard let sum = scoring.sum(cells, scales: calibration.scales) else {
      preconditionFailure("the model has what it is scored by")
    }
    return sum
  }

  func items(_ sum: Tensor) -> [ScoredItem] {
    FlowMap(recipe.score, width: sum.shape[2], height: sum.shape[1]).items(sum)
  }
}

extension FlowMap {
  func items(_ sum: Tensor) -> [ScoredItem] {
    let maps = smoothed(sum)
    let (width, height) = (maps.shape[2], maps.shape[1])
    let (scores, values) = (scores(maps), maps.array() as [Float])
    return scores.indices.map { index in
      let start = index * width * height
      return ScoredItem(
        score: scores[index],
        map: HeatMap(values: Array(values[start..<start + width * height]), width: width, height: height))
    }
  }
}
