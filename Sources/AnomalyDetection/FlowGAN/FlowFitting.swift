import Datasets
public import Features
import Files
public import Torch
public import Training
import Vision

extension Trained where R == FlowGANRecipe {
  /// The detector that the system has become, with scales and a threshold fitted on held-out normal clips.
  ///
  /// - Parameters:
  ///   - network: the network of pictures in place of the one that the recipe names.
  ///   - onRemark: is told by what frames are compared, where the recipe leaves it open.
  ///   - progress: is told how many frames are done.
  /// - Throws: when the flow of a clip cannot be read; weights that the recipe asks for and that are not there.
  public func detector(
    calibratedOn clips: NormalMotion, network: (any FeatureMapNetwork)? = nil,
    onRemark: (String) -> Void = { _ in }, progress: (Int) -> Void = { _ in }
  ) throws -> TrainedFlowDetector {
    try TrainedFlowDetector(
      FlowNetworks(system), recipe: recipe, document: document, step: step, device: device, calibratedOn: clips,
      network: network, onRemark: onRemark, progress: progress)
  }
}

extension TrainedFlowDetector {
  /// A detector by speed, appearance, or both, which needs no training.
  ///
  /// - Parameters:
  ///   - recipe: whose `score` needs no networks.
  ///   - facts: the keys that say which data it was.
  ///   - network: the network of pictures in place of the one that the recipe names.
  /// - Throws: a sentence that names the key whose value cannot be used.
  public convenience init(
    withoutNetworks recipe: FlowGANRecipe, facts: RecipeDocument, device: Device = .cpu,
    calibratedOn clips: NormalMotion, network: (any FeatureMapNetwork)? = nil, progress: (Int) -> Void = { _ in }
  ) throws {
    precondition(!recipe.score.score.needsNetworks, "\(recipe.score.score) needs trained networks")
    var recipe = recipe
    try recipe.resolve(for: clips)
    try self.init(
      nil, recipe: recipe, document: try RecipeDocument(encoding: recipe).overlaid(with: facts), step: nil,
      device: device, calibratedOn: clips, network: network, progress: progress)
  }

  /// Fits the scores of a trained model, or of a run's newest checkpoint, anew; the networks stay as they are.
  ///
  /// - Parameters:
  ///   - path: a run folder, trained or on its way, or a model file.
  ///   - recipe: the model's, whose scores may differ, resolved for the clips.
  ///   - document: the same as keys, with those that say which data it was.
  /// - Throws: a sentence that names the file.
  public convenience init(
    refitting path: String, recipe: FlowGANRecipe, document: RecipeDocument, device: Device = .cpu,
    calibratedOn clips: NormalMotion, network: (any FeatureMapNetwork)? = nil,
    onRemark: (String) -> Void = { _ in }, progress: (Int) -> Void = { _ in }
  ) throws {
    let run = RunFolder(path: path)
    let networks: FlowNetworks?
    let step: Int?
    if run.isRun, let checkpoint = run.checkpoints.latest() {
      step = try ModelFile(checkpoint.path + "/flow_generator.safetensors").header.step
      networks = try FlowNetworks(checkpoint: checkpoint.path, recipe: recipe, device: device)
    } else {
      let file = try Self.file(at: path)
      step = file.header.step
      networks =
        Self.hasNetworks(file) ? try FlowNetworks(file, recipe: recipe, device: device, precision: .f32) : nil
    }
    guard networks != nil || !recipe.score.score.needsNetworks else {
      throw FileError(
        path: path,
        reason: "it was made without networks, which score \(recipe.score.score.rawValue) needs; choose magnitude, "
          + "appearance or magnitude+appearance, or train")
    }
    try self.init(
      networks, recipe: recipe, document: document, step: step, device: device, calibratedOn: clips, network: network,
      onRemark: onRemark, progress: progress)
  }

