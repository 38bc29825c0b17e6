import Adversarial
import Datasets
import Foundation
import Metrics
import Testing
import Torch
import Vision

@testable import AnomalyDetection

/// Each system trains, stops, goes on to the same weights, fits its threshold, and judges.
struct EndToEndTests {
  private let folder: ScratchFolder
  private let data: String

  init() throws {
    folder = try ScratchFolder()
    data = folder.path("data")
    try TinyNormal.writeMVTec(to: data, side: 32)
  }

  private func train<System: AnomalySystem, Recipe: AnomalySystemRecipe>(
    _ recipe: Recipe, to name: String, steps: Int, resume: Bool = false, make: (Recipe) throws -> System
  ) throws {
    var recipe = recipe
    let set = try openAnomalySet(at: data, split: "train")
    let pictures = try NormalPictures(
      set, data: recipe.data, score: recipe.score, imageSize: recipe.imageSize, channels: 0, seed: 1)
    let loader = NormalLoader(pictures.training, side: pictures.side, channels: 1, batchSize: 4, seed: 1)
    try recipe.resolve(pictures: pictures, stepsPerEpoch: loader.batchesPerEpoch)
    let system = try make(recipe)
    var plan = recipe.run.plan(stepsPerEpoch: loader.batchesPerEpoch)
    plan.steps = steps
    let document = try RecipeDocument(encoding: recipe)
    let trainer = Trainer(
      system: system, plan: plan, run: RunFolder(path: folder.path(name)), recipe: document,
      sampleBatch: try loader.next(), console: TrainingConsole(), trapsSignals: false)
    #expect(try trainer.run(data: loader, resume: resume) == .finished)
    let detector = system.makeDetector()
    let calibration = DetectorFitting.calibration(
      of: detector, recipe: recipe, heldOut: pictures.heldOut, device: .cpu)
    _ = try DetectorFitting.write(
      detector, system: System.identifier, recipe: document, calibration: calibration, step: steps,
      to: trainer.folder)
    // What is opened judges as what was trained: the fit's pictures have the fit's scores.
    let opened = try TrainedDetector(at: folder.path(name))
    let scores = try opened.judge(pictures.heldOut.map { ("held out", $0) }).map(\.score).sorted()
    #expect(scores.count == calibration.quantiles.count)
    for (score, fitted) in zip(scores, calibration.quantiles) { #expect(abs(score - fitted) <= 1e-6 * fitted) }
  }

  /// Four steps at once, and two and two, end in one model; then a labelled set is judged.
  private func check<System: AnomalySystem, Recipe: AnomalySystemRecipe>(
    _ recipe: Recipe, make: (Recipe) throws -> System
  ) throws {
    var recipe = recipe
    recipe.run.shrinkForTests()
    try train(recipe, to: "whole", steps: 4, make: make)
    try train(recipe, to: "parts", steps: 2, make: make)
    try train(recipe, to: "parts", steps: 4, resume: true, make: make)
    let one = try SafetensorsFile(path: folder.path("whole/model.safetensors")).all()
    let other = try SafetensorsFile(path: folder.path("parts/model.safetensors")).all()
    for (name, tensor) in one { #expect(other[name].map { tensor.equal(to: $0) } ?? false, "\(name)") }

    let detector = try TrainedDetector(at: folder.path("whole"))
    #expect(detector.system == System.identifier && TrainedDetector.isModel(at: folder.path("whole")))
    let set = try openAnomalySet(at: data, split: "test")
    var shown = 0
    let (figures, curve, decisions) = try AnomalyEvaluator(detector, on: set, resamples: 20).evaluate(each: { judged in
      shown += 1
      #expect(judged.judgement.map.width == 32 && judged.judgement.map.values.allSatisfy { $0.isFinite })
      #expect(judged.judgement.isAbnormal == (judged.judgement.score >= detector.calibration.threshold))
    })
    #expect(shown == 11 && figures.images == 11 && figures.abnormal == 5)
    #expect(figures.auroc.value == curve.auroc && figures.auroc.lower <= figures.auroc.upper)
    #expect(figures.sensitivity.value == decisions.sensitivity && figures.kinds.map(\.name) == ["ring"])
    #expect(figures.pixelAuroc.map { (0...1).contains($0) } ?? false)
    #expect(figures.perRegionOverlap.map { (0...1).contains($0) } ?? false)
  }

  @Test func anoGAN() throws {
    var recipe = AnoGANRecipe()
    recipe.base.generator.features = 2
    recipe.base.generator.latentDimension = 4
    recipe.base.game.features = 2
    // Far enough that a search by other weights would find other scores.
    (recipe.search.steps, recipe.search.learningRate) = (30, 0.5)
    recipe.search.restarts = 2
    try check(recipe) { try AnoGAN($0) }
  }

  @Test func fastAnoGAN() throws {
    var recipe = FastAnoGANRecipe()
    recipe.base.generator.features = 2
    recipe.base.generator.latentDimension = 4
    recipe.base.game.features = 2
    recipe.base.game.criticSteps = 2
    recipe.encoder.features = 2
    recipe.encoder.policy = .cosine
    try check(recipe) { try FastAnoGAN($0) }
  }

  @Test func theMixtureSearchesFromTheEncodersPoint() throws {
    var recipe = FastAnoGANRecipe()
    recipe.base.generator.features = 2
    recipe.base.generator.latentDimension = 4
    recipe.base.game.features = 2
    recipe.encoder.features = 2
    recipe.encoder.updates = .adam
    recipe.run.shrinkForTests()
    (recipe.imageSize, recipe.channels) = (32, 1)
    let windows = Tensor.rand([3, 1, 32, 32], generator: Generator(seed: 2)) * 2 - 1
    let plain = try FastAnoGAN(recipe).makeDetector().examine(windows)
    recipe.search.steps = 15
    let searched = try FastAnoGAN(recipe).makeDetector().examine(windows)
    func sums(_ found: Examination) -> Tensor {
      found.feature.map { found.residual + $0 } ?? found.residual
    }
    #expect((sums(searched) .< sums(plain)).all().item() == 1)
  }

  @Test func autoencoderOnWindows() throws {
    var recipe = AutoencoderRecipe()
    recipe.network.encoderFeatures = 2
    recipe.network.decoderFeatures = 2
    recipe.network.latentDimension = 3
    recipe.data.patch = 28
    recipe.score.smoothing = 1
    try check(recipe) { try Autoencoder($0) }
  }

  @Test func anAutoencoderTellsRingsFromBars() throws {
    var recipe = AutoencoderRecipe()
    recipe.network.encoderFeatures = 4
    recipe.network.decoderFeatures = 4
    recipe.network.latentDimension = 4
    recipe.run.shrinkForTests(steps: 150)
    recipe.run.batchSize = 16
    recipe.run.learningRate = 5e-3
    recipe.run.sampleEvery = 0
    recipe.run.checkpointEvery = 0
    try train(recipe, to: "run", steps: 150) { try Autoencoder($0) }
    let detector = try TrainedDetector(at: folder.path("run"))
    let set = try openAnomalySet(at: data, split: "test")
    let figures = try AnomalyEvaluator(detector, on: set, resamples: 10).evaluate().figures
    #expect(figures.auroc.value == 1)
  }

  @Test func aWindowAloneIsJudgedAsAmongOthers() throws {
    var recipe = AutoencoderRecipe()
    recipe.network.encoderFeatures = 2
    recipe.network.decoderFeatures = 2
    recipe.run.shrinkForTests(steps: 2)
    try train(recipe, to: "run", steps: 2) { try Autoencoder($0) }
    let detector = try TrainedDetector(at: folder.path("run"))
    let pictures = [TinyNormal.bar(0, side: 32), TinyNormal.ring(side: 48), TinyNormal.bar(2, side: 40)]
    let together = try detector.judge(pictures.map { ("x", $0) })
    for (picture, known) in zip(pictures, together) {
      let alone = try detector.judge([("x", picture)])[0]
      #expect(abs(alone.score - known.score) <= 1e-5 * known.score)
      #expect(alone.map.width == picture.width)
    }
  }
}
