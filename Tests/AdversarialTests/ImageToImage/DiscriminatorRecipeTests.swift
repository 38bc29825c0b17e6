import Adversarial
import Testing
import Torch
import TorchNN
import Training

struct DiscriminatorRecipeTests {
  /// What is asked of pictures is what the layers need, and no pixel more.
  @Test(arguments: 1...4)
  func leastSideIsJudgedByOnePlace(layers: Int) throws {
    var recipe = DiscriminatorRecipe()
    (recipe.features, recipe.layers) = (2, layers)
    let least = recipe.leastSide
    #expect(least == [6, 12, 24, 48][layers - 1])
    let network = try recipe.makeNetwork(pictureChannels: 1, normalization: .instance, random: RandomSource(seed: 1))
    #expect(network(Tensor.randn([1, 1, least, least], random: RandomSource(seed: 2))).shape == [1, 1, 1, 1])
    try recipe.validate(shortestSide: least)
    let error = #expect(throws: TrainingError.self) { try recipe.validate(shortestSide: least - 1) }
    #expect("\(error!)".contains("at least \(least) pixels a side, not \(least - 1)"))
    recipe.architecture = .pixel
    #expect(recipe.leastSide == 1)
    recipe.architecture = .visionAided
    #expect(recipe.leastSide == max(32, least))
  }
}
