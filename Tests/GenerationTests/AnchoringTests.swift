import Adversarial
import Datasets
import Testing
import Torch
import TorchNN
import Training

@testable import Generation

/// What is not in InfoGAN's paper: the first categorical code is found before the game, which leaves it alone.
struct AnchoringTests {
  private func system(every: Int = 0) throws -> InfoGAN {
    var recipe = InfoGANRecipe()
    recipe.base.shrinkForTests(steps: 20)
    recipe.base.generator.codes = [.categorical(3), .uniform]
    (recipe.anchor.steps, recipe.anchor.batchSize, recipe.anchor.heads, recipe.anchor.every) = (3, 12, 2, every)
    try recipe.resolve(for: TinyData.images())
    return try InfoGAN(recipe)
  }

  private func weights(_ modules: [Module]) -> [Tensor] {
    modules.flatMap { $0.parameters() }.map { $0.detached().cloned() }
  }

  private func isSame(_ one: [Tensor], _ other: [Tensor]) -> Bool { zip(one, other).allSatisfy { $0.equal(to: $1) } }

  @Test func firstTheCategoriesLearnAloneThenTheGameAlone() throws {
    let system = try system()
    let batch = TinyData.images().batch(Array(0..<12))
    let runner = TrainingStepRunner(system)
    let (anchored, game) = (
      system.recognition.anchoredModules, [system.pair.generator, system.pair.discriminator] as [Module]
    )
    for step in 0..<5 {
      let (before, other) = (weights(anchored), weights(game))
      let ran = runner.run(batch, step: step).map(\.phase)
      #expect(ran == (step < 3 ? ["recognition"] : ["discriminator", "generator"]))
      // At the end of the third step the best head takes its place; from then on nothing of it moves.
      #expect(isSame(before, weights(anchored)) == (step >= 3), "step \(step)")
      #expect(isSame(other, weights(game)) == (step < 3), "step \(step)")
    }
  }

  @Test func itMayGoOnInEveryKthStep() throws {
    let system = try system(every: 4)
    let batch = TinyData.images().batch(Array(0..<12))
    let phases = (0..<9).map { step in
      system.phases(batch, step: step).filter { $0.due.includes(step) }.map(\.name)
    }
    #expect(phases[2] == ["recognition"] && phases[3] == ["discriminator", "generator"])
    #expect(phases[4] == ["recognition", "discriminator", "generator"] && phases[8] == phases[4])
  }

  @Test func labelsJoinTheAnchoredLoss() throws {
    var recipe = SSInfoGANRecipe()
    recipe.base.shrinkForTests(steps: 20)
    recipe.base.generator.codes = [.categorical(3), .uniform]
    (recipe.unsupervised.anchor.steps, recipe.unsupervised.anchor.batchSize) = (3, 12)
    (recipe.supervision.count, recipe.supervision.lambdaSupervised) = (6, 5)
    try recipe.resolve(for: TinyData.images())
    let system = try SSInfoGAN(recipe, images: TinyData.images(), device: .cpu)
    let phase = try #require(system.phases(TinyData.images().batch(Array(0..<12)), step: 0).first)
    let loss = phase.loss(0)
    func term(_ name: String) throws -> Double { try #require(loss.terms.first { $0.name == name }).value.item() }
    let consistency = recipe.unsupervised.consistency
    let unsupervised =
      try term("affine") + term("adversarial")
      - (consistency.balance * term("evenness") - term("uncertainty")) * consistency.informationWeight
    #expect(abs(loss.total.item() - unsupervised - 5 * (try term("labelled"))) < 1e-4)
  }
}
