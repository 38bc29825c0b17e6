import Testing
import Torch
import TorchNN
import Training

@testable import Adversarial

struct GeneratorRecipeTests {
  /// What a network's weights say about it is what it was built from.
  @Test(arguments: [
    GeneratorRecipe(features: 4, depth: 2), GeneratorRecipe(inputChannels: 1, features: 2, depth: 5),
    GeneratorRecipe(features: 4, depth: 3, normalization: .instance),
    GeneratorRecipe(outputChannels: 1, features: 4, depth: 3, normalization: .none),
    GeneratorRecipe(architecture: .resnet, features: 4, blocks: 6, normalization: .instance, dropout: false),
    GeneratorRecipe(architecture: .resnet, features: 4, blocks: 9, normalization: .batch, dropout: true),
  ])
  func readOffItsWeights(recipe: GeneratorRecipe) throws {
    let random = RandomSource(seed: 1)
    let network = try recipe.makeNetwork(random: random, noise: random)
    let shapes = Dictionary(uniqueKeysWithValues: network.stateDictionary().map { ($0.name, $0.tensor.shape) })
    var known = recipe
    if recipe.architecture == .resnet { known.depth = 0 }
    #expect(GeneratorRecipe(stateDictionary: shapes) == known)
  }

  @Test func aDiscriminatorIsNoGenerator() {
    let network = PatchDiscriminator(inputChannels: 6, features: 4, random: RandomSource(seed: 1))
    let shapes = Dictionary(uniqueKeysWithValues: network.stateDictionary().map { ($0.name, $0.tensor.shape) })
    #expect(GeneratorRecipe(stateDictionary: shapes) == nil)
  }

  @Test(arguments: [
    (GeneratorRecipe(features: 0, depth: 4), "ngf"), (GeneratorRecipe(features: 4, depth: 1), "num_downs"),
    (GeneratorRecipe(inputChannels: 2, features: 4, depth: 4), "input_channels"),
    (GeneratorRecipe(architecture: .resnet, blocks: 0), "num_blocks"),
  ])
  func namesTheImpossibleKey(recipe: GeneratorRecipe, key: String) {
    let random = RandomSource(seed: 1)
    let error = #expect(throws: TrainingError.self) { try recipe.makeNetwork(random: random, noise: random) }
    #expect(error?.description.hasPrefix(key) == true)
  }
}
