import Adversarial
import Datasets
import Features
import Files
import Foundation
import Metrics
import TestFolders
import Testing
import Torch
import Training
import Vision

@testable import AnomalyDetection

/// The cross-channel system on squares that walk: what is normal here; one that runs is not.
struct FlowGANTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private static func frame(_ place: Int, top: Int = 20) -> Image {
    var pixels = (0..<96 * 64).map { (pixel: Int) -> UInt8 in
      let (x, y) = (pixel % 96, pixel / 96)
      return UInt8(70 + (x * 7 + y * 11) % 40)
    }
    for y in top..<top + 16 {
      for x in 0..<12 {
        let level = 150 + (x * 13 + y * 29) % 100
        pixels[y * 96 + (place + x) % 96] = UInt8(level)
      }
    }
    return Image(width: 96, height: 64, channels: 1, pixels: pixels)
  }

  /// Clips of numbered frames; in the test clips the square runs from frame 10 to 19, as the masks say.
  private func write(clips: Int = 4, frames: Int = 24, masks: Bool = true) throws -> String {
    let data = folder.path("data")
    for clip in 0..<clips {
      try TinyNormal.make("\(data)/Train/Train\(clip)")
      for frame in 0..<frames {
        try Self.frame(clip * 9 + frame, top: 8 + clip * 6).write(to: "\(data)/Train/Train\(clip)/\(frame).png")
      }
    }
    for clip in 0..<2 {
      try TinyNormal.make("\(data)/Test/Test\(clip)")
      if masks { try TinyNormal.make("\(data)/Test/Test\(clip)_gt") }
      var place = clip * 10
      for frame in 0..<frames {
        let runs = (10..<20).contains(frame)
        try Self.frame(place, top: 16).write(to: "\(data)/Test/Test\(clip)/\(frame).png")
        if masks {
          let mask = Image(
            width: 96, height: 64, channels: 1,
            pixels: (0..<96 * 64).map { pixel in
              let (x, y) = (pixel % 96, pixel / 96)
              return runs && (16..<32).contains(y) && (place..<place + 12).contains(x) ? 255 : 0
            })
          try mask.write(to: "\(data)/Test/Test\(clip)_gt/\(frame).png")
        }
        place += runs ? 5 : 1
      }
    }
    return data
  }

  private func recipe() -> FlowGANRecipe {
    var recipe = FlowGANRecipe()
    recipe.clips.imageSize = "64x64"
    recipe.motion.windowLength = 3
    for direction in [\FlowGANRecipe.toFlow, \FlowGANRecipe.toFrame] {
      recipe[keyPath: direction].generator.features = 4
      recipe[keyPath: direction].discriminator.features = 4
    }
    recipe.score.falseAlarm = 0.1
    (recipe.score.memory, recipe.score.box) = (50, 0.1)
    recipe.run.shrinkForTests()
    return recipe
  }

  private func motion(_ data: String, _ recipe: FlowGANRecipe, onRemark: @escaping (String) -> Void = { _ in }) throws
    -> NormalMotion
  {
    try NormalMotion(
      openVideoSet(at: data), clips: recipe.clips, motion: recipe.motion, cache: cache(), seed: recipe.run.seed,
      onRemark: onRemark)
  }

  private func cache() throws -> MotionCache { try MotionCache(folder.path("cache")) }

  private func eyes() -> EfficientNetLite0 { EfficientNetLite0(deepest: 16, random: RandomSource(seed: 3)) }

  private func evaluated(
    _ detector: TrainedFlowDetector, _ data: String, kinds: [String: String] = [:]
  ) throws -> FlowEvaluator {
    let evaluator = FlowEvaluator(detector, kinds: kinds)
    #expect(try evaluator.look(at: openVideoSet(at: data, split: "test"), cache: cache()) == 0)
    return evaluator
  }

  // MARK: - The system

  @Test(arguments: [Precision.f32, .bf16])
  func aStoppedRunEndsInTheSameModelAndItsScoresCanBeFittedAnew(precision: Precision) throws {
    var recipe = recipe()
    recipe.run.precision = precision
    let data = try write()
    let clips = try motion(data, recipe)
    #expect(clips.training.count == 3 && clips.heldOut.count == 1 && clips.recipe.channels == 1)
    #expect(clips.motion.scale > 0.5 && clips.motion.scale < 4)
    func train(_ name: String, stopping last: Int? = nil, resume: Bool = false) throws -> Trained<FlowGANRecipe> {
      let stop = StopRequest()
      return try recipe.train(on: clips, to: RunFolder(path: folder.path(name)), resume: resume, stop: stop) { event in
        if case .stepped(let progress) = event, progress.step == last { stop.raise() }
      }
    }
    let whole = try train("whole")
    #expect(try train("parts", stopping: 2).outcome == .interrupted)
    // A run on its way can be looked at.
    let early = try TrainedFlowDetector(
      refitting: folder.path("parts"), recipe: whole.recipe, document: whole.document, calibratedOn: clips,
      network: eyes())
    #expect(early.header.step == 2)
    let parts = try train("parts", resume: true)
    let (one, other) = (try saved(whole, clips, "whole"), try saved(parts, clips, "parts"))
    for (name, tensor) in one { #expect(other[name].map { tensor.equal(to: $0) } ?? false, "\(name)") }

    // The same networks scored in another way, from the run and from its file.
    var changed = whole.recipe
    (changed.score.score, changed.score.flowDistance, changed.score.frameFeatures) = (.flow, .l1, .pixels)
    let path = folder.path("other.safetensors")
    for source in ["whole", "whole/model.safetensors"] {
      let refitted = try TrainedFlowDetector(
        refitting: folder.path(source), recipe: changed, document: try RecipeDocument(encoding: changed),
        calibratedOn: clips, network: eyes())
      try refitted.save(to: path)
      let weights = try SafetensorsFile(path: path).all()
      for (name, tensor) in one where name.contains("_generator/") {
        #expect(weights[name].map { tensor.equal(to: $0) } ?? false, "\(name)")
      }
      let opened = try TrainedFlowDetector(at: path)
      #expect(opened.scoring.name == "delta-o" && opened.scoreDescription == "delta_o (l1)")
      #expect(opened.calibration == refitted.calibration && opened.header.step == 4)
    }
  }

  private func saved(
    _ trained: Trained<FlowGANRecipe>, _ clips: NormalMotion, _ name: String
  ) throws -> [String: Tensor] {
    var remarks: [String] = []
    let detector = try trained.detector(calibratedOn: clips, network: eyes(), onRemark: { remarks.append($0) })
    #expect(remarks == ["delta_s compares frames by efficientnet-lite0 at stride 4"])
    let path = folder.path(name) + "/model.safetensors"
    try detector.save(to: path)
    let opened = try TrainedFlowDetector(at: folder.path(name))
    #expect(opened.calibration == detector.calibration && opened.calibration.clips.count == 1)
    #expect(opened.header.recipe["data"] == nil && opened.header.recipe["delta_s"] == .string("features"))
    #expect(
      opened.scoreDescription == "delta_s (efficientnet-lite0, stride 4) + 2 x delta_o (one-sided)",
      "\(opened.scoreDescription)")
    #expect(opened.allScorings.count == 24 && opened.allScorings == detector.allScorings)
    // What is opened judges as what was fitted: 1 in 10 held-out frames lies over the threshold or fewer.
    let section = clips.heldOut[0]
    let scores = try (0..<section.count).map {
      opened.score([(try section.picture($0), try section.flow($0, opened.window))])[0].score
    }
    for (score, fitted) in zip(scores.sorted(), detector.calibration.frames.quantiles) {
      #expect(abs(score - fitted) <= 1e-4 * fitted)
    }
    return try SafetensorsFile(path: path).all()
  }

  @Test func withoutWeightsTheDiscriminatorIsTheEyeAndThatIsSaid() throws {
    let (data, recipe) = (try write(clips: 3), recipe())
    let clips = try motion(data, recipe)
    var alone = recipe
    alone.score.features = folder.path("none.pth")
    let trained = try alone.train(on: clips)
    var remarks: [String] = []
    let detector = try trained.detector(calibratedOn: clips, onRemark: { remarks.append($0) })
    #expect(remarks.count == 1 && remarks[0].contains("none.pth") && remarks[0].contains("frame discriminator"))
    #expect(detector.recipe.score.frameFeatures == .discriminator)
    #expect(detector.scoreDescription.hasPrefix("delta_s (frame discriminator, stride 4)"))
    #expect(detector.allScorings.count == 10)
    // Who asks for features by name is told what is missing.
    var asked = trained.recipe
    asked.score.frameFeatures = .features
    #expect { () throws -> Void in
      _ = try TrainedFlowDetector(
        FlowNetworks(trained.system), recipe: asked, document: trained.document, step: 4, device: .cpu,
        calibratedOn: clips, progress: { _ in })
    } throws: { "\($0)".contains("none.pth") }
    // Networks are no secret: what they draw has the shapes of what they saw.
    let drawn = try #require(
      detector.drawn(ofFrames: Tensor.zeros([2, 1, 64, 64]), flows: Tensor.zeros([2, 3, 64, 64])))
    #expect(drawn.flows.shape == [2, 3, 64, 64] && drawn.frames.shape == [2, 1, 64, 64])
  }

  // MARK: - Without networks

  @Test(arguments: [FlowScoreRecipe.Score.magnitude, .appearance, .magnitudeAndAppearance])
  func detectorsWithoutNetworksFindRunners(score: FlowScoreRecipe.Score) throws {
    var recipe = recipe()
    recipe.score.score = score
    let data = try write()
    let clips = try motion(data, recipe)
    let fitted = try TrainedFlowDetector(
      withoutNetworks: recipe, facts: ["data": .string(data)], calibratedOn: clips, network: eyes())
    try fitted.save(to: folder.path("model.safetensors"))
    let detector = try TrainedFlowDetector(at: folder.path("model.safetensors"))
    #expect(detector.recipe.score.score == score && detector.looks.networks == nil)
    #expect((detector.looks.eyes == nil) == (score == .magnitude))
    let evaluator = try evaluated(detector, data)
    let figures = try evaluator.figures()
    #expect(figures.clips.map(\.abnormal) == [10, 10] && evaluator.frameCount == 48)
    if score != .appearance { #expect(figures.frame.auc > 0.9, "\(figures.frame.auc)") }
    let (details, curve) = try evaluator.details(resamples: 20, seed: 1)
    #expect(details.ranges == ["Test0": ["11:20"], "Test1": ["11:20"]] && details.tracks == 2)
    #expect(curve.auroc == figures.frame.auc && details.interval.lower <= details.interval.upper)
    #expect((details.rbdc ?? -1) >= 0 && (details.tbdc ?? 2) <= 1)
    #expect(try evaluator.rows().count == (score == .magnitude ? 1 : 3))
  }

  /// Remembered patches are at no distance; others are.
  @Test func aMemoryKnowsWhatItSaw() throws {
    var recipe = FlowScoreRecipe()
    recipe.score = .appearance
    recipe.memory = 5000
    let eyes = try FlowEyes(self.eyes(), recipe, size: .init(width: 64, height: 64), device: .cpu)
    let frames = (0..<3).map { Self.frame($0 * 20).resized(width: 64, height: 64) }
    try eyes.remember(frames, seed: 1)
    let memory = try #require(eyes.memory)
    #expect(memory.patches.size(0) == 3 * 16 * 16)
    func tensor(_ image: Image) -> Tensor { Tensor(image.normalized(), shape: [1, 1, 64, 64]) }
    let known = memory.distances(tensor(frames[1]))
    #expect(known.shape == [1, 1, 16, 16] && known.max().item() < 0.05)
    #expect(memory.distances(tensor(Self.frame(33).resized(width: 64, height: 64))).max().item() > 0.1)
    var wrong = recipe
    wrong.memoryStrides = [2, 32]
    #expect(throws: TrainingError.self) { try wrong.validate() }
    #expect { () throws -> Void in
      _ = try FlowEyes(
        EfficientNetLite0(deepest: 4, random: RandomSource(seed: 3)), recipe, size: .init(width: 64, height: 64),
        device: .cpu)
    } throws: { "\($0)".contains("no map of stride 8") }
  }

  // MARK: - Evaluation

  @Test func kindsAndClipsWithoutMasks() throws {
    var recipe = recipe()
    recipe.score.score = .magnitude
    let data = try write(clips: 3)
    let detector = try TrainedFlowDetector(
      withoutNetworks: recipe, facts: [:], calibratedOn: try motion(data, recipe))
    let kinds = try evaluated(detector, data, kinds: ["Test0": "run", "Test1": "walk"]).figures().kinds
    #expect(kinds?.map(\.name) == ["run", "walk"] && kinds?.map(\.clips) == [1, 1])
    #expect(kinds?[0].frame != nil)
    // A clip without masks is left out and named.
    try FileManager.default.removeItem(atPath: data + "/Test/Test1_gt")
    var remarks: [String] = []
    let evaluator = FlowEvaluator(detector)
    let left = try evaluator.look(
      at: openVideoSet(at: data, split: "test"), cache: cache(), onRemark: { remarks.append($0) })
    #expect(left == 1 && remarks.count == 1 && remarks[0].hasPrefix("Test1 has no masks"))
    // Fewer masks than frames.
    try FileManager.default.removeItem(atPath: data + "/Test/Test0_gt/23.png")
    remarks = []
    #expect(throws: DatasetError.self) {
      try FlowEvaluator(detector).look(at: openVideoSet(at: data, split: "test"), cache: cache()) { remarks.append($0) }
    }
    #expect(remarks.contains { $0.contains("Test0") && $0.contains("23 masks") }, "\(remarks)")
    // Nothing abnormal.
    #expect { () throws -> Void in
      _ = try FlowEvaluator(detector).look(at: openVideoSet(at: data), cache: cache())
    } throws: { "\($0)".contains("no clip") }
  }

  /// The pixel criterion through tensors is that of the metric.
  @Test func pixelScoresAreThoseOfTheCriterion() throws {
    var recipe = recipe()
    recipe.score.score = .magnitude
    let data = try write(clips: 3)
    let clips = try motion(data, recipe)
    let detector = try TrainedFlowDetector(withoutNetworks: recipe, facts: [:], calibratedOn: clips)
    let figures = try evaluated(detector, data).figures()
    var (scores, labels) = ([Double](), [Bool]())
    for clip in try openVideoSet(at: data, split: "test").clips {
      let file = try cache().motion(of: clip, as: detector.format())
      let (section, truths) = (MotionSection(file, name: clip.name), try clip.truths())
      for number in 0..<file.count {
        let item = detector.score([(try section.picture(number), try section.flow(number, detector.window))])[0]
        let mask = truths[number].mask
        let map = mask.map { item.map.resized(width: $0.width, height: $0.height).values } ?? item.map.values
        scores.append(PixelCriterion().score(map: map, mask: mask))
        labels.append(mask != nil)
      }
    }
    #expect(abs(try ROCCurve(scores: scores, labels: labels).auroc - (figures.pixel?.auc ?? 0)) < 1e-6)
  }

  // MARK: - Streams

  @Test func whatRunsAheadSeesTheSame() throws {
    var recipe = recipe()
    recipe.score.score = .magnitude
    let data = try write(clips: 3)
    let detector = try TrainedFlowDetector(
      withoutNetworks: recipe, facts: [:], calibratedOn: try motion(data, recipe))
    let frames = (0..<15).map { VideoFrame(index: $0, time: Double($0) / 25, image: Self.frame($0 * 2)) }
    let serial = try FlowWatch(detector, framesPerSecond: 25)
    let expected = try frames.flatMap { try serial.push($0) } + serial.finish()
    #expect(expected.map(\.frame.index) == Array(0..<15))
    let ahead = try FlowWatch(detector, framesPerSecond: 25)
    let source = Frames(frames)
    var found: [FlowWatch.Watched] = []
    try ahead.watch(next: { source.next() }) { found.append($0) }
    #expect(found.map(\.score) == expected.map(\.score) && found.map(\.map) == expected.map(\.map))
    #expect(found.map(\.frame.image) == frames.map(\.image))
    // Errors of either side end it.
    let (broken, stopped) = (Frames(frames), Frames(frames))
    #expect(throws: DatasetError.self) {
      try FlowWatch(detector, framesPerSecond: 25).watch(
        next: {
          if broken.place == 9 { throw DatasetError("a.avi is damaged") }
          return broken.next()
        }
      ) { _ in }
    }
    #expect(throws: CancellationError.self) {
      try FlowWatch(detector, framesPerSecond: 25).watch(next: { stopped.next() }) { _ in throw CancellationError() }
    }
    // One frame has no motion.
    let one = Frames([frames[0]])
    try FlowWatch(detector, framesPerSecond: 25).watch(next: { one.next() }) { _ in Issue.record("nothing moves") }
  }

  private final class Frames {
    private let frames: [VideoFrame]
    private(set) var place = 0
    init(_ frames: [VideoFrame]) { self.frames = frames }
    func next() -> VideoFrame? {
      guard place < frames.count else { return nil }
      defer { place += 1 }
      return frames[place]
    }
  }

  private func finder(_ change: (inout FlowScoreRecipe) -> Void = { _ in }) -> EventFinder {
    var recipe = FlowScoreRecipe()
    (recipe.release, recipe.leastLength, recipe.gap) = (0.5, 0.3, 0.2)
    change(&recipe)
    return EventFinder(recipe, threshold: 2, interval: 0.1)
  }

  /// Events of scores that come ten times a second.
  private func events(_ scores: [Double], _ finder: EventFinder) -> [MotionEvent] {
    var finder = finder
    var events: [MotionEvent] = []
    for (frame, score) in scores.enumerated() {
      if let event = finder.push(frame: frame, time: Double(frame) / 10, score: score, place: { [frame, 0, 1, 1] }) {
        events.append(event)
      }
    }
    return events + (finder.finish().map { [$0] } ?? [])
  }

  @Test func eventsBeginAtTheThresholdAndEndBelowItsShare() {
    let found = events([0, 1.5, 2, 3, 1.2, 1.1, 0, 0, 0, 0, 0], finder())
    #expect(found.count == 1)
    #expect(found.first?.firstFrame == 2 && found.first?.lastFrame == 5 && found.first?.number == 1)
    #expect(found.first?.peak == 1.5 && found.first?.peakFrame == 3 && found.first?.box == [3, 0, 1, 1])
    #expect(abs((found.first?.end ?? 0) - 0.5) < 1e-9)
  }

  @Test func shortEventsAreNoneAndShortPausesEndNone() {
    #expect(events([0, 3, 3, 0, 0, 0, 0, 0], finder()).isEmpty)
    #expect(events([0, 3, 3, 0, 0, 0, 0, 0], finder { $0.leastLength = 0.2 }).count == 1)
    let paused = events([3, 3, 0, 0, 3, 3, 0, 0, 0, 0], finder())
    #expect(paused.count == 1 && paused.first?.lastFrame == 5)
    let apart = events([3, 3, 3, 0, 0, 0, 0, 3, 3, 3], finder())
    #expect(apart.map(\.firstFrame) == [0, 7] && apart.map(\.number) == [1, 2])
    // An event that goes on at the end is told.
    #expect(apart.last?.lastFrame == 9)
    #expect(events([0, 1, 0], finder()).isEmpty)
  }

  @Test func aLineOfScoresStaysShort() {
    var line = ScoreLine(limit: 10)
    for step in 0..<1000 { line.add(step == 700 ? 50 : Double(step % 7)) }
    #expect(line.highest.count <= 10 && line.highest.max() == 50)
    #expect(line.highest.count >= 5)
    var few = ScoreLine(limit: 10)
    for step in 0..<7 { few.add(Double(step)) }
    #expect(few.highest == [0, 1, 2, 3, 4, 5, 6])
  }

  @Test func scoresAreMeansOfTheHighestCellsOfSmoothedMaps() {
    let rule = FlowMap(box: 0.5, top: 0.125, width: 8, height: 4)
    #expect(rule.box == 5 && rule.top == 4)
    var cells = [Float](repeating: 0, count: 32)
    cells[12] = 25
    let map = rule.smoothed(Tensor(cells, shape: [1, 4, 8]))
    #expect(map.shape == [1, 4, 8])
    #expect(abs(rule.scores(map)[0] - 1) < 1e-6)
    let none = FlowMap(box: 0, top: 0, width: 8, height: 4)
    #expect(none.box == 0 && none.top == 1)
    #expect(none.scores(none.smoothed(Tensor(cells, shape: [1, 4, 8]))) == [25])
  }

  @Test func thePlaceOfAMapIsAroundItsPeak() throws {
    var recipe = recipe()
    recipe.score.score = .magnitude
    let data = try write(clips: 3)
    let detector = try TrainedFlowDetector(
      withoutNetworks: recipe, facts: [:], calibratedOn: try motion(data, recipe))
    var values = [Float](repeating: 0, count: 32 * 32)
    for y in 4..<8 { for x in 10..<20 { values[y * 32 + x] = 1e6 } }
    let map = HeatMap(values: values, width: 32, height: 32)
    #expect(detector.place(of: map, width: 96, height: 64) == [30, 8, 30, 8])
  }

  // MARK: - Data

  @Test func partsOfOneClipAreHeldOutBehindAGap() throws {
    let data = folder.path("one")
    try TinyNormal.make(data + "/clip")
    for frame in 0..<90 { try Self.frame(frame).write(to: "\(data)/clip/\(frame).png") }
    var recipe = recipe()
    (recipe.clips.framesPerSecond, recipe.clips.heldOut) = (10, 0.3)
    let clips = try motion(data, recipe)
    #expect(clips.training[0].frames == 0..<62 && clips.heldOut[0].frames.lowerBound == 82)
    #expect(clips.remarks.contains { $0.contains("one clip") })
    recipe.clips.framesPerSecond = 25
    // The rate of pictures is not in the name of a kept file.
    try FileManager.default.removeItem(atPath: cache().path)
    #expect { () throws -> Void in _ = try motion(data, recipe) } throws: { "\($0)".contains("too few") }
  }

  @Test func clipsThatCannotBeUsedAreNamed() throws {
    let data = try write(clips: 3)
    try folder.write("no picture", to: "data/Train/Bad/1.png")
    try folder.write("no picture", to: "data/Train/Bad/2.png")
    var remarks: [String] = []
    let clips = try motion(data, recipe()) { remarks.append($0) }
    #expect(clips.training.count + clips.heldOut.count == 3)
    #expect(remarks.contains { $0.contains("Bad") }, "\(remarks)")
    // Nothing moves at all.
    let still = folder.path("still")
    for clip in 0..<2 {
      try TinyNormal.make("\(still)/c\(clip)")
      for frame in 0..<6 { try Self.frame(3).write(to: "\(still)/c\(clip)/\(frame).png") }
    }
    let quiet = try motion(still, recipe())
    #expect(quiet.motion.scale == 0.25 && quiet.remarks.contains { $0.contains("hardly anything moves") })
    var magnitude = recipe()
    magnitude.score.score = .magnitude
    let detector = try TrainedFlowDetector(withoutNetworks: magnitude, facts: [:], calibratedOn: quiet)
    #expect(detector.calibration.frames.threshold.isFinite && detector.calibration.frames.threshold > 0)
  }

  /// A held-out clip that is quieter than the others must not make their motion abnormal.
  @Test func theThresholdIsNotBelowWhatTrainingClipsShow() throws {
    let data = folder.path("uneven")
    var recipe = recipe()
    (recipe.score.score, recipe.score.falseAlarm) = (.magnitude, 0.05)
    func write(fast: String?) throws {
      try? FileManager.default.removeItem(atPath: data)
      try? FileManager.default.removeItem(atPath: cache().path)
      for clip in ["c0", "c1", "c2"] {
        try TinyNormal.make("\(data)/\(clip)")
        for frame in 0..<24 {
          try Self.frame(frame * (clip == fast ? 3 : 1)).write(to: "\(data)/\(clip)/\(frame).png")
        }
      }
    }
    try write(fast: nil)
    let even = try motion(data, recipe)
    let fast = try #require(even.training.first?.name)
    #expect(even.heldOut.count == 1 && even.fittingFrames == even.heldOutFrames + even.trainingFrames)
    try write(fast: fast)
    recipe.motion.scale = even.motion.scale
    let clips = try motion(data, recipe)
    let detector = try TrainedFlowDetector(withoutNetworks: recipe, facts: [:], calibratedOn: clips)
    let section = try #require(clips.training.first { $0.name == fast })
    let items = try (0..<section.count).map {
      detector.score([(try section.picture($0), try section.flow($0, detector.window))])[0].score
    }
    let threshold = detector.calibration.frames.threshold
    let highest = try #require(detector.calibration.frames.quantiles.last)
    #expect(items.sorted()[items.count / 2] > highest)
    #expect(items.count { $0 >= threshold } <= 3, "\(threshold) of \(items)")
  }

  @Test func sizesFitTheShapeOfTheVideo() {
    func size(_ width: Int, _ height: Int) -> String {
      ClipRecipe.fittingSize(width: width, height: height).description
    }
    #expect(size(360, 240) == "192x128" && size(640, 480) == "192x128" && size(240, 360) == "128x192")
    #expect(["128", "192", "128x128", "192x192"].contains(size(300, 300)), "\(size(300, 300))")
  }

  @Test func recipesOfBeforeAndWrongOnes() throws {
    // A model of before the key compared frames by the discriminator, which its file says.
    let former: RecipeDocument = ["delta_s": .string("discriminator"), "score": .string("fusion")]
    let recipe = try former.decoded(as: FlowGANRecipe.self)
    #expect(recipe.score.frameFeatures == .discriminator && recipe.score.features == "efficientnet-lite0")
    #expect(FlowScoreRecipe().frameFeatures == .auto && FlowScoreRecipe().lambda == 2)
    for (key, value) in [
      ("delta_s_stride", RecipeValue.integer(3)), ("memory", .integer(0)), ("memory_strides", .list([])),
      ("features", .string("")), ("lambda", .number(-1)), ("box", .number(0.9)), ("top", .number(2)),
      ("false_alarm", .number(0)), ("event_release", .number(0)), ("event_gap", .number(-1)),
    ] {
      var document = try RecipeDocument(encoding: FlowGANRecipe())
      document[key] = value
      #expect { () throws -> Void in
        try document.decoded(as: FlowGANRecipe.self).score.validate()
      } throws: { "\($0)".contains(key.hasPrefix("event") ? "event_" : key) }
    }
  }
}
