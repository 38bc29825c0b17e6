import Adversarial
import Datasets
import Testing
import Torch
import TorchNN
import Training
import Vision

@testable import Translation

struct Pix2PixTests {
  private func recipe(_ change: (inout Pix2PixRecipe) -> Void) -> Pix2PixRecipe {
    var recipe = Pix2PixRecipe()
    (recipe.generator.inputChannels, recipe.generator.outputChannels) = (3, 3)
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
        $0.game.mode = mode
        $0.generator.normalization = normalization
        $0.discriminator.architecture = normalization == .none ? .pixel : .patch
      })
    let before = system.networks.map { $0.module.parameters().map { $0.detached().cloned() } }
    let losses = TrainingStepRunner(system).run(batch(32, 32))
    #expect(losses.count == 2)
    for (network, old) in zip(system.networks, before) {
      #expect(allFinite(network.module.parameters()))
      for (parameter, old) in zip(network.module.namedParameters(), old) where parameter.name.hasSuffix("weight") {
        #expect(!parameter.parameter.value.detached().equal(to: old), "\(network.name) \(parameter.name) stayed")
      }
    }
  }

  @Test func aSizeThatDoesNotFitIsPaddedAndCutBack() throws {
    let system = try Pix2Pix(recipe { $0.generator.architecture = .unet })
    let losses = TrainingStepRunner(system).run(batch(30, 45))
    #expect(losses.flatMap(\.losses.terms).allSatisfy { $0.value.item().isFinite })
    #expect(system.sampleSheet(batch(30, 45), step: 1).height > 2 * 30)
  }

  /// The L1 term is that between the translation of the input side and the other side, whichever these are.
  @Test(arguments: [Pix2PixRecipe.Data.Direction.aToB, .bToA])
  func greyToColourAndBack(direction: Pix2PixRecipe.Data.Direction) throws {
    let system = try Pix2Pix(
      recipe {
        ($0.generator.inputChannels, $0.generator.dropout) = (1, false)
        $0.data.direction = direction
      })
    let batch = direction == .aToB ? batch(32, 32, channelsA: 1) : batch(32, 32, channelsB: 1)
    let (grey, colour) = direction == .aToB ? (Tensor(batch.a), Tensor(batch.b)) : (Tensor(batch.b), Tensor(batch.a))
    let known = l1Loss(system.generator.translate(grey), colour).item()
    let terms = TrainingStepRunner(system).run(batch).flatMap(\.losses.terms)
    let distance = try #require(terms.first { $0.name == "G_L1" }).value.item()
    #expect(abs(distance - known) < 1e-5)
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
    let phase = try #require(system.phases(batch(32, 32), step: 0).last)
    for module in phase.freezes { module.setRequiresGrad(false) }
    phase.loss(0).total.backward()
    #expect(system.discriminator.parameters().allSatisfy { $0.grad == nil })
    #expect(system.generator.parameters().allSatisfy { $0.grad.map { $0.abs().max().item() > 0 } ?? false })
  }

  @Test func theStructuralTermIsWeighedIn() throws {
    let (plain, structural) = (
      try Pix2Pix(recipe { $0.generator.dropout = false }),
      try Pix2Pix(
        recipe {
          $0.generator.dropout = false
          $0.distance.lambdaSSIM = 7
        })
    )
    let pair = batch(32, 32)
    let one = try #require(plain.phases(pair, step: 0).last?.loss(0))
    let other = try #require(structural.phases(pair, step: 0).last?.loss(0))
    let term = try #require(other.terms.first { $0.name == "G_SSIM" }).value.item()
    #expect(term > 0 && abs(other.total.item() - one.total.item() - 7 * term) < 1e-3)
  }

  @Test func trainAndTestPadAlike() throws {
    let system = try Pix2Pix(recipe { $0.generator.dropout = false })
    let picture = (Tensor.rand([1, 3, 27, 41], random: RandomSource(seed: 2)) * 255).rounded() / 127.5 - 1
    let recipe = recipe { $0.generator.dropout = false }.generator
    let trained = withoutGradients { system.generator.translate(picture) }
    let translate = ImageTranslator(network: system.generator, recipe: recipe, noise: RandomSource(seed: 0))
    let used = Tensor(try translate(picture.images()[0]).normalized(), shape: [1, 3, 27, 41])
    #expect((trained - used).abs().max().item() <= 1.01 / 127.5)
  }
}
