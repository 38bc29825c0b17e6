import Adversarial
import AnomalyDetection
import ArgumentParser
import Foundation
import Torch
import Training

extension Bench {
  /// What both benchmarks of detectors share.
  struct DetectorOptions: ParsableArguments {
    @Option(help: "Random queries of 28x28.") var queries = 1000
    @Option(help: "Width of the networks' outer layers.") var width = 64
    @Option(help: "Numbers of the latent space.") var latentDim = 100
    @Flag(help: "Print one JSON object.") var json = false
    @OptionGroup var compute: ComputeOptions

    mutating func validate() throws {
      guard queries > 0, width > 0, latentDim > 0 else {
        throw ValidationError("--queries, --width and --latent-dim are 1 or more")
      }
    }

    var windows: Tensor { Tensor.rand([queries, 1, 28, 28], random: RandomSource(seed: 1)) * 2 - 1 }

    func report(_ what: String, seconds: Double, steps: Int) throws {
      let timing = DetectorTiming(
        what: what, medianSeconds: seconds / Double(queries), queries: queries, steps: steps, width: width,
        threads: threadCount, library: "libtorch " + libtorchVersion)
      if json {
        try printJSON(timing)
      } else {
        print(String(format: "\(what): %.6f s a query, \(queries) queries", timing.medianSeconds))
      }
    }
  }

  struct DetectorTiming: Encodable {
    let what: String
    /// Of one query.
    let medianSeconds: Double
    let queries: Int
    let steps: Int
    let width: Int
    let threads: Int
    let library: String
  }

  struct AnoGANSearch: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "anogan-search", abstract: "AnoGAN's search for many queries; every query takes all steps.")

    @Option(help: "Steps of the search.") var steps = 500
    @Option(help: "The number format of forward passes.") var precision = Precision.f32
    @OptionGroup var options: DetectorOptions

    func run() throws {
      let device = try options.compute.prepare()
      var recipe = AnoGANRecipe()
      recipe.base.generator.features = options.width
      recipe.base.generator.latentDimension = options.latentDim
      recipe.base.game.features = options.width
      (recipe.imageSize, recipe.channels) = (28, 1)
      recipe.search.patience = 0
      recipe.search.precision = precision
      recipe.search.steps = 3
      let windows = options.windows
      _ = try AnoGAN(recipe, device: device).makeDetector().examine(windows.narrow(dim: 0, start: 0, length: 1))
      recipe.search.steps = steps
      let detector = try AnoGAN(recipe, device: device).makeDetector()
      let seconds = ContinuousClock().measure { _ = detector.examine(windows).residual.sum().item() } / .seconds(1)
      try options.report("anogan-search", seconds: seconds, steps: steps)
    }
  }

  struct FastAnoGANInference: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "f-anogan-inference", abstract: "f-AnoGAN's scores in one forward pass.")

    @Option(help: "Timed repetitions.") var repeats = 5
    @Option(help: "Queries at a time.") var batch = 250
    @Option(help: "The number format of forward passes.") var precision = Precision.f32
    @OptionGroup var options: DetectorOptions

    func run() throws {
      let device = try options.compute.prepare()
      var recipe = FastAnoGANRecipe()
      recipe.base.generator.features = options.width
      recipe.base.generator.latentDimension = options.latentDim
      recipe.base.game.features = options.width
      recipe.encoder.features = options.width
      (recipe.imageSize, recipe.channels) = (28, 1)
      let detector = try FastAnoGAN(recipe, device: device).makeDetector()
      let parts = options.windows.split(size: max(1, batch))
      let seconds = (0..<repeats + 2).map { _ in
        ContinuousClock().measure {
          for part in parts {
            _ = autocast(.bfloat16, device: device, enabled: precision == .bf16) {
              detector.examine(part).residual.sum().item()
            }
          }
        } / .seconds(1)
      }.dropFirst(2).sorted()
      try options.report("f-anogan-inference", seconds: seconds[seconds.count / 2], steps: 0)
    }
  }
}
