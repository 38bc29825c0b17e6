import Adversarial
import ArgumentParser
import Datasets
import Foundation
import Generation
import Torch
import TorchNN
import Training

extension Bench {
  struct InfoGANStep: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "infogan-train",
      abstract: "A whole training step of the paper's InfoGAN: 28x28, batch 128, the networks of appendix C.1.")

    @Option(help: "Timed repetitions.") var steps = 20
    @Option(help: "Repetitions before them that are not counted.") var warmup = 3
    @Option(help: "Pictures in a step.") var batchSize = 128
    @Option(help: "The number format of forward passes.") var precision = Precision.f32
    @Flag(help: "Keep the networks' weights channels-last, as `channels_last` does in a recipe.")
    var channelsLast = false
    @Flag(help: "Print one JSON object.") var json = false
    @OptionGroup var compute: ComputeOptions

    mutating func validate() throws {
      guard steps > 0, warmup >= 0, batchSize > 1 else {
        throw ValidationError("--steps is 1 or more, --warmup 0 or more, --batch-size 2 or more")
      }
    }

    struct Timing: Encodable {
      let what = "infogan-train"
      let medianSeconds: Double
      let minimumSeconds: Double
      let medianDataSeconds: Double
      let steps: Int
      let batchSize: Int
      let precision: String
      let threads: Int
      let library: String
    }

    /// Pictures come through the loader, as in training, and the wait for them is timed too.
    func run() throws {
      let device = try compute.prepare()
      var recipe = InfoGANRecipe.paper
      recipe.base.run.batchSize = batchSize
      let images = Self.noise(count: 4 * batchSize)
      try recipe.resolve(for: images)
      let loader = LabelledLoader(images, batchSize: batchSize, seed: 1)
      let system = try InfoGAN(recipe, device: device)
      if channelsLast { for network in system.networks { network.module.convert(to: .channelsLast) } }
      let runner = TrainingStepRunner(system, precision: precision)
      var (whole, data) = ([Double](), [Double]())
      for step in 0..<warmup + steps {
        var batch: LabelledBatch?
        let waited = try seconds { batch = try loader.next() }
        let computed = seconds { if let batch { runner.run(batch, step: step) } }
        if step >= warmup {
          whole.append(waited + computed)
          data.append(waited)
        }
      }
      let timing = Timing(
        medianSeconds: Self.median(whole), minimumSeconds: whole.min() ?? 0, medianDataSeconds: Self.median(data),
        steps: steps, batchSize: batchSize, precision: precision.rawValue, threads: threadCount,
        library: "libtorch " + libtorchVersion)
      if json {
        try printJSON(timing)
      } else {
        print(
          String(
            format: "infogan-train: median %.4f s (data %.6f s), minimum %.4f s of \(steps)", timing.medianSeconds,
            timing.medianDataSeconds, timing.minimumSeconds))
      }
    }

    private func seconds(_ body: () throws -> Void) rethrows -> Double {
      try ContinuousClock().measure(body) / .seconds(1)
    }

    private static func median(_ values: [Double]) -> Double {
      let sorted = values.sorted()
      return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }

    private static func noise(count: Int) -> LabelledImages {
      var random = CounterRandom(seed: 1)
      let pixels = (0..<count * 784).map { _ in UInt8(random.integer(below: 256)) }
      return LabelledImages(
        source: "noise", format: .idx, pixels: pixels, channels: 1, height: 28, width: 28)
    }
  }
}
