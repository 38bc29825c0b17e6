import Adversarial
import Metrics
import Testing
import Torch
import TorchNN
import Training

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
    try recipe.resolve(for: fixture.images())
    try fixture.expectSameTraining(of: DCGAN(recipe), named: name)
  }

  @Test func conditionalGANMatchesPyTorch() throws {
    var recipe = ConditionalGANRecipe()
    shrink(&recipe.base, features: 3)
    recipe.base.game.labelSmoothing = 0.1
    recipe.base.run.learningRate = 2e-3
    try recipe.resolve(for: fixture.images())
    try fixture.expectSameTraining(of: ConditionalGAN(recipe), named: "cgan")
  }

  @Test func wassersteinGANMatchesPyTorch() throws {
    var recipe = WGANGPRecipe()
    shrink(&recipe.base, features: 3)
    recipe.base.run.learningRate = 2e-3
    recipe.base.game.criticSteps = 2
    try recipe.resolve(for: fixture.images())
    try fixture.expectSameTraining(of: WGANGP(recipe), named: "wgan_gp")
  }

  @Test func auxiliaryClassifierGANMatchesPyTorch() throws {
    var recipe = ACGANRecipe()
    shrink(&recipe.base, features: 3)
    recipe.base.run.learningRate = 2e-3
    try recipe.resolve(for: fixture.images())
    try fixture.expectSameTraining(of: ACGAN(recipe), named: "ac_gan")
  }

  @Test func infoGANOfThePaperMatchesPyTorch() throws {
    var recipe = InfoGANRecipe.paper
    shrink(&recipe.base, features: 2)
    try recipe.resolve(for: fixture.images())
    let norms: [(bias: String, norm: String)] = [
      ("generator.dense.0", "generator.dense.1"), ("generator.dense.3", "generator.dense.4"),
      ("generator.main.0", "generator.main.1"), ("discriminator.main.2", "discriminator.main.3"),
      ("discriminator.dense.0", "discriminator.dense.1"),
      ("recognition.categorical.0.main.0", "recognition.categorical.0.main.1"),
      ("recognition.continuous.main.0", "recognition.continuous.main.1"),
    ]
    let idle = Set(norms.flatMap { ["\($0.bias).bias", "\($0.norm).running_mean"] })
    try fixture.expectSameTraining(of: InfoGAN(recipe), named: "infogan", idle: idle)
  }

  /// A change of a picture is worth what its measured properties say.
  @Test func directionsChangeWhatTheySay() throws {
    let bar = (0..<784).map { Float(abs($0 % 28 - 14) < 2 && (5..<23).contains($0 / 28) ? 1 : -1) }
    let images = Tensor(bar, shape: [1, 1, 28, 28]).repeated([40, 1, 1, 1])
    for (change, kind) in [(CodeDirections.Change.shear, PictureProperties.Kind.slant), (.stroke, .strokeWidth)] {
      var directions = CodeDirections()
      directions.changes = [change]
      let (changed, shift) = try #require(directions.change(images, random: RandomSource(seed: 1)))
      #expect(shift.shape == [40, 1])
      let measured = CodesReport.properties(of: changed)[kind] ?? []
      #expect((RankCorrelation.spearman(shift.flattened().array().map(Double.init), measured) ?? 0) > 0.97, "\(kind)")
    }
  }

  @Test func strokesAreRankedByTheirWidth() {
    let widths = [3, 9, 1, 5]
    let bars = widths.flatMap { width in
      (0..<784).map { Float(abs($0 % 28 - 14) <= width / 2 && (5..<23).contains($0 / 28) ? 1 : -1) }
    }
    let ranks = Strokes.ranks(of: Tensor(bars, shape: [4, 1, 28, 28]))
    #expect(ranks.isClose(to: Tensor([-0.25, 0.75, -0.75, 0.25], shape: [4])))
  }

  @Test func consistencyMatchesPyTorch() throws {
    let weight = try fixture["consistency.weight"].cloned()
    weight.requiresGrad = true
    let images = Tensor(pictures: try fixture.batch(0))
    let moved = RandomAffine()(images, random: RandomSource(seed: 3))
    #expect(moved.isClose(to: try fixture["consistency.moved"], rtol: 1e-4, atol: 1e-4))
    let (loss, ofHeads) = ConsistencyLoss()(images, random: RandomSource(seed: 3)) {
      $0.flattened(from: 1).matmul(weight.transposed()).unsqueezed(dim: 0)
    }
    #expect(ofHeads.shape == [1] && abs(ofHeads.item() - loss.total.item()) < 1e-6)
    for term in loss.terms where term.name != "least" {
      let known = try fixture["consistency.\(term.name)"].item()
      #expect(abs(term.value.item() - known) <= 1e-4 * abs(known), "\(term.name)")
    }
    loss.total.backward()
    let gradient = try #require(weight.grad)
    let reference = try fixture["consistency.gradient"]
    #expect((gradient - reference).abs().max().item() <= 1e-3 * reference.abs().max().item())
  }

  @Test func theCandidateOfTheLowestLossIsKept() {
    var recipe = InfoGANRecipe()
    recipe.base.generator.codes = [.categorical(3), .uniform]
    (recipe.base.generator.channels, recipe.base.generator.imageSize) = (1, 28)
    recipe.anchor.heads = 3
    let network = RecognitionNetwork(recipe, featureCount: 4, random: RandomSource(seed: 2))
    for module in network.anchoredModules { module.eval() }
    let images = Tensor.randn([4, 1, 28, 28], random: RandomSource(seed: 3))
    let logits = network.candidateLogits(images)
    #expect(logits.shape == [3, 4, 3] && logits[0].equal(to: network.anchoredLogits(images)))
    for losses in [[-1, -3, -2], [-1, -1, -1]] {
      network.note(candidateLosses: Tensor(losses.map(Float.init), shape: [3]))
    }
    network.keepBestCandidate()
    #expect(network.anchoredLogits(images).equal(to: logits[1]))
    #expect(!network.anchoredLogits(images).equal(to: logits[0]))
  }
}
