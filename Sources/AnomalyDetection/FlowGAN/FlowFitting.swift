import Datasets
import Files
public import Torch
public import Training
import Vision

extension Trained where R == FlowGANRecipe {
  /// The detector that the system has become, with scales and a threshold fitted on held-out normal clips.
  ///
  /// - Parameter progress: is told how many frames are done.
  /// - Throws: when the flow of a clip cannot be read.
  public func detector(
    calibratedOn clips: NormalMotion, progress: (Int) -> Void = { _ in }
  ) throws -> TrainedFlowDetector {
    try TrainedFlowDetector(
      FlowNetworks(system), recipe: recipe, document: document, step: step, device: device, calibratedOn: clips,
      progress: progress)
  }
}

extension TrainedFlowDetector {
  /// A detector of speed alone, which needs no training.
  ///
  /// - Parameters:
  ///   - recipe: whose `score` is `magnitude`.
  ///   - facts: the keys that say which data it was.
  /// - Throws: a sentence that names the key whose value cannot be used.
  public convenience init(
    withoutNetworks recipe: FlowGANRecipe, facts: RecipeDocument, calibratedOn clips: NormalMotion,
    progress: (Int) -> Void = { _ in }
  ) throws {
    precondition(recipe.score.score == .magnitude, "speed alone needs no network")
    var recipe = recipe
    try recipe.resolve(for: clips)
    try self.init(
      nil, recipe: recipe, document: try RecipeDocument(encoding: recipe).overlaid(with: facts), step: nil,
      device: .cpu, calibratedOn: clips, progress: progress)
  }

  /// The detector that a run's newest checkpoint makes, as it is.
  ///
  /// - Parameters:
  ///   - recipe: the run's, whose scores may differ.
  ///   - document: the same as keys, with those that say which data it was.
  /// - Throws: a sentence that names the run, where it has no checkpoint.
  public convenience init(
    checkpointOf run: RunFolder, recipe: FlowGANRecipe, document: RecipeDocument, device: Device,
    calibratedOn clips: NormalMotion, progress: (Int) -> Void = { _ in }
  ) throws {
    guard let checkpoint = run.checkpoints.latest() else {
      throw FileError(path: run.path, reason: "the run has no checkpoint yet; train first")
    }
    let step = try ModelFile(checkpoint.path + "/flow_generator.safetensors").header.step
    try self.init(
      FlowNetworks(checkpoint: checkpoint.path, recipe: recipe, device: device), recipe: recipe, document: document,
      step: step, device: device, calibratedOn: clips, progress: progress)
  }

  /// Looks at every held-out frame once: the scores by each look give its scale, and the scaled sums the threshold.
  convenience init(
    _ networks: FlowNetworks?, recipe: FlowGANRecipe, document: RecipeDocument, step: Int?, device: Device,
    calibratedOn clips: NormalMotion, progress: (Int) -> Void
  ) throws {
    let looks = FlowLooks(networks: networks, stride: recipe.score.stride)
    let wanted = Set(recipe.score.allScorings.flatMap { $0.components }).union(recipe.score.scoring.components)
    var cells: [[FlowComponent: Tensor]] = []
    var scores: [FlowComponent: [Double]] = [:]
    var map: FlowMap?
    var done = 0
    for section in clips.heldOut {
      for start in stride(from: 0, to: section.count, by: 8) {
        let samples = try (start..<min(start + 8, section.count)).map {
          (picture: try section.picture($0), flow: try section.flow($0, recipe.motion.window))
        }
        let found = looks.cells(samples, scale: recipe.motion.scale, wanted, device)
        for (component, maps) in found {
          let rule = map ?? FlowMap(recipe.score, width: maps.shape[2], height: maps.shape[1])
          map = rule
          scores[component, default: []] += rule.scores(rule.smoothed(maps))
        }
        cells.append(found.filter { recipe.score.scoring.components.contains($0.key) })
        done += samples.count
        progress(done)
      }
    }
    let scales = scores.mapValues(FlowCalibration.scale)
    let items = cells.flatMap { part -> [ScoredItem] in
      guard let map, let sum = recipe.score.scoring.sum(part, scales: scales) else { return [] }
      return map.items(sum)
    }
    let calibration = FlowCalibration(
      scales: scales,
      frames: Calibration(
        scores: items.map(\.score), peaks: items.map(\.map.maximum), falseAlarm: recipe.score.falseAlarm),
      clips: clips.heldOut.map(\.name))
    self.init(
      networks, recipe: recipe, calibration: calibration,
      header: ModelHeader(
        system: FlowGAN.identifier, network: "detector", uses: [.detect], recipe: document, step: step),
      path: "the trained \(FlowGAN.identifier)", device: device)
  }
}
