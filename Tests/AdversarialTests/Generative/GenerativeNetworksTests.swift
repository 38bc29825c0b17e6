import Adversarial
import Testing
import Torch
import TorchNN
import Training

struct GenerativeNetworksTests {
  private func recipe(_ architecture: ImageGeneratorRecipe.Architecture, _ size: Int, _ channels: Int)
    -> ImageGeneratorRecipe
  {
    ImageGeneratorRecipe(
      architecture: architecture, imageSize: size, channels: channels, features: 2, latentDimension: 6,
      codes: [.categorical(3), .uniform])
  }

  @Test(arguments: ImageGeneratorRecipe.Architecture.allCases, [28, 32, 64, 128])
  func everySizeIsDrawnAndJudged(architecture: ImageGeneratorRecipe.Architecture, size: Int) throws {
    let recipe = recipe(architecture, size, size == 32 ? 3 : 1)
    let network = try recipe.makeNetwork(random: RandomSource(seed: 1))
    let sample = recipe.latentSpace.sample(2, random: RandomSource(seed: 2))
    #expect(sample.input.shape == [2, 10])
    let pictures = network(sample.input)
    #expect(pictures.shape == [2, recipe.channels, size, size])
    #expect(pictures.abs().max().item() <= 1)
    let discriminator = GameRecipe(features: 2, normalization: .none)
      .makeDiscriminator(for: recipe, random: RandomSource(seed: 3))
    #expect(discriminator(pictures).shape == [2, 1])
    #expect(discriminator.features(pictures).shape == [2, discriminator.featureCount])
  }

  @Test func impossibleRecipesAreNamed() {
    #expect(throws: TrainingError.self) { try recipe(.dcgan, 30, 1).validate() }
    #expect(throws: TrainingError.self) { try recipe(.dcgan, 28, 2).validate() }
    var game = GameRecipe(mode: .wganGP)
    #expect(throws: TrainingError.self) { try game.validate(architecture: .dcgan) }
    // The penalties look at pictures one by one, which batch norm mixes.
    game.normalization = .none
    #expect(throws: Never.self) { try game.validate(architecture: .dcgan) }
    let error = #expect(throws: TrainingError.self) { try game.validate(architecture: .infogan) }
    #expect(error?.description.contains("batch norm") == true)
    (game.mode, game.r1Gamma) = (.vanilla, 10)
    #expect(throws: TrainingError.self) { try game.validate(architecture: .infogan) }
    game.r1Gamma = 0
    game.spectralNorm = true
    #expect(throws: TrainingError.self) { try game.validate(architecture: .infogan) }
  }

  /// After some passes, an affine layer with spectral norm stretches no direction by more than 1.
  @Test func spectralNormBoundsTheSlope() throws {
    var game = GameRecipe(features: 3, normalization: .none)
    game.spectralNorm = true
    let discriminator = game.makeDiscriminator(for: recipe(.resnet, 28, 1), random: RandomSource(seed: 3))
    let features = Tensor.randn([8, 3], random: RandomSource(seed: 4))
    for _ in 0..<50 { _ = discriminator.judge(features) }
    let other = Tensor.randn([8, 3], random: RandomSource(seed: 5))
    let change = (discriminator.judge(features) - discriminator.judge(other)).norm(p: 2, dims: [1])
    let distance = (features - other).norm(p: 2, dims: [1])
    #expect((change / distance).max().item() <= 1.0001)
    // The weight is a single row: its own direction is stretched by exactly 1.
    let weight = try #require(discriminator.stateDictionary().first { $0.name == "last.weight" }).tensor.detached()
    let along = discriminator.judge(weight / weight.norm()) - discriminator.judge(Tensor.zeros([1, 3]))
    #expect(abs(along.item() - 1) < 1e-4)
  }

  @Test func averagesFollowSlowly() throws {
    let source = Linear(2, 1, random: RandomSource(seed: 1))
    let average = AveragedNetwork(Linear(2, 1, random: RandomSource(seed: 2)), of: source, decay: 0.75)
    let before = source.weight.value.detached().cloned()
    #expect(average.network.weight.value.equal(to: before))
    source.weight.value.add(inPlace: 4)
    // The first move follows by nine tenths; after many, by a quarter.
    average.update(after: 0)
    #expect(average.network.weight.value.detached().isClose(to: before + 3.6))
    average.update(after: 1000)
    #expect(average.network.weight.value.detached().isClose(to: before + 3.7))
    #expect(!average.network.weight.value.requiresGrad)
  }

  @Test func r1IsTheSquaredSlope() {
    let weight = Tensor([3, 4], shape: [2, 1])
    let penalty = R1Penalty(gamma: 10)(real: Tensor.zeros([5, 1, 1, 2])) { $0.flattened(from: 1).matmul(weight) }
    #expect(abs(penalty.item() - 125) < 1e-3)
  }

  @Test func lossesHaveTheirVariants() {
    let logits = Tensor([0.5, -1, 2])
    let saturating = AdversarialLoss(.vanilla, saturates: true).ofGenerator(logits).item()
    #expect(abs(saturating + GANObjective.vanilla.lossOfFake(logits).item()) < 1e-6)
    let smooth = AdversarialLoss(.lsgan, labelSmoothing: 0.1).ofReal(logits).item()
    #expect(abs(smooth - (0.4 * 0.4 + 1.9 * 1.9 + 1.1 * 1.1) / 3) < 1e-5)
    #expect(
      AdversarialLoss(.hinge, labelSmoothing: 0.1).ofReal(logits).item() == GANObjective.hinge.lossOfReal(logits).item()
    )
  }
}
