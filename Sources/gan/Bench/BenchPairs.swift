import ArgumentParser
import Datasets
import Torch
import Vision

extension Bench {
  /// Pairs decoded, resized to 286, cut to 256 and mirrored by chance, as pix2pix reads them.
  struct Pairs: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "pairs", abstract: "What pix2pix reads: pairs decoded, resized to 286x286 and cut to 256x256.")

    @Option(help: ArgumentHelp("The folder of pairs, or a CSV file of them.", valueName: "dir")) var data: String
    @Option(help: "The part of the data; the default is train where there is one.") var split: String?
    @Option(help: "Timed pairs.") var steps = 200
    @Option(help: "Pairs before them that are not counted.") var warmup = 20
    @Option(help: "Threads that decode.") var workers = 1
    @Flag(help: "Print one JSON object.") var json = false

    struct Timing: Encodable {
      let what = "pairs"
      /// Seconds a pair, of all pairs together.
      let medianSeconds: Double
      let pairs: Int
      let workers: Int
    }

    func validate() throws {
      guard steps > 0, warmup >= 0, workers > 0 else {
        throw ValidationError("--steps and --workers are 1 or more, --warmup 0 or more")
      }
    }

    func run() throws {
      VisionThreads.use(1)
      let loader = PairedLoader(
        source: try openPairedDataset(at: data, split: split), batchSize: 1,
        preprocess: .jitter(to: Preprocess.Size(256)), seed: 1, prefetch: 2 * workers, workers: workers,
        onSkip: { Chatter.warning($0) })
      for _ in 0..<warmup { _ = try loader.next() }
      let duration = try ContinuousClock().measure { for _ in 0..<steps { _ = try loader.next() } }
      let timing = Timing(medianSeconds: duration / .seconds(1) / Double(steps), pairs: steps, workers: workers)
      if json { return try printJSON(timing) }
      print("pairs: \(Int(1 / timing.medianSeconds)) a second by \(workers) threads")
    }
  }
}
