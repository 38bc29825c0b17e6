import Datasets
import TensorFixtures
import Testing
import Torch
import TorchNN
import Training

@testable import Refinement

/// Five training steps against stock PyTorch, which drew the same random numbers: the refiner alone, the discriminator
/// alone, three steps of the game, with a history that fills and turns over.
struct TrainingStepsTests {
  private let fixture: Fixture

  init() throws { fixture = try Fixture("simgan_steps.safetensors") }

  private var recipe: SimGANRecipe {
    var recipe = SimGANRecipe()
    recipe.refiner.features = 4
    recipe.refiner.blocks = 2
    recipe.discriminator.layers = ["conv3s2-6", "conv3s2-4", "max3s1", "conv3s1-4", "conv1s1-4"]
    (recipe.game.refinerSteps, recipe.game.discriminatorSteps, recipe.game.history) = (1, 1, 5)
    recipe.game.discriminatorLearningRate = 5e-4
    (recipe.run.seed, recipe.run.batchSize, recipe.run.steps) = (11, 4, 5)
    return recipe
  }

  @Test func paperMatchesPyTorch() throws { try expectSameTraining(recipe, named: "paper") }

  @Test func optionsMatchPyTorch() throws {
    var recipe = recipe
    recipe.refiner.blocks = 1
    recipe.refiner.padding = .replicate
    recipe.refiner.output = .nearIdentity
    recipe.refiner.halfResolution = true
    recipe.refiner.enlargement = .nearest
    recipe.refiner.noiseChannels = 2
    recipe.game.optimizer = .adam
    recipe.game.instanceNoise = 0.2
    recipe.game.reduction = .mean
    recipe.regularization.lambda = 0.5
    try expectSameTraining(recipe, named: "options")
  }

  private func expectSameTraining(_ recipe: SimGANRecipe, named name: String) throws {
    var recipe = recipe
    let first = try batch(0)
    let real = images(first.real)
    let pictures = RefinementPictures(
      simulated: AnnotatedPictures(images: images(first.simulated)),
      real: real)
    try recipe.resolve(for: pictures)
    let system = try SimGAN(recipe, real: real)
    try system.refiner.load(fixture.part("\(name).refiner."))
    try system.discriminator.load(fixture.part("\(name).discriminator."))
    let runner = TrainingStepRunner(system)
    for step in 0..<5 {
      var lost: [String: Double] = [:]
      for (_, losses) in runner.run(try batch(step), step: step) {
        for term in losses.terms { lost[term.name] = term.value.item() }
      }
      let known = fixture.part("\(name).step\(step).")
      #expect(Set(known.keys) == Set(lost.keys), "step \(step)")
      for (term, value) in known {
        #expect(abs((lost[term] ?? .nan) - value.item()) <= 1e-4 * abs(value.item()), "step \(step) \(term)")
      }
    }
    for (part, network) in system.networks {
      let final = fixture.part("\(name).final.\(part).")
      for (key, tensor) in network.stateDictionary() {
        let known = try #require(final[key], "\(part).\(key)")
        #expect(tensor.isClose(to: known, rtol: 1e-3, atol: 1e-5), "\(part).\(key)")
      }
    }
    let held = try #require(system.history.state.first)
    #expect(held.tensor.isClose(to: try fixture["\(name).history"], rtol: 1e-3, atol: 1e-4))
  }

  private func batch(_ step: Int) throws -> RefinementBatch {
    func labelled(_ name: String) throws -> LabelledBatch {
      let tensor = try fixture["batch\(step).\(name)"]
      let pixels = tensor.to(.float32).array().map { UInt8($0) }
      return LabelledBatch(pixels: pixels, shape: tensor.shape, indices: Array(0..<tensor.shape[0]))
    }
    return RefinementBatch(simulated: try labelled("simulated"), real: try labelled("real"))
  }

  private func images(_ batch: LabelledBatch) -> LabelledImages {
    LabelledImages(
      source: "fixture", format: .singleFolder, pixels: batch.pixels, channels: 1, height: batch.shape[2],
      width: batch.shape[3])
  }
}
