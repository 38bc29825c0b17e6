public import Datasets
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

  init(
    _ networks: FlowNetworks?, recipe: FlowGANRecipe, calibration: FlowCalibration, header: ModelHeader, path: String,
    device: Device
  ) {
    (self.recipe, self.calibration, self.header) = (recipe, calibration, header)
    (self.path, self.device) = (path, device)
    looks = FlowLooks(networks: networks, stride: recipe.score.stride)
  }

  /// Whether a path means a model of this kind.
  public static func isOne(at path: String) -> Bool {
    guard let file = try? file(at: path) else { return false }
    return file.header.system == FlowGAN.identifier && file.header.network == "detector"
  }

  private static func file(at path: String) throws -> ModelFile {
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
    let hasNetworks = file.shapes.contains { $0.name.hasPrefix("flow_generator/") }
    let networks =
      recipe.score.score == .magnitude && !hasNetworks
      ? nil : try FlowNetworks(file, recipe: recipe, device: device, precision: precision)
    self.init(
      networks, recipe: recipe, calibration: calibration, header: file.header, path: file.path, device: device)
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
    let tensors = looks.networks?.modules.flatMap { network in
      network.module.stateDictionary().map { (name: "\(network.name)/\($0.name)", tensor: $0.tensor) }
    }
    try ModelFile.write(tensors ?? [(ModelFile.besidePrefix + "nothing", Tensor([0]))], header, to: path)
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

  /// Scores frames with their mean flows.
  ///
  /// - Returns: of each frame the score, and the smoothed map in cells of 2x2 pixels.
  public func score(_ samples: [(picture: Image, flow: FlowField)]) -> [ScoredItem] {
    let cells = looks.cells(samples, scale: recipe.motion.scale, scoring.components, device)
    guard let sum = scoring.sum(cells, scales: calibration.scales) else {
      preconditionFailure("the model has what it is scored by")
    }
    return FlowMap(recipe.score, width: sum.shape[2], height: sum.shape[1]).items(sum)
  }
}

extension FlowLooks {
  func cells(
    _ samples: [(picture: Image, flow: FlowField)], scale: Double, _ wanted: Set<FlowComponent>, _ device: Device
  ) -> [FlowComponent: Tensor] {
    let batch = MotionBatch(samples, scale: scale)
    return cells(Tensor(batch.frames, device: device), Tensor(batch.flows, device: device), wanted)
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
