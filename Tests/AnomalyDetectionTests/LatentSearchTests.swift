import Adversarial
import Testing
import Torch
import TorchNN
import Training

@testable import AnomalyDetection

/// The search of many queries at once.
struct LatentSearchTests {
  private let generator: any NoiseToImageNetwork
  private let discriminator: any ImageDiscriminator
  private let queries = Tensor.rand([5, 1, 28, 28], random: RandomSource(seed: 3)) * 2 - 1
  private let starts = Tensor.randn([5, 6], random: RandomSource(seed: 4))

  init() throws {
    let random = RandomSource(seed: 1)
    var (recipe, game) = (ImageGeneratorRecipe(), GameRecipe())
    (recipe.imageSize, recipe.channels, recipe.features) = (28, 1, 3)
    (recipe.latentDimension, recipe.noise) = (6, .gaussian)
    game.features = 3
    generator = try recipe.makeNetwork(random: random)
    discriminator = game.makeDiscriminator(for: recipe, random: random)
  }

  private func search(_ recipe: SearchRecipe, distance: ScoreRecipe.Distance = .l1) -> LatentSearch {
    LatentSearch(
      generator: generator, discriminator: discriminator, comparison: Comparison(distance: distance, scale: .sums),
      weights: ScoreWeights(residual: 0.9, feature: 0.1), recipe: recipe)
  }

  private func recipe(steps: Int, patience: Int = 0) -> SearchRecipe {
    var recipe = SearchRecipe(steps: steps, learningRate: 0.05)
    recipe.patience = patience
    return recipe
  }

  @Test(arguments: [0, 20])
  func aQueryAloneFindsWhatItFindsAmongOthers(patience: Int) {
    let search = search(recipe(steps: 40, patience: patience))
    let together = search(queries, starts: [starts])
    for index in 0..<5 {
      let alone = search(
        queries.narrow(dim: 0, start: index, length: 1), starts: [starts.narrow(dim: 0, start: index, length: 1)])
      let other = together.losses[index].item()
      #expect(abs(alone.losses.item() - other) <= 1e-3 * other)
      #expect((alone.points[0] - together.points[index]).abs().max().item() < 1e-2)
      #expect(alone.steps[0] == together.steps[index])
    }
  }

  @Test func theLossFallsAndIsThatOfThePoint() {
    let search = search(recipe(steps: 60))
    let found = search(queries, starts: [starts])
    func losses(_ points: Tensor) -> Tensor {
      withoutGradients {
        let drawn = generator(points)
        let features = (discriminator.features(queries) - discriminator.features(drawn)).abs().sum(dims: [1])
        return (queries - drawn).abs().flattened(from: 1).sum(dims: [1]) * 0.9 + features * 0.1
      }
    }
    #expect((found.losses .< losses(starts)).all().item() == 1)
    #expect((losses(found.points) - found.losses).abs().max().item() < 1e-2)
    #expect(found.steps == [60, 60, 60, 60, 60])
  }

  @Test func noWeightGetsAGradient() {
    let search = search(recipe(steps: 3))
    _ = search(queries, starts: [starts])
    for network in [generator as any Layer, discriminator as any Layer] {
      for parameter in network.parameters() {
        #expect(!parameter.requiresGrad && parameter.grad == nil)
      }
      #expect(!network.isTraining)
    }
  }

  @Test func aQueryThatIsDrawnAlreadyStopsFirst() {
    var recipe = recipe(steps: 200, patience: 10)
    recipe.tolerance = 0
    let search = search(recipe)
    let own = withoutGradients { generator(starts.narrow(dim: 0, start: 0, length: 1)) }
    let found = search(concatenated([own, queries.narrow(dim: 0, start: 1, length: 4)]), starts: [starts])
    #expect(found.steps[0] <= 20 && found.losses[0].item() < 1e-2)
    #expect(found.steps.max().map { $0 > found.steps[0] } ?? false)
  }

  @Test func theBestOfSeveralStartsCounts() {
    let search = search(recipe(steps: 5))
    let far = starts * 5
    let both = search(queries, starts: [starts, far])
    let least = minimum(search(queries, starts: [starts]).losses, search(queries, starts: [far]).losses)
    #expect(both.losses.equal(to: least))
    #expect(both.steps == [10, 10, 10, 10, 10])
  }
}
