import Adversarial
import ArgumentParser
import Datasets
import Foundation
import Torch
import TorchNN
import Training
import Translation

struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time the inner loops, on random pictures in memory.",
    subcommands: [
      TrainingStep.self, Inference.self, InfoGANStep.self, AnoGANSearch.self, FastAnoGANInference.self,
      UnpairedStep.self, SimGANStep.self, Patches.self, Pairs.self, FlowAnomaly.self,
    ])

  struct Options: ParsableArguments {
    @Option(help: "Timed repetitions.") var steps = 10
    @Option(help: "Repetitions before them that are not counted.") var warmup = 2
    @Option(help: ArgumentHelp("256, or 256x192.", valueName: "size")) var imageSize = "256"
    @Option(help: "Samples in a step.") var batchSize = 1
    @Option(help: "Width of the generator's first level.") var ngf = 64
    @Option(help: "Width of the discriminator's first layer.") var ndf = 64
    @Option(help: "The number format of forward passes.") var precision = Precision.f32
    @Flag(help: "Print one JSON object.") var json = false
    @OptionGroup var compute: ComputeOptions

    mutating func validate() throws {
      guard steps > 0, warmup >= 0, batchSize > 0 else {
        throw ValidationError("--steps and --batch-size are 1 or more, --warmup 0 or more")
      }
    }

    func recipe() throws -> Pix2PixRecipe {
      var recipe = Pix2PixRecipe()
      recipe.generator.features = ngf
      recipe.discriminator.features = ndf
      (recipe.generator.inputChannels, recipe.generator.outputChannels) = (3, 3)
      let size = try Preprocess.Size(parsing: imageSize)
      recipe.data.pictures.imageSize = size
      recipe.run.batchSize = batchSize
      recipe.run.precision = precision
      try recipe.generator.resolve(width: size.width, height: size.height, isFixed: true)
      return recipe
    }

    func pictures(seed: UInt64) throws -> ImageBatch {
      let size = try Preprocess.Size(parsing: imageSize)
      let shape = [batchSize, 3, size.height, size.width]
      return ImageBatch(Tensor.rand(shape, random: RandomSource(seed: seed)) * 2 - 1)
    }

    func report(_ what: String, body: () -> Void) throws {
      for _ in 0..<warmup { body() }
      let seconds = (0..<steps).map { _ in
        let duration = ContinuousClock().measure(body)
        return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
      }.sorted()
      let timing = Timing(
        what: what, medianSeconds: (seconds[(steps - 1) / 2] + seconds[steps / 2]) / 2, minimumSeconds: seconds[0],
        steps: steps, batchSize: batchSize, imageSize: imageSize, ngf: ngf, ndf: ndf, precision: precision.rawValue,
        threads: threadCount, library: "libtorch " + libtorchVersion)
      if json {
        try printJSON(timing)
      } else {
        print(String(format: "\(what): median %.4f s, minimum %.4f s of \(steps)", timing.medianSeconds, seconds[0]))
      }
    }
  }

  struct Timing: Encodable {
    let what: String
    let medianSeconds: Double
    let minimumSeconds: Double
    let steps: Int
    let batchSize: Int
    let imageSize: String
    let ngf: Int
    let ndf: Int
    let precision: String
    let threads: Int
    let library: String
  }

  struct TrainingStep: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "pix2pix-train", abstract: "A whole training step of pix2pix.")

    @OptionGroup var options: Options

    func run() throws {
      let device = try options.compute.prepare()
      let recipe = try options.recipe()
      let step = TrainingStepRunner(try Pix2Pix(recipe, device: device), precision: recipe.run.precision)
      let batch = PairedBatch(
        a: try options.pictures(seed: 1), b: try options.pictures(seed: 2),
        names: (0..<options.batchSize).map(String.init))
      try options.report("pix2pix-train") { step.run(batch) }
    }
  }

  struct Inference: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "pix2pix-inference", abstract: "A translation by the U-Net in evaluation mode.")

    @Flag(help: "Dropout on, and the picture's own statistics.") var asTrained = false
    @OptionGroup var options: Options

    func run() throws {
      let device = try options.compute.prepare()
      let recipe = try options.recipe().generator
      let noise = RandomSource(seed: 0, device: device)
      let network = try recipe.makeNetwork(random: RandomSource(seed: 1), noise: noise)
      try network.move(to: device)
      let translate = ImageTranslator(
        network: network, recipe: recipe, noise: noise, device: device,
        mode: asTrained ? .asTrained(seed: 0) : .evaluation, precision: options.precision)
      let input = Tensor(try options.pictures(seed: 1), device: device)
      try options.report("pix2pix-inference") { _ = translate.translate(input).flattened()[0].item() }
    }
  }
}
