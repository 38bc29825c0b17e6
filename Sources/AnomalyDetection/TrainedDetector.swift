public import Adversarial
import Datasets
import Foundation
public import Torch
import TorchNN
public import Vision

/// A detector of anomalies from its model file: networks, recipe and threshold in one.
public final class TrainedDetector {
  /// What it says of a picture.
  public struct Judgement: Sendable {
    /// The higher, the more abnormal.
    public let score: Double
    /// The share of held-out normal pictures that score as high or lower, in percent.
    public let percentile: Double
    /// Whether the score is at the threshold or above.
    public let isAbnormal: Bool
    /// Where; of the picture's size.
    public let map: HeatMap
  }

  /// The model file.
  public let path: String
  /// `anogan`, `f-anogan` or `autoencoder`.
  public let system: String
  /// Everything that the file says of how it was trained.
  public let document: RecipeDocument
  /// After how many steps of training, where the file says so.
  public let step: Int?
  /// The threshold, and what normal pictures score.
  public let calibration: Calibration
  /// Which pictures it was trained on.
  public let data: NormalDataRecipe
  /// The side of its windows.
  public var side: Int { examiner.side }
  /// 1 grey, 3 colour.
  public var channels: Int { examiner.channels }
  private let examiner: PictureExaminer

  /// The systems whose models this opens.
  public static let systems = [AnoGAN.identifier, FastAnoGAN.identifier, Autoencoder.identifier]

  /// The model file of a run, which is written when training has ended.
  static let fileName = "model.safetensors"

  /// Whether a path is a run or a file of these systems; costs a look at a header.
  public static func isModel(at path: String) -> Bool {
    if let recipe = try? RunFolder(path: path).recipe(), recipe["held_out"] != nil { return true }
    return (try? NetworkFile(path, networks: ["detector"])).map { systems.contains($0.system) } ?? false
  }

  /// Opens a model file, or that of a run folder.
  ///
  /// - Throws: a sentence that names the file: missing, damaged, not a detector, a run that has not ended.
  public init(at path: String, device: Device = .cpu) throws {
    let run = RunFolder(path: path)
    if run.isRun, !FileManager.default.fileExists(atPath: "\(path)/\(Self.fileName)") {
      throw CheckpointError(
        path: path, reason: "the run has no \(Self.fileName) yet, which is written at its end; go on with --resume")
    }
    self.path = run.isRun ? "\(run.path)/\(Self.fileName)" : path
    let file = try NetworkFile(self.path, networks: ["detector"])
    guard Self.systems.contains(file.system) else {
      throw CheckpointError(
        path: self.path,
        reason: "it is a model of \(file.system), which detects nothing; give one of `gan train anogan`")
    }
    (system, document, step) = (file.system, file.document, file.step)
    let contents = try SafetensorsFile(path: self.path)
    guard let text = contents.metadata["calibration"], let calibration = try? Calibration(json: text),
      !calibration.quantiles.isEmpty
    else { throw CheckpointError(path: self.path, reason: "it has no threshold; train it again") }
    self.calibration = calibration
    let recipe = try Self.recipe(of: file)
    data = recipe.data
    let detector = try recipe.makeDetector(device: device)
    try Self.load(contents.all(), into: detector, path: self.path)
    examiner = PictureExaminer(
      detector: detector, data: recipe.data, score: recipe.score, side: recipe.imageSize, channels: recipe.channels,
      device: device)
  }

  private static func recipe(of file: NetworkFile) throws -> any AnomalySystemRecipe {
    let recipe: any AnomalySystemRecipe =
      switch file.system {
      case AnoGAN.identifier: try file.document.decoded(as: AnoGANRecipe.self, source: file.path)
      case FastAnoGAN.identifier: try file.document.decoded(as: FastAnoGANRecipe.self, source: file.path)
      default: try file.document.decoded(as: AutoencoderRecipe.self, source: file.path)
      }
    try recipe.score.validate()
    try recipe.data.validate()
    try recipe.validate()
    return recipe
  }

  private static func load(_ tensors: [String: Tensor], into detector: any AnomalyDetector, path: String) throws {
    for network in detector.networks {
      let prefix = network.name + "/"
      let own = tensors.filter { $0.key.hasPrefix(prefix) }.map { (String($0.key.dropFirst(prefix.count)), $0.value) }
      do {
        try network.module.load(Dictionary(own) { first, _ in first })
      } catch {
        throw CheckpointError(path: path, reason: "\(network.name): \(error)")
      }
    }
  }

