import Adversarial
import Testing
import Torch

@testable import Generation

/// Three training steps of each system against stock PyTorch, which drew the same random numbers.
struct TrainingStepsTests {
  private let fixture: Fixture

  init() throws { fixture = try Fixture() }

  /// The fixture's small networks.
  private func shrink(_ base: inout GenerativeRecipe, features: Int) {
    base.generator.latentDimension = 5
    base.generator.features = features
    base.game.features = features
    base.run.seed = 11
    base.run.batchSize = 6
  }

  @Test(arguments: ["dcgan", "dcgan_r1"])
  func dcganMatchesPyTorch(name: String) throws {
    var recipe = DCGANRecipe()
    shrink(&recipe.base, features: 3)
    recipe.base.game.labelSmoothing = 0.1
    recipe.base.run.learningRate = 2e-3
    if name == "dcgan_r1" {
      recipe.base.game.r1Gamma = 10
      recipe.base.game.normalization = .none
    }
    try recipe.resolve(images: fixture.images(), stepsPerEpoch: 3)
    try fixture.expectSameTraining(of: DCGAN(recipe), named: name)
  }

  @Test func conditionalGANMatchesPyTorch() throws {
    var recipe = ConditionalGANRecipe()
    shrink(&recipe.base, features: 3)
    recipe.base.game.labelSmoothing = 0.1
    recipe.base.run.learningRate = 2e-3
    try recipe.resolve(images: fixture.images(), stepsPerEpoch: 3)
    try fixture.expectSameTraining(of: ConditionalGAN(recipe), named: "cgan")
  }

  @Test func wassersteinGANMatchesPyTorch() throws {
    var recipe = WGANGPRecipe()
    shrink(&recipe.base, features: 3)
    recipe.base.run.learningRate = 2e-3
    recipe.base.game.criticSteps = 2
    try recipe.resolve(images: fixture.images(), stepsPerEpoch: 3)
    try fixture.expectSameTraining(of: WGANGP(recipe), named: "wgan_gp")
  }

  @Test func auxiliaryClassifierGANMatchesPyTorch() throws {
    var recipe = ACGANRecipe()
    shrink(&recipe.base, features: 3)
    recipe.base.run.learningRate = 2e-3
    try recipe.resolve(images: fixture.images(), stepsPerEpoch: 3)
    try fixture.expectSameTraining(of: ACGAN(recipe), named: "ac_gan")
  }

  @Test func infoGANOfThePaperMatchesPyTorch() throws {
    var recipe = InfoGANRecipe()
    shrink(&recipe.base, features: 2)
    recipe.anchor.isOn = false
    try recipe.resolve(images: fixture.images(), stepsPerEpoch: 3)
    try fixture.expectSameTraining(of: InfoGAN(recipe), named: "infogan")
  }

  @Test func consistencyMatchesPyTorch() throws {
    let weight = try fixture["consistency.weight"].cloned()
    weight.requiresGrad = true
    let images = Tensor(pictures: try fixture.batch(0))
    let moved = RandomAffine()(images, generator: Generator(seed: 3))
    #expect(moved.isClose(to: try fixture["consistency.moved"], rtol: 1e-4, atol: 1e-4))
    let loss = ConsistencyLoss()(images, generator: Generator(seed: 3)) {
      $0.flattened(from: 1).matmul(weight.transposed())
    }
    for term in loss.terms {
      let known = try fixture["consistency.\(term.name)"].item()
      #expect(abs(term.value.item() - known) <= 1e-4 * abs(known), "\(term.name)")
    }
    loss.total.backward()
    let gradient = try #require(weight.grad)
    let reference = try fixture["consistency.gradient"]
    #expect((gradient - reference).abs().max().item() <= 1e-3 * reference.abs().max().item())
  }
}
