import AnomalyDetection
import ArgumentParser
import Features
import Foundation
import Torch
import Training

extension Bench {
  struct Patches: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "patches",
      abstract: "A picture of 256x256: EfficientNet-Lite0's maps, the nearest of a memory, a Gaussian a place.")

    @Option(help: "Pictures at a time.") var batch = 8
    @Option(help: "Repetitions; their median counts.") var repeats = 15
    @Option(help: "Remembered patches.") var memory = 12_000
    @Option(help: "The number format of the network.") var precision = Precision.f32
    @Flag(help: "Print one JSON object.") var json = false
    @OptionGroup var compute: ComputeOptions

    struct Report: Encodable {
      /// Medians, in seconds a picture.
      let featureSeconds: Double
      let memorySeconds: Double
      let gaussianSeconds: Double
      let batch: Int
      let memory: Int
      let threads: Int
      let library: String
    }

    func validate() throws {
      guard batch > 0, repeats > 0, memory > 0 else {
        throw ValidationError("--batch, --repeats and --memory are 1 or more")
      }
    }

    func run() throws {
      _ = try compute.prepare()
      let random = RandomSource(seed: 1)
      let network = EfficientNetLite0(deepest: 16, random: random).prepared(precision == .bf16 ? .bfloat16 : .float32)
      let pictures = Tensor.rand([batch, 3, 256, 256], random: random) * 2 - 1
      let patches = Tensor.randn([batch, 176, 32, 32], random: random)
      let remembered = FeatureMemory(Tensor.randn([memory, 176], random: random))
      let gaussian = PatchGaussian(
        channels: Tensor(Array(0..<100)), means: .randn([1024, 100], random: random),
        whitening: .randn([1024, 100, 100], random: random), places: [32, 32])
      let report = Report(
        featureSeconds: try seconds {
          _ = try network.maps(of: pictures, strides: [4, 8, 16]).map { $0.sum().item() }
        },
        memorySeconds: try seconds { _ = remembered.distances(patches).sum().item() },
        gaussianSeconds: try seconds { _ = gaussian.distances(patches).sum().item() },
        batch: batch, memory: memory, threads: threadCount, library: "libtorch " + libtorchVersion)
      if json { return try printJSON(report) }
      print(
        String(
          format: "maps %.2f ms, memory of %d %.2f ms, Gaussians %.2f ms a picture of 256x256",
          report.featureSeconds * 1e3, memory, report.memorySeconds * 1e3, report.gaussianSeconds * 1e3))
    }

    /// The median time a picture, after two runs that are not counted.
    private func seconds(_ body: () throws -> Void) throws -> Double {
      var times: [Double] = []
      for step in 0..<repeats + 2 {
        let clock = ContinuousClock.now
        try body()
        if step >= 2 { times.append((ContinuousClock.now - clock) / .seconds(1)) }
      }
      return times.sorted()[repeats / 2] / Double(batch)
    }
  }
}
