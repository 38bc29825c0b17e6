import Adversarial
import ArgumentParser
import Datasets
import Foundation
import Torch
import TorchNN
import Training
import Translation

/// Whole training steps of translation without pairs: ResNet of 9 blocks, batch 1, 256x256 unless said otherwise.
struct UnpairedStep: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unpaired-train", abstract: "A whole training step of cyclegan, cut or fastcut.")

  @Argument(help: "cyclegan, cut or fastcut.") var system: String
  @Option(help: "Residual blocks.") var blocks = 9
  @Flag(inversion: .prefixedNo, help: "Weights with channels last, as by default in training.") var channelsLast = true
  @OptionGroup var options: Bench.Options

  func run() throws {
    let device = try options.compute.prepare()
    let batch = PairedBatch(
      a: try options.pictures(seed: 1), b: try options.pictures(seed: 2),
      names: (0..<options.batchSize).map(String.init))
    switch system {
    case "cyclegan":
      var recipe = CycleGANRecipe()
      network(&recipe.generator)
      recipe.discriminator.features = options.ndf
      try measure(CycleGAN(recipe, device: device), batch)
    case "cut", "fastcut":
      var recipe = system == "cut" ? CUTRecipe() : .fast
      network(&recipe.generator)
      recipe.discriminator.features = options.ndf
      try measure(CUT(recipe, device: device), batch)
    default: throw ValidationError("'\(system)' is none of cyclegan, cut, fastcut")
    }
  }

  private func network(_ recipe: inout GeneratorRecipe) {
    (recipe.inputChannels, recipe.outputChannels, recipe.blocks) = (3, 3, blocks)
    recipe.features = options.ngf
  }

  private func measure<System: AdversarialSystem>(_ system: System, _ batch: System.Batch) throws {
    if channelsLast { for network in system.networks { network.module.convert(to: .channelsLast) } }
    let step = TrainingStepRunner(system, precision: options.precision)
    // A step's number decides nothing here but when identities are due: always.
    try options.report(self.system + "-train") { step.run(batch) }
  }
}
