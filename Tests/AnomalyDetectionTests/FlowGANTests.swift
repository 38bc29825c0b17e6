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
  private let squares: WalkingSquares

  init() throws { squares = try WalkingSquares() }

  private func evaluated(
    _ detector: TrainedFlowDetector, _ data: String, kinds: [String: String] = [:]
  ) throws -> FlowEvaluator {
    let evaluator = FlowEvaluator(detector, kinds: kinds)
    #expect(try evaluator.look(at: openVideoSet(at: data, split: "test"), cache: squares.cache()) == 0)
    return evaluator
  }

  @Test(arguments: [Precision.f32, .bf16])
  func aStoppedRunEndsInTheSameModelAndItsScoresCanBeFittedAnew(precision: Precision) throws {
    var recipe = squares.recipe()
    recipe.run.precision = precision
    let data = try squares.write()
    let clips = try squares.motion(data, recipe)
    #expect(clips.training.count == 3 && clips.heldOut.count == 1 && clips.recipe.channels == 1)
    #expect(clips.motion.scale > 0.5 && clips.motion.scale < 4)
    func train(_ name: String, stopping last: Int? = nil, resume: Bool = false) throws -> Trained<FlowGANRecipe> {
      let stop = StopRequest()
      return try recipe.train(on: clips, to: RunFolder(path: squares.folder.path(name)), resume: resume, stop: stop) {
        event in
        if case .stepped(let progress) = event, progress.step == last { stop.raise() }
      }
    }
    let whole = try train("whole")
    #expect(try train("parts", stopping: 2).outcome == .interrupted)
    // A run on its way can be looked at.
    let early = try TrainedFlowDetector(
      refitting: squares.folder.path("parts"), recipe: whole.recipe, document: whole.document, calibratedOn: clips,
      network: squares.eyes())
    #expect(early.header.step == 2)
    let parts = try train("parts", resume: true)
    let (one, other) = (try saved(whole, clips, "whole"), try saved(parts, clips, "parts"))
    for (name, tensor) in one { #expect(other[name].map { tensor.equal(to: $0) } ?? false, "\(name)") }

    // The same networks scored in another way, from the run and from its file.
    var changed = whole.recipe
    (changed.score.score, changed.score.flowDistance, changed.score.frameFeatures) = (.flow, .l1, .pixels)
    let path = squares.folder.path("other.safetensors")
    for source in ["whole", "whole/model.safetensors"] {
      let refitted = try TrainedFlowDetector(
        refitting: squares.folder.path(source), recipe: changed, document: try RecipeDocument(encoding: changed),
        calibratedOn: clips, network: squares.eyes())
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
    let detector = try trained.detector(calibratedOn: clips, network: squares.eyes(), onRemark: { remarks.append($0) })
    #expect(remarks == ["delta_s compares frames by efficientnet-lite0 at stride 4"])
    let path = squares.folder.path(name) + "/model.safetensors"
    try detector.save(to: path)
    let opened = try TrainedFlowDetector(at: squares.folder.path(name))
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
    let (data, recipe) = (try squares.write(clips: 3), squares.recipe())
    let clips = try squares.motion(data, recipe)
    var alone = recipe
    alone.score.features = squares.folder.path("none.pth")
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
    var recipe = squares.recipe()
    recipe.score.score = score
    let data = try squares.write()
    let clips = try squares.motion(data, recipe)
    let fitted = try TrainedFlowDetector(
      withoutNetworks: recipe, facts: ["data": .string(data)], calibratedOn: clips, network: squares.eyes())
    try fitted.save(to: squares.folder.path("model.safetensors"))
    let detector = try TrainedFlowDetector(at: squares.folder.path("model.safetensors"))
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
    let eyes = try FlowEyes(squares.eyes(), recipe, size: .init(width: 64, height: 64), device: .cpu)
    let frames = (0..<3).map { WalkingSquares.frame($0 * 20).resized(width: 64, height: 64) }
    try eyes.remember(frames, seed: 1)
    let memory = try #require(eyes.memory)
    #expect(memory.patches.size(0) == 3 * 16 * 16)
    func tensor(_ image: Image) -> Tensor { Tensor(image.normalized(), shape: [1, 1, 64, 64]) }
    let known = memory.distances(tensor(frames[1]))
    #expect(known.shape == [1, 1, 16, 16] && known.max().item() < 0.05)
    #expect(memory.distances(tensor(WalkingSquares.frame(33).resized(width: 64, height: 64))).max().item() > 0.1)
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
    var recipe = squares.recipe()
    recipe.score.score = .magnitude
    let data = try squares.write(clips: 3)
    let detector = try TrainedFlowDetector(
      withoutNetworks: recipe, facts: [:], calibratedOn: try squares.motion(data, recipe))
    let kinds = try evaluated(detector, data, kinds: ["Test0": "run", "Test1": "walk"]).figures().kinds
    #expect(kinds?.map(\.name) == ["run", "walk"] && kinds?.map(\.clips) == [1, 1])
    #expect(kinds?[0].frame != nil)
    // A clip without masks is left out and named.
    try FileManager.default.removeItem(atPath: data + "/Test/Test1_gt")
    var remarks: [String] = []
    let evaluator = FlowEvaluator(detector)
    let left = try evaluator.look(
      at: openVideoSet(at: data, split: "test"), cache: squares.cache(), onRemark: { remarks.append($0) })
    #expect(left == 1 && remarks.count == 1 && remarks[0].hasPrefix("Test1 has no masks"))
    // Fewer masks than frames.
    try FileManager.default.removeItem(atPath: data + "/Test/Test0_gt/23.png")
    remarks = []
    #expect(throws: DatasetError.self) {
      try FlowEvaluator(detector).look(at: openVideoSet(at: data, split: "test"), cache: squares.cache()) {
        remarks.append($0)
      }
    }
    #expect(remarks.contains { $0.contains("Test0") && $0.contains("23 masks") }, "\(remarks)")
    // Nothing abnormal.
    #expect { () throws -> Void in
      _ = try FlowEvaluator(detector).look(at: openVideoSet(at: data), cache: squares.cache())
    } throws: { "\($0)".contains("no clip") }
  }

  /// The pixel criterion through tensors is that of the metric.
  @Test func pixelScoresAreThoseOfTheCriterion() throws {
    var recipe = squares.recipe()
    recipe.score.score = .magnitude
    let data = try squares.write(clips: 3)
    let clips = try squares.motion(data, recipe)
    let detector = try TrainedFlowDetector(withoutNetworks: recipe, facts: [:], calibratedOn: clips)
    let figures = try evaluated(detector, data).figures()
    var (scores, labels) = ([Double](), [Bool]())
    for clip in try openVideoSet(at: data, split: "test").clips {
      let file = try squares.cache().motion(of: clip, as: detector.format())
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
    var recipe = squares.recipe()
    recipe.score.score = .magnitude
    let data = try squares.write(clips: 3)
    let detector = try TrainedFlowDetector(
      withoutNetworks: recipe, facts: [:], calibratedOn: try squares.motion(data, recipe))
    let frames = (0..<15).map { VideoFrame(index: $0, time: Double($0) / 25, image: WalkingSquares.frame($0 * 2)) }
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

  @Test func thePlaceOfAMapIsAroundItsPeak() throws {
    var recipe = squares.recipe()
    recipe.score.score = .magnitude
    let data = try squares.write(clips: 3)
    let detector = try TrainedFlowDetector(
      withoutNetworks: recipe, facts: [:], calibratedOn: try squares.motion(data, recipe))
    var values = [Float](repeating: 0, count: 32 * 32)
    for y in 4..<8 { for x in 10..<20 { values[y * 32 + x] = 1e6 } }
    let map = HeatMap(values: values, width: 32, height: 32)
    #expect(detector.place(of: map, width: 96, height: 64) == [30, 8, 30, 8])
  }
}