  /// A detector with fresh weights, scales of 1 and the threshold 1: for measures of speed.
  ///
  /// - Parameter recipe: with a size, channels and a scale of flow.
  /// - Throws: a sentence that names the key whose value cannot be used.
  public convenience init(
    untrained recipe: FlowGANRecipe, network: (any FeatureMapNetwork)? = nil, device: Device = .cpu,
    precision: Precision = .f32
  ) throws {
    var recipe = recipe
    try recipe.resolveNetworks()
    let networks =
      recipe.score.score.needsNetworks
      ? FlowNetworks(try FlowGAN(recipe, device: device), precision: precision) : nil
    let eyes = try network.map {
      try FlowEyes($0, recipe.score, size: try recipe.clips.size(), device: device, precision: precision)
    }
    let looks = FlowLooks(networks: networks, eyes: eyes, stride: recipe.score.stride)
    self.init(
      looks, recipe: recipe,
      calibration: FlowCalibration(
        scales: Dictionary(uniqueKeysWithValues: looks.possible.map { ($0, 1) }),
        frames: Calibration(scores: [1], peaks: [1], falseAlarm: recipe.score.falseAlarm), clips: []),
      header: ModelHeader(
        system: FlowGAN.identifier, network: "detector", uses: [.detect], recipe: try RecipeDocument(encoding: recipe),
        step: nil),
      path: "an untrained \(FlowGAN.identifier)", device: device)
  }

  /// The recipe of a run or a model, with the keys that say which data it was where it has them.
  ///
  /// - Throws: a sentence that names the file: missing, damaged, another system's.
  public static func recipe(of path: String) throws -> RecipeDocument {
    let run = RunFolder(path: path)
    let document =
      run.isRun && run.checkpoints.latest() != nil ? try run.recipe() : try file(at: path).header.recipe
    return document.completed(as: FlowGANRecipe.self)
  }

  /// Looks at every held-out frame once: the scores by each look give its scale, and the scaled sums the threshold.
  convenience init(
    _ networks: FlowNetworks?, recipe: FlowGANRecipe, document: RecipeDocument, step: Int?, device: Device,
    calibratedOn clips: NormalMotion, network: (any FeatureMapNetwork)? = nil,
    onRemark: (String) -> Void = { _ in }, progress: (Int) -> Void
  ) throws {
    var recipe = recipe
    let eyes = try Self.eyes(
      &recipe, hasNetworks: networks != nil, network: network, clips, device: device, onRemark: onRemark)
    let looks = FlowLooks(networks: networks, eyes: eyes, stride: recipe.score.stride)
    let calibration = try Self.fitted(looks, recipe, clips, device, progress)
    var document = document
    document["delta_s"] = .string(recipe.score.frameFeatures.rawValue)
    var header = ModelHeader(
      system: FlowGAN.identifier, network: "detector", uses: [.detect], recipe: document, step: step)
    if let eyes { header.further[Self.networkKey] = eyes.network.name }
    self.init(
      looks, recipe: recipe, calibration: calibration, header: header, path: "the trained \(FlowGAN.identifier)",
      device: device)
  }

  /// Scales and the threshold come from held-out clips, whose frames are alike where they are few. The threshold is never
  /// below that of clips that the networks saw: errors there are, if anything, too small, so that what those clips exceed is
  /// surely too low for others.
  private static func fitted(
    _ looks: FlowLooks, _ recipe: FlowGANRecipe, _ clips: NormalMotion, _ device: Device, _ progress: (Int) -> Void
  ) throws -> FlowCalibration {
    var done = 0
    func look(at section: MotionSection, frames: Int = .max, _ components: Set<FlowComponent>) throws -> NormalFrames {
      var normal = NormalFrames()
      let count = min(frames, section.count)
      for start in stride(from: 0, to: count, by: 8) {
        let samples = try (start..<min(start + 8, count)).map {
          (picture: try section.picture($0), flow: try section.flow($0, recipe.motion.window))
        }
        normal.add(looks.cells(samples, scale: recipe.motion.scale, components, device), recipe.score)
        done += samples.count
        progress(done)
      }
      return normal
    }
    let heldOut = try clips.heldOut.map { try look(at: $0, looks.possible) }
    var scores: [FlowComponent: [Double]] = [:]
    for clip in heldOut { scores.merge(clip.scores, uniquingKeysWith: +) }
    let scales = scores.mapValues(FlowCalibration.scale)
    func calibration(_ normal: [NormalFrames]) -> Calibration {
      let items = normal.flatMap { $0.items(recipe.score.scoring, scales: scales) }
      return Calibration(
        scores: items.map(\.score), peaks: items.map(\.map.maximum), falseAlarm: recipe.score.falseAlarm)
    }
    let seen = try clips.seenAgain.map { try look(at: $0, frames: clips.seenFrames, looks.possible) }
    return FlowCalibration(
      scales: scales, frames: calibration(heldOut).raised(to: calibration(seen)),
      clips: clips.heldOut.map(\.name))
  }

