import Adversarial
import Testing
import Torch
import TorchNN
import Training

/// Networks without batch norms compute what the networks with them do.
struct FoldedNetworksTests {
  @Test(arguments: [28, 64], [Normalization.batch, .none])
  func sameValues(imageSize: Int, normalization: Normalization) throws {
    let random = RandomSource(seed: 1)
    let recipe = ImageGeneratorRecipe(imageSize: imageSize, channels: 1, features: 3, latentDimension: 5)
    let generator = try recipe.makeNetwork(random: random)
    let discriminator = GameRecipe(features: 3, normalization: normalization)
      .makeDiscriminator(for: recipe, random: random)
    // A pass in training gives the norms statistics of their own.
    let points = Tensor.randn([6, 5], random: random)
    withoutGradients { _ = discriminator(generator(points)) }
    generator.eval()
    discriminator.eval()
    withoutGradients {
      let (drawn, folded) = (generator(points), generator.folded()(points))
      #expect((drawn - folded).abs().max().item() < 1e-5)
      #expect((discriminator(drawn) - discriminator.folded()(drawn)).abs().max().item() < 1e-4)
      #expect((discriminator.features(drawn) - discriminator.folded().features(drawn)).abs().max().item() < 1e-4)
    }
  }
}
