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

  /// A small translator of random weights.
  private func untrained(on pairs: any PairedSource) throws -> (Pix2PixRecipe, ImageTranslator) {
    var recipe = Pix2PixRecipe()
    (recipe.generator.features, recipe.discriminator.features, recipe.discriminator.layers) = (2, 2, 1)
    recipe.data.pictures.imageSize = Preprocess.Size(32)
    try recipe.resolve(for: TrainingPairs(pairs))
    let noise = RandomSource(seed: 0)
    let network = try recipe.generator.makeNetwork(random: RandomSource(seed: 1), noise: noise)
    return (recipe, ImageTranslator(network: network, recipe: recipe.generator, noise: noise, mode: .evaluation))
  }

  @Test func everyRowIsTheMeanOverUsablePairs() throws {
    let (recipe, translate) = try untrained(on: EvenPairs())
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

  /// Two cameras: in `one` nights have 10 and 30 levels, in `two` 200; days have 100 and 140, and 100.
  private struct Cameras: PairedSource {
    let summary = "two cameras"
    var shown: [(place: String, day: Int, night: Int)] = [("one", 100, 10), ("one", 140, 30), ("two", 100, 200)]
    var count: Int { shown.count }
    func name(at index: Int) -> String { "\(index)" }
    func place(at index: Int) -> String? { shown[index].place }
    func load(_ index: Int) throws(DatasetError) -> PairedSample {
      func even(_ level: Int) -> Image { Image(width: 32, height: 32, channels: 3, level: UInt8(level)) }
      return PairedSample(name: name(at: index), a: even(shown[index].day), b: even(shown[index].night))
    }
  }

  @Test func knowingThePlaceIsAnOpponent() throws {
    let (recipe, translate) = try untrained(on: Cameras())
    let places = try #require(KnownPlaces(Cameras(), recipe: recipe))
    // A new day of camera one, like its second day; the night of the truth has 25 levels. Camera three was never seen.
    let judged = Cameras(shown: [("one", 135, 25), ("three", 100, 50)])
    let found = try PairedEvaluator(
      recipe: recipe, meanTarget: nil, places: places, perceptual: { _, _ in 0.5 },
      unlike: { _ in 1 }
    ).evaluate(translate, on: judged)
    #expect(abs(try #require(found.meanOfPlace).l1 - 5.0 / 255) < 1e-6)
    #expect(abs(try #require(found.nearestOfPlace).l1 - 5.0 / 255) < 1e-6)
    #expect(
      abs(
        try #require(places.nearest(to: Image(width: 8, height: 8, channels: 3, level: 104), at: "one"))
          .normalized()[0] - Float(10) / 127.5 + 1) < 1e-5)
    #expect(found.model.perceptual == 0.5 && found.pictures.map(\.name) == ["0", "1"])
    #expect(found.pictures.allSatisfy { $0.unlike == 1 } && found.warningCorrelation == nil)
    #expect(KnownPlaces(EvenPairs(), recipe: recipe) == nil)
    let small = try PairedEvaluator(recipe: recipe, meanTarget: nil, perceptual: { _, _ in nil })
      .evaluate(translate, on: judged)
    #expect(small.model.perceptual == nil && small.images == 2)
  }

  @Test func theWarningFollowsTheError() throws {
    let (recipe, translate) = try untrained(on: Cameras())
    let plain = try PairedEvaluator(recipe: recipe, meanTarget: nil).evaluate(translate, on: Cameras())
    #expect(plain.warningCorrelation == nil && plain.pictures[0].unlike == nil && plain.meanOfPlace == nil)
    var errors = plain.pictures.map(\.scores.l1)
    let found = try PairedEvaluator(recipe: recipe, meanTarget: nil, unlike: { _ in -errors.removeFirst() })
      .evaluate(translate, on: Cameras())
    #expect(found.warningCorrelation == -1)
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
