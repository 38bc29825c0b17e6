import Datasets
import Testing
import Torch
import Training

@testable import Judges

struct ClassifierNetworkTests {
  @Test func anyShapeIsJudged() throws {
    let network = ClassifierNetwork(channels: 3, width: 50, height: 20, classes: 4, random: RandomSource(seed: 1))
    #expect(network(Tensor.zeros([2, 3, 20, 50])).shape == [2, 4])
    #expect(network.features(Tensor.zeros([2, 3, 20, 50])).shape == [2, 128])
  }

  @Test func filesOfBeforeGiveOneSide() throws {
    let file: RecipeDocument = ["image_size": .integer(28), "channels": .integer(1), "classes": .list([.string("a")])]
    let recipe = try file.decoded(as: ClassifierRecipe.self)
    #expect(try recipe.size() == Preprocess.Size(28))
    #expect(recipe.pictures.classes == ["a"] && recipe.run.steps == ClassifierRecipe().run.steps)
  }
}