  /// Judges pictures of any size.
  ///
  /// - Parameters:
  ///   - pictures: with the names that sentences call them by.
  ///   - chunk: how many windows are examined together, about.
  ///   - progress: is told how many pictures are done.
  /// - Throws: a sentence that names the picture which the model cannot take.
  public func judge(
    _ pictures: [(name: String, image: Image)], progress: (Int) -> Void = { _ in }
  ) throws -> [Judgement] {
    let prepared = try pictures.map { try examiner.prepared($0.image, named: $0.name) }
    var judgements: [Judgement] = []
    for range in examiner.chunks(of: prepared) {
      let found = examiner.examine(Array(prepared[range]))
      for (index, findings) in zip(range, found) {
        judgements.append(judgement(findings, of: pictures[index].image))
      }
      progress(judgements.count)
    }
    return judgements
  }

  private func judgement(_ findings: PictureFindings, of image: Image) -> Judgement {
    let score = findings.score(
      examiner.score, weights: examiner.detector.weights,
      scales: (calibration.residualScale, calibration.featureScale))
    return Judgement(
      score: score, percentile: calibration.percentile(of: score), isAbnormal: score >= calibration.threshold,
      map: findings.map.resized(width: image.width, height: image.height))
  }
}

extension PictureExaminer {
  /// Ranges of pictures with some thousand windows each, so that neither memory nor speed suffers.
  func chunks(of pictures: [Image], windows limit: Int = 1000) -> [Range<Int>] {
    let tiling = Tiling(side: side, overlap: min(side - 1, Int(Double(side) * score.overlap)))
    var ranges: [Range<Int>] = []
    var (first, sum) = (0, 0)
    for (index, picture) in pictures.enumerated() {
      let count = tiling.starts(along: picture.width).count * tiling.starts(along: picture.height).count
      if sum > 0, sum + count > limit {
        ranges.append(first..<index)
        (first, sum) = (index, 0)
      }
      sum += count
    }
    return first < pictures.count ? ranges + [first..<pictures.count] : ranges
  }
}

/// Fits the threshold of a trained system and writes its model file.
public enum DetectorFitting {
  /// Examines held-out normal pictures.
  ///
  /// - Parameter pictures: as ``NormalPictures`` gives them.
  public static func calibration(
    of detector: any AnomalyDetector, recipe: any AnomalySystemRecipe, heldOut pictures: [Image], device: Device,
    progress: (Int) -> Void = { _ in }
  ) -> Calibration {
    let examiner = PictureExaminer(
      detector: detector, data: recipe.data, score: recipe.score, side: recipe.imageSize, channels: recipe.channels,
      device: device)
    var found: [PictureFindings] = []
    for range in examiner.chunks(of: pictures) {
      found += examiner.examine(Array(pictures[range]))
      progress(found.count)
    }
    func mean(_ values: [Double]) -> Double {
      let mean = values.reduce(0, +) / Double(max(1, values.count))
      return mean > 0 ? mean : 1
    }
    let standardizes = recipe.score.standardizes
    let scales = (
      residual: standardizes ? mean(found.flatMap(\.residuals)) : 1,
      feature: standardizes ? mean(found.flatMap(\.features)) : 1
    )
    return Calibration(
      scores: found.map { $0.score(recipe.score, weights: detector.weights, scales: scales) },
      peaks: found.map(\.map.maximum), falseAlarm: recipe.score.falseAlarm, residualScale: scales.residual,
      featureScale: scales.feature)
  }

  /// Writes one file with everything that detection needs.
  ///
  /// - Throws: when the file cannot be written.
  public static func write(
    _ detector: any AnomalyDetector, system: String, recipe: RecipeDocument, calibration: Calibration, step: Int,
    to run: RunFolder
  ) throws -> String {
    let path = "\(run.path)/\(TrainedDetector.fileName)"
    let tensors = detector.networks.flatMap { network in
      network.module.stateDictionary().map {
        (name: "\(network.name)/\($0.name)", tensor: $0.tensor.detached().contiguous())
      }
    }
    try Safetensors.write(
      tensors,
      metadata: [
        "system": system, "recipe": recipe.json(), "format_version": "1", "network": "detector", "step": String(step),
        "calibration": try calibration.json(),
      ], to: path)
    return path
  }
}
