import Adversarial
import Datasets
import Foundation
import Testing
import Torch
import Vision

@testable import Generation

/// Each system trains, stops, goes on to the same weights, and draws.
struct EndToEndTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func run<System: AdversarialSystem, Recipe: GenerativeSystemRecipe>(
    _ recipe: Recipe, to name: String, steps: Int, resume: Bool = false, batchSize: Int = 8,
    make: (Recipe) throws -> System
  ) throws where System.Batch == LabelledBatch {
    let images = TinyData.images()
    var recipe = recipe
    let loader = LabelledLoader(images, batchSize: batchSize, seed: recipe.base.run.seed)
    try recipe.resolve(images: images, stepsPerEpoch: loader.batchesPerEpoch)
    recipe.base.run.steps = steps
    let trainer = Trainer(
      system: try make(recipe), plan: recipe.base.run.plan(stepsPerEpoch: loader.batchesPerEpoch),
      run: RunFolder(path: folder.path(name)), recipe: try RecipeDocument(encoding: recipe),
      sampleBatch: images.batch([0, 1, 2]), console: TrainingConsole(), trapsSignals: false)
    #expect(try trainer.run(data: loader, resume: resume) == .finished)
  }

  /// Four steps at once, and two and two, end in the same bits; then pictures are drawn.
  private func check<System: AdversarialSystem, Recipe: GenerativeSystemRecipe>(
    _ recipe: Recipe, batchSize: Int = 8, make: (Recipe) throws -> System
  ) throws where System.Batch == LabelledBatch {
    var recipe = recipe
    recipe.base.shrinkForTests()
    try run(recipe, to: "whole", steps: 4, batchSize: batchSize, make: make)
    try run(recipe, to: "parts", steps: 2, batchSize: batchSize, make: make)
    try run(recipe, to: "parts", steps: 4, resume: true, batchSize: batchSize, make: make)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path("whole/checkpoints/step-00000004"))
    for file in files where file.hasSuffix(".safetensors") && file != "training.safetensors" {
      let one = try SafetensorsFile(path: folder.path("whole/checkpoints/step-00000004/\(file)")).all()
      let other = try SafetensorsFile(path: folder.path("parts/checkpoints/step-00000004/\(file)")).all()
      for (name, tensor) in one { #expect(other[name].map { tensor.equal(to: $0) } ?? false, "\(file) \(name)") }
    }
    let generator = try TrainedImageGenerator(at: folder.path("whole"))
    let pictures = generator.draw(generator.space.sample(3, random: RandomSource(seed: 1)))
    #expect(pictures.shape == [3, 1, 28, 28])
    #expect(pictures.isFinite().all().item() == 1)
  }

  @Test func dcgan() throws {
    var recipe = DCGANRecipe()
    recipe.base.game.emaDecay = 0.9
    recipe.base.game.spectralNorm = true
    try check(recipe) { try DCGAN($0) }
  }

  @Test func wassersteinGAN() throws {
    var recipe = WGANGPRecipe()
    recipe.base.generator.architecture = .resnet
    recipe.base.game.criticSteps = 2
    try check(recipe) { try WGANGP($0) }
  }

  @Test func conditionalGAN() throws { try check(ConditionalGANRecipe()) { try ConditionalGAN($0) } }

  @Test func auxiliaryClassifierGAN() throws { try check(ACGANRecipe()) { try ACGAN($0) } }

  @Test func infoGAN() throws {
    var recipe = InfoGANRecipe()
    recipe.anchor.steps = 2
    recipe.anchor.batchSize = 12
    recipe.anchor.every = 2
    recipe.base.run.precision = .bf16
    try check(recipe, batchSize: 12) { try InfoGAN($0) }
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
    try check(recipe, batchSize: 12) { try SSInfoGAN($0, images: TinyData.images()) }
    let generator = try TrainedImageGenerator(at: folder.path("whole"))
    #expect(try generator.classIndex("ring") == 2)
    #expect(throws: TrainingError.self) { try generator.classIndex("square") }
  }

  @Test func classifierLearnsThreeShapes() throws {
    var recipe = ClassifierRecipe()
    recipe.base.run.batchSize = 24
    recipe.base.run.steps = 40
    recipe.base.run.checkpointEvery = 0
    recipe.training.augment = false
    try run(recipe, to: "classifier", steps: 40, batchSize: 24) { try PictureClassifier($0) }
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
    judge.base.run.steps = 2
    try run(conditional, to: "cgan", steps: 2) { try ConditionalGAN($0) }
    try run(free, to: "dcgan", steps: 2) { try DCGAN($0) }
    try run(judge, to: "judge", steps: 2) { try PictureClassifier($0) }
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
