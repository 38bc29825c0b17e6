import Adversarial
import Datasets
import Metrics
import Testing
import Torch
import Training
import Vision

@testable import Translation

struct PairedEvaluatorTests {
  /// Pairs of even pictures: the truth is 20 levels above the input.
  private struct EvenPairs: PairedSource {
    let count = 3
    let summary = "even pairs"
    func name(at index: Int) -> String { "\(index)" }
    func load(_ index: Int) throws(DatasetError) -> PairedSample {
      if index == 1 { throw DatasetError("1 cannot be read; replace it") }
      func even(_ level: UInt8) -> Image { Image(width: 32, height: 32, channels: 3, level: level) }
      return PairedSample(name: name(at: index), a: even(100), b: even(120))
    }
  }

  @Test func everyRowIsTheMeanOverUsablePairs() throws {
    var recipe = Pix2PixRecipe()
    (recipe.generator.features, recipe.discriminator.features, recipe.discriminator.layers) = (2, 2, 1)
    recipe.data.pictures.imageSize = Preprocess.Size(32)
    try recipe.resolve(for: TrainingPairs(EvenPairs()))
    let noise = RandomSource(seed: 0)
    let network = try recipe.generator.makeNetwork(random: RandomSource(seed: 1), noise: noise)
    let translate = ImageTranslator(network: network, recipe: recipe.generator, noise: noise, mode: .evaluation)
    let mean = MeanPicture(levels: Tensor.full([3, 32, 32], 110).to(.uint8))
    var (skipped, outputs) = (0, [Image]())
    let found = try PairedEvaluator(recipe: recipe, meanTarget: mean).evaluate(
      translate, on: EvenPairs(), skip: { _ in skipped += 1 }, each: { outputs.append($0.output) })
    #expect(found.images == 2 && skipped == 1)
    #expect(abs(found.copyInput.l1 - 20.0 / 255) < 1e-6)
    #expect(abs(try #require(found.meanImage).l1 - 10.0 / 255) < 1e-6)
    let truth = Image(width: 32, height: 32, channels: 3, level: 120)
    let known = outputs.reduce(0) { $0 + ImageMetrics.l1($1, truth) } / 2
    #expect(abs(found.model.l1 - known) < 1e-9 && found.model.l1 > 0)
    #expect(
      try PairedEvaluator(recipe: recipe, meanTarget: nil).evaluate(translate, on: EvenPairs(), skip: { _ in })
        .meanImage == nil)
    #expect(throws: DatasetError.self) {
      try PairedEvaluator(recipe: recipe, meanTarget: nil).evaluate(translate, on: EvenPairs())
    }
  }

  @Test func theMeanIsThatOfTheTargets() throws {
    var recipe = Pix2PixRecipe()
    recipe.data.pictures.imageSize = Preprocess.Size(32)
    try recipe.resolve(for: TrainingPairs(EvenPairs()))
    let mean = try #require(MeanPicture(ofTargetsIn: EvenPairs(), recipe: recipe))
    #expect(mean.levels.to(.float32).min().item() == 120 && mean.levels.to(.float32).max().item() == 120)
    #expect(mean.image(width: 7, height: 5).width == 7)
  }
}
