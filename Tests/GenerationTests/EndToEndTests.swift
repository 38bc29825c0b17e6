import Adversarial
import Datasets
import Features
import Foundation
import Judges
import TestFolders
import Testing
import Torch
import Training
import Vision

@testable import Generation

/// Each system trains, stops, goes on to the same weights, and draws.
struct EndToEndTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// - Parameter stopping: after so many steps.
  @discardableResult
  private func run<R: TrainableRecipe>(
    _ recipe: R, to name: String, stopping last: Int? = nil, resume: Bool = false
  ) throws -> Trained<R> where R.Source == LabelledImages {
    let stop = StopRequest()
    return try recipe.train(
      on: TinyData.images(), to: RunFolder(path: folder.path(name)), resume: resume, stop: stop
    ) { event in
      if case .stepped(let progress) = event, progress.step == last { stop.raise() }
    }
  }

  /// Four steps at once, and two and two, end in the same bits; then pictures are drawn.
  private func check<R: GenerativeSystemRecipe>(_ recipe: R) throws where R.System: NoiseToImageSystem {
    var recipe = recipe
    recipe.base.shrinkForTests()
    let trained = try run(recipe, to: "whole")
    #expect(trained.outcome == .finished && trained.step == 4)
    #expect(try run(recipe, to: "parts", stopping: 2).outcome == .interrupted)
    #expect(try run(recipe, to: "parts", resume: true).step == 4)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path("whole/checkpoints/step-00000004"))
    for file in files where file.hasSuffix(".safetensors") && file != "training.safetensors" {
      let one = try SafetensorsFile(path: folder.path("whole/checkpoints/step-00000004/\(file)")).all()
      let other = try SafetensorsFile(path: folder.path("parts/checkpoints/step-00000004/\(file)")).all()
      for (name, tensor) in one { #expect(other[name].map { tensor.equal(to: $0) } ?? false, "\(file) \(name)") }
    }
    // What is opened from the disk draws what training left in memory.
    let generator = try TrainedImageGenerator(at: folder.path("whole"))
    let pictures = generator.draw(3, seed: 1)
    #expect(pictures.shape == [3, 1, 28, 28] && pictures.isFinite().all().item() == 1)
    #expect(trained.generator.draw(3, seed: 1).equal(to: pictures))
    try trained.generator.save(to: folder.path("kept.safetensors"))
    let kept = try TrainedImageGenerator(at: folder.path("kept.safetensors"))
    #expect(kept.draw(3, seed: 1).equal(to: pictures) && kept.header.recipe["checkpoint_every"] == nil)
  }

  @Test func dcgan() throws {
    var recipe = DCGANRecipe()
    recipe.base.game.emaDecay = 0.9
    recipe.base.game.spectralNorm = true
    try check(recipe)
  }

  @Test func wassersteinGAN() throws {
    var recipe = WGANGPRecipe()
    recipe.base.generator.architecture = .resnet
    recipe.base.game.criticSteps = 2
    try check(recipe)
  }

  @Test func conditionalGAN() throws { try check(ConditionalGANRecipe()) }

  @Test func auxiliaryClassifierGAN() throws { try check(ACGANRecipe()) }

  @Test func infoGAN() throws {
    var recipe = InfoGANRecipe()
    recipe.anchor.steps = 2
    recipe.anchor.batchSize = 12
    recipe.anchor.every = 2
    recipe.base.run.precision = .bf16
    try check(recipe)
    let recognition = try TrainedRecognition(at: folder.path("whole"))
    let generator = try TrainedImageGenerator(at: folder.path("whole"))
    let report = CodesReport(recognition, generator: generator, images: TinyData.images(), drawn: 20)
    #expect(report.categorical.map(\.code) == ["c0"] && report.continuous.map(\.code) == ["c1", "c2"])
    #expect(report.categorical[0].confusion.flatMap { $0 }.reduce(0, +) == 48)
    #expect((0...1).contains(try #require(report.categorical[0].accuracy)))
  }

  @Test func semiSupervisedInfoGAN() throws {
    var recipe = SSInfoGANRecipe()
    recipe.base.generator.codes = [.categorical(3), .gaussian]
    recipe.unsupervised.anchor.steps = 2
    recipe.unsupervised.anchor.batchSize = 12
    recipe.supervision.count = 7
    try check(recipe)
    let generator = try TrainedImageGenerator(at: folder.path("whole"))
    #expect(try generator.classIndex("ring") == 2)
    #expect(throws: TrainingError.self) { try generator.classIndex("square") }
  }

  @Test func classifierLearnsThreeShapes() throws {
    var recipe = ClassifierRecipe()
    recipe.run.batchSize = 24
    recipe.run.steps = 40
    recipe.run.checkpointEvery = 0
    recipe.augment = false
    try run(recipe, to: "classifier")
    let classifier = try TrainedClassifier(at: folder.path("classifier"))
    #expect(classifier.accuracy(on: TinyData.images()) > 0.9)
    let images = TinyData.images()
    let rows = classifier.features(of: Tensor(pictures: images.batch([3, 7])))
    #expect(rows.shape == [2, 128])
    #expect(try classifier.features(of: images, indices: [3, 7]).isClose(to: rows))
    let other = classifier.features(of: [images.image(at: 3).converted(to: .rgb).resized(width: 56, height: 40)])
    #expect(other.shape == [1, 128] && !other.isClose(to: rows[0].reshaped([1, 128])))
    #expect(classifier.source.contains("step 40") && classifier.preparation.contains("28x28"))
  }

  @Test func aJudgeTellsWhatEachClassDraws() throws {
    var (conditional, judge, free) = (ConditionalGANRecipe(), ClassifierRecipe(), DCGANRecipe())
    conditional.base.shrinkForTests(steps: 2)
    free.base.shrinkForTests(steps: 2)
    (judge.run.steps, judge.run.batchSize) = (2, 8)
    try run(conditional, to: "cgan")
    try run(free, to: "dcgan")
    try run(judge, to: "judge")
    let classifier = try TrainedClassifier(at: folder.path("judge"))
    let report = try ClassAgreement(
      of: TrainedImageGenerator(at: folder.path("cgan")), judgedBy: classifier, pictures: 6)
    #expect(report.categories.count == 3 && report.categories.allSatisfy { $0.counts.reduce(0, +) == 6 })
    let asked = report.categories.map { $0.counts[$0.value] }.reduce(0, +)
    #expect(report.agreement == Double(asked) / 18)
    #expect(throws: TrainingError.self) {
      try ClassAgreement(of: TrainedImageGenerator(at: folder.path("dcgan")), judgedBy: classifier, pictures: 6)
    }
  }

  @Test func labelsAreChosenEvenly() throws {
    var recipe = SSInfoGANRecipe()
    recipe.supervision.count = 7
    let images = TinyData.images()
    let chosen = recipe.labelledIndices(of: images)
    #expect(Set(chosen).count == 7)
    let counts = (0..<3).map { label in chosen.count { images.labels?[$0] == label } }
    #expect(counts.min() == 2 && counts.max() == 3)
  }
}