  /// What frames of a normal clip show.
  private struct NormalFrames {
    private var cells: [[FlowComponent: Tensor]] = []
    private(set) var scores: [FlowComponent: [Double]] = [:]
    private var map: FlowMap?

    mutating func add(_ found: [FlowComponent: Tensor], _ recipe: FlowScoreRecipe) {
      for (component, maps) in found {
        let rule = map ?? FlowMap(recipe, width: maps.shape[2], height: maps.shape[1])
        map = rule
        scores[component, default: []] += rule.scores(rule.smoothed(maps))
      }
      cells.append(found.filter { recipe.scoring.components.contains($0.key) })
    }

    func items(_ scoring: FlowScoring, scales: [FlowComponent: Double]) -> [ScoredItem] {
      cells.flatMap { part -> [ScoredItem] in
        guard let map, let sum = scoring.sum(part, scales: scales) else { return [] }
        return map.items(sum)
      }
    }
  }

  /// The network of pictures that the scores need, or that is there for tables, with the patches that it remembers; what
  /// `delta_s: auto` means is written into the recipe.
  private static func eyes(
    _ recipe: inout FlowGANRecipe, hasNetworks: Bool, network given: (any FeatureMapNetwork)?, _ clips: NormalMotion,
    device: Device, onRemark: (String) -> Void
  ) throws -> FlowEyes? {
    let score = recipe.score
    let comparesFrames = hasNetworks && [.fusion, .frame].contains(score.score)
    let isNeeded = score.score.needsMemory || (comparesFrames && score.frameFeatures == .features)
    // Speed alone needs none, and looks at nothing else.
    guard isNeeded || hasNetworks else {
      if recipe.score.frameFeatures == .auto { recipe.score.frameFeatures = .discriminator }
      return nil
    }
    var network = given
    if network == nil {
      do {
        network = try FeatureNetworks.open(score.features, deepest: 16)
      } catch {
        if isNeeded { throw error }
        if comparesFrames, score.frameFeatures == .auto {
          onRemark(
            "delta_s compares frames by the frame discriminator's maps, since \(score.features) is not there: \(error)")
        }
      }
    }
    if recipe.score.frameFeatures == .auto {
      let isThere = network?.strides.contains(score.stride) == true
      recipe.score.frameFeatures = isThere ? .features : .discriminator
      if let network, isThere, comparesFrames {
        onRemark("delta_s compares frames by \(network.name) at stride \(score.stride)")
      }
    }
    guard let network else { return nil }
    let eyes = try FlowEyes(network, recipe.score, size: try recipe.clips.size(), device: device)
    if eyes.canRemember {
      try eyes.remember(try spread(clips.training, count: FrameMemory.frames), seed: recipe.run.seed)
    }
    return eyes
  }

  /// So many frames, evenly spread over clips.
  private static func spread(_ sections: [MotionSection], count: Int) throws -> [Image] {
    let total = sections.reduce(0) { $0 + $1.count }
    var pictures: [Image] = []
    var first = 0
    for section in sections {
      for number in 0..<section.count where (first + number) * count / total != (first + number + 1) * count / total {
        pictures.append(try section.picture(number))
      }
      first += section.count
    }
    return pictures
  }
}
