import ArgumentParser
import Datasets
import Refinement
import Torch
import TorchNN
import Training

extension Bench {
  /// Whole training steps of SimGAN, after its pre-training: the paper's eyes of 55x35, grey.
  struct SimGANStep: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "simgan-train",
      abstract: "A whole training step of the paper's SimGAN: eyes of 55x35, K_g 2, K_d 1, batch 128.")

    @Option(help: "Timed repetitions.") var steps = 10
    @Option(help: "Repetitions before them that are not counted.") var warmup = 2
    @Option(help: "Pictures in each move.") var batchSize = 128
    @Option(help: "The number format of forward passes.") var precision = Precision.f32
    @Flag(help: "Weights with channels last.") var channelsLast = false
    @Flag(help: "Print one JSON object.") var json = false
    @OptionGroup var compute: ComputeOptions

    mutating func validate() throws {
      guard steps > 0, warmup >= 0, batchSize > 1 else {
        throw ValidationError("--steps is 1 or more, --warmup 0 or more, --batch-size 2 or more")
      }
    }

    func run() throws {
      let device = try compute.prepare()
      var recipe = SimGANRecipe()
      (recipe.data.imageSize, recipe.data.channels) = ("55x35", 1)
      (recipe.run.batchSize, recipe.game.history) = (batchSize, 40 * batchSize)
      let system = try SimGAN(recipe, real: noise(count: batchSize, seed: 1), device: device)
      if channelsLast { for network in system.networks { network.module.convert(to: .channelsLast) } }
      let moves = recipe.game.refinerMoves + recipe.game.discriminatorMoves
      let simulated = noise(count: moves * batchSize, seed: 2)
      let real = noise(count: recipe.game.discriminatorMoves * batchSize, seed: 3)
      let batch = RefinementBatch(
        simulated: simulated.batch(Array(0..<simulated.count)), real: real.batch(Array(0..<real.count)))
      let runner = TrainingStepRunner(system, precision: precision)
      let first = recipe.game.refinerSteps + recipe.game.discriminatorSteps
      var options = Options()
      (options.steps, options.warmup, options.batchSize, options.imageSize) = (steps, warmup, batchSize, "55x35")
      (options.precision, options.json) = (precision, json)
      (options.ngf, options.ndf) = (recipe.refiner.features, 96)
      try options.report("simgan-train") { runner.run(batch, step: first) }
    }

    private func noise(count: Int, seed: UInt64) -> LabelledImages {
      var random = CounterRandom(seed: seed)
      let pixels = (0..<count * 55 * 35).map { _ in UInt8(random.integer(below: 256)) }
      return LabelledImages(source: "noise", format: .idx, pixels: pixels, channels: 1, height: 35, width: 55)
    }
  }
}
