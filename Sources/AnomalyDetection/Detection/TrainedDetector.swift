import Datasets
import Files
public import Torch
import TorchNN
public import Training
public import Vision

/// A detector of anomalies, from its model file or as training left it: networks, recipe and threshold in one.
public final class TrainedDetector {
  /// What sentences call it: the model file, or the system that has just been trained.
  public let path: String
  /// What its file says, or would say.
  public let header: ModelHeader
  /// The threshold, and what normal pictures score.
  public let calibration: Calibration
  /// Which pictures it was trained on.
  public let data: NormalDataRecipe
  /// Marks of the pictures that it was trained or calibrated on (``Fingerprint``); empty where the file has none.
  public let seen: Set<Int64>
  /// The side of its windows.
  public var side: Int { scorer.side }
  /// 1 grey, 3 colour.
  public var channels: Int { scorer.channels }
  /// `anogan`, `f-anogan`, `autoencoder`, `feature-memory` or `patch-gaussian`.
  public var system: String { header.system }
  let scorer: any PictureScorer

  /// The model file of a run, which is written when training has ended.
  public static let fileName = "model.safetensors"
  private static let seenName = ModelFile.besidePrefix + "seen_pictures"

  /// Opens a model file, or that of a run folder.
  ///
  /// - Throws: a sentence that names the file: missing, damaged, not a detector, a run that has not ended.
  public convenience init(at path: String, device: Device = .cpu) throws {
    let file = try Self.file(at: path)
    try file.require(.detect)
    guard let text = file.header.further["calibration"], let calibration = try? Calibration(json: text),
      !calibration.quantiles.isEmpty
    else { throw FileError(path: file.path, reason: "it has no threshold; train it again") }
    if let type = patchDetectors.first(where: { $0.identifier == file.header.system }) {
      self.init(
        try type.examiner(of: file, device: device), calibration: calibration, header: file.header,
        seen: try Self.seen(in: file), path: file.path)
      return
    }
    guard let type = anomalySystems.first(where: { $0.identifier == file.header.system }) else {
      throw FileError(
        path: file.path,
        reason: "it is a detector of \(file.header.system), which this program does not know; update it")
    }
    try self.init(file, recipe: Self.recipe(type, of: file), calibration: calibration, device: device)
  }

  private static func file(at path: String) throws -> ModelFile {
    let run = RunFolder(path: path)
    guard run.isRun else { return try ModelFile(at: path, networks: ["detector"]) }
    let own = run.path + "/" + fileName
    if Folders.holdsFile(own) { return try ModelFile(own) }
    // A finished run of another system has no such file either: its checkpoint says what it is.
    if let folder = try? ModelFile.folder(at: path), let any = ModelFile.anyFile(in: folder) {
      try ModelFile(any).require(.detect)
    }
    throw FileError(
      path: path, reason: "the run has no \(fileName) yet, which is written at its end; go on with --resume")
  }

  private static func recipe<R: AnomalySystemRecipe>(_ type: R.Type, of file: ModelFile) throws
    -> any AnomalySystemRecipe
  {
    let recipe = try file.header.recipe.decoded(as: type, source: file.path)
    try recipe.score.validate()
    try recipe.data.validate()
    try recipe.validate()
    return recipe
  }

  private convenience init(
    _ file: ModelFile, recipe: any AnomalySystemRecipe, calibration: Calibration, device: Device
  ) throws {
    let detector = try recipe.makeDetector(device: device)
    for network in detector.networks { try file.load(into: network.module, prefix: network.name + "/") }
    self.init(
      detector, recipe: recipe, calibration: calibration, header: file.header, seen: try Self.seen(in: file),
      path: file.path, device: device)
  }

  private static func seen(in file: ModelFile) throws -> Set<Int64> {
    Set(try file.tensors(prefix: seenName).first?.tensor.int64Array() ?? [])
  }

  convenience init(
    _ detector: any AnomalyDetector, recipe: any AnomalySystemRecipe, calibration: Calibration, header: ModelHeader,
    seen: Set<Int64>, path: String, device: Device
  ) {
    self.init(
      PictureExaminer(detector: detector, recipe: recipe, device: device), calibration: calibration, header: header,
      seen: seen, path: path)
  }

  init(
    _ scorer: any PictureScorer, calibration: Calibration, header: ModelHeader, seen: Set<Int64>, path: String
  ) {
    self.path = path
    self.header = header
    self.calibration = calibration
    self.seen = seen
    self.scorer = scorer
    data = scorer.data
  }

  /// Makes sure that the model can take a picture.
  ///
  /// - Throws: a sentence that names the picture and says why not: fewer pixels than a window has, other colours.
  public func require(_ image: Image, named name: String) throws { _ = try scorer.prepared(image, named: name) }

  /// Makes sure that there is room to judge a picture: its heat map is blended, smoothed and scaled as numbers.
  ///
  /// - Throws: `TorchError` of kind `.outOfMemory` that says how much is needed and how much is there.
  public func requireMemory(for image: Image) throws(TorchError) {
    try ProcessMemory.require(image.width * image.height * scorer.bytesPerPixel)
  }

  /// Judges pictures of any size.
  ///
  /// - Parameters:
  ///   - pictures: with the names that sentences call them by.
  ///   - progress: is told how many pictures are done.
  /// - Throws: a sentence that names the picture which the model cannot take.
  public func judge(
    _ pictures: [(name: String, image: Image)], progress: (Int) -> Void = { _ in }
  ) throws -> [Judgement] {
    let prepared = try pictures.map { try scorer.prepared($0.image, named: $0.name) }
    let found = try scorer.items(in: prepared, by: calibration, progress: progress)
    return zip(found, pictures).map { item, picture in
      let map = item.map.resized(width: picture.image.width, height: picture.image.height)
      return Judgement(of: ScoredItem(score: item.score, map: map), by: calibration)
    }
  }

  /// Writes one file with everything that detection needs, and nothing of this machine.
  ///
  /// - Throws: when the disk refuses.
  public func save(to path: String) throws {
    var header = header
    header.network = "detector"
    header.recipe = header.recipe.handedOn()
    header.further["calibration"] = try calibration.json()
    var tensors = scorer.tensors
    if !seen.isEmpty { tensors.append((Self.seenName, Tensor(seen.sorted().map(Int.init)))) }
    try ModelFile.write(tensors, header, to: path)
  }
}

extension Trained where R: AnomalySystemRecipe {
  /// The detector that the system has become, with a threshold fitted on held-out normal pictures.
  ///
  /// - Parameter progress: is told how many pictures are done.
  public func detector(
    calibratedOn pictures: NormalPictures, progress: (Int) -> Void = { _ in }
  ) -> TrainedDetector {
    let detector = system.makeDetector()
    let examiner = PictureExaminer(detector: detector, recipe: recipe, device: device)
    examiner.learnUsual(of: pictures.training)
    return TrainedDetector(
      detector, recipe: recipe,
      calibration: examiner.calibration(on: pictures.heldOut, falseAlarm: recipe.score.falseAlarm, progress: progress),
      header: ModelHeader(
        system: R.System.identifier, network: "detector", uses: R.uses, recipe: document, step: step),
      seen: pictures.marks, path: "the trained \(R.System.identifier)", device: device)
  }
}

extension AnomalySystemRecipe {
  static var identifier: String { System.identifier }
}
