import Adversarial
import Datasets
import Testing
import Torch
import TorchNN
import Vision

@testable import Translation

struct Pix2PixTests {
  private func recipe(_ change: (inout Pix2PixRecipe) -> Void) -> Pix2PixRecipe {
    var recipe = Pix2PixRecipe()
    recipe.generator.features = 4
    recipe.generator.depth = 3
    recipe.discriminator.features = 4
    recipe.discriminator.layers = 1
    change(&recipe)
    return recipe
  }

  private func batch(_ height: Int, _ width: Int, channelsA: Int = 3, channelsB: Int = 3) -> PairedBatch {
    let random = RandomSource(seed: 5)
    return PairedBatch(
      a: ImageBatch(Tensor.rand([2, channelsA, height, width], random: random) * 2 - 1),
      b: ImageBatch(Tensor.rand([2, channelsB, height, width], random: random) * 2 - 1), names: ["a", "b"])
  }

  /// Every game, norm and network takes a step that changes both networks and leaves them finite.
  @Test(arguments: GANObjective.allCases, Normalization.allCases)
  func aStepMovesBothNetworks(mode: GANObjective, normalization: Normalization) throws {
    let system = try Pix2Pix(
      recipe {
        $0.objective.mode = mode
        $0.generator.normalization = normalization
        $0.discriminator.architecture = normalization == .none ? .pixel : .patch
      })
    let before = system.networks.map { $0.module.parameters().map { $0.detached().cloned() } }
    let losses = TrainingStepRunner(system).run(batch(32, 32))
    #expect(losses.count == 2)
    for (network, old) in zip(system.networks, before) {
      let new = network.module.parameters()
      #expect(allFinite(new))
      #expect(zip(new, old).contains { !$0.detached().equal(to: $1) }, "\(network.name) stayed")
    }
  }

  @Test func aSizeThatDoesNotFitIsPaddedAndCutBack() throws {
    let system = try Pix2Pix(recipe { $0.generator.architecture = .unet })
    let losses = TrainingStepRunner(system).run(batch(30, 45))
    #expect(losses.flatMap(\.losses.terms).allSatisfy { $0.value.item().isFinite })
    #expect(system.sampleSheet(batch(30, 45)).height > 2 * 30)
  }

  @Test func greyToColourAndBack() throws {
    let grey = try Pix2Pix(recipe { $0.generator.inputChannels = 1 })
    TrainingStepRunner(grey).run(batch(32, 32, channelsA: 1))
    let reversed = try Pix2Pix(
      recipe {
        $0.generator.inputChannels = 1
        $0.data.direction = .bToA
      })
    TrainingStepRunner(reversed).run(batch(32, 32, channelsB: 1))
  }

  /// The L1 term alone can make a small U-Net repeat one picture.
  @Test func learnsOnePair() throws {
    let system = try Pix2Pix(
      recipe {
        $0.generator.features = 16
        $0.generator.dropout = false
        $0.run.learningRate = 2e-3
      })
    let runner = TrainingStepRunner(system)
    let pair = batch(32, 32)
    func distance(_ losses: [(phase: String, losses: LossTerms)]) -> Double {
      losses.flatMap(\.losses.terms).first { $0.name == "G_L1" }?.value.item() ?? .nan
    }
    let first = distance(runner.run(pair))
    for _ in 0..<150 { runner.run(pair) }
    #expect(distance(runner.run(pair)) < 0.5 * first)
  }

  @Test func theDiscriminatorIsFrozenWhileTheGeneratorMoves() throws {
    let system = try Pix2Pix(recipe { $0.generator.dropout = false })
    let phase = try #require(system.phases.last)
    #expect(phase.freezes.contains { $0 === system.discriminator })
    #expect(phase.trains.contains { $0 === system.generator })
  }
}
