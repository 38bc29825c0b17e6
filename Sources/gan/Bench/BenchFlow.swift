public import AnomalyDetection
public import ArgumentParser
import Datasets
import Features
import Foundation
import Torch
import Training
import Vision

extension Bench {
  struct FlowAnomaly: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "flow-anomaly",
      abstract: "Unusual events in video: the two networks on a frame, and detection whole.",
      discussion: """
        The networks have the default sizes and random weights, and so has EfficientNet-Lite0, where --delta-s is features. \
        Detection reads a drawn video of 360x240 from a file: decoding and flow run on one thread, the rest on another.
        """)

    @Option(help: "Timed passes of the networks.") var steps = 30
    @Option(help: "Passes before them that are not counted.") var warmup = 3
    @Option(help: ArgumentHelp("What the networks see.", valueName: "size")) var imageSize = "192x128"
    @Option(help: "Frames of the video; 0 leaves detection out.") var frames = 300
    @Option(help: "What frames are compared by: discriminator, pixels, features.")
    var deltaS = FlowScoreRecipe.FrameFeatures.features
    @Option(help: "The number format of the networks.") var precision = Precision.f32
    @Flag(help: "Print one JSON object.") var json = false
    @OptionGroup var compute: ComputeOptions

    struct Report: Encodable {
      let what = "flow-anomaly"
      /// Of both networks on one frame and its flow.
      let medianSeconds: Double
      let minimumSeconds: Double
      let steps: Int
      let imageSize: String
      let precision: String
      let threads: Int
      let library: String
      let detection: Detection?
    }

    struct Detection: Encodable {
      let frames: Int
      let framesPerSecond: Double
      let deltaS: String
      /// Seconds a frame of each stage; decoding and flow run beside the rest.
      let decoding: Double
      let flow: Double
      let networks: Double
      let scoring: Double

      var stages: [(name: String, seconds: Double)] {
        [("decoding", decoding), ("flow", flow), ("networks", networks), ("scoring", scoring)]
      }
    }

    func validate() throws {
      guard steps > 0, warmup >= 0, frames == 0 || frames >= 30 else {
        throw ValidationError("--steps is 1 or more, --warmup 0 or more, --frames 30 or more, or 0")
      }
    }

    func run() throws {
      let device = try compute.prepare()
      var recipe = FlowGANRecipe()
      recipe.clips.imageSize = imageSize
      recipe.clips.channels = 1
      recipe.motion.scale = 2
      recipe.score.frameFeatures = deltaS
      let size = try recipe.clips.size()
      let detector = try TrainedFlowDetector(
        untrained: recipe,
        network: deltaS == .features ? EfficientNetLite0(deepest: 16, random: RandomSource(seed: 1)) : nil,
        device: device, precision: precision)
      let random = RandomSource(seed: 2)
      let frame = (Tensor.rand([1, 1, size.height, size.width], random: random) * 2 - 1).to(device)
      let flow = Tensor.randn([1, 3, size.height, size.width], random: random).to(device)
      var times: [Double] = []
      for step in 0..<warmup + steps {
        let clock = ContinuousClock.now
        if let drawn = detector.drawn(ofFrames: frame, flows: flow) {
          _ = drawn.flows.flattened()[0].item() + drawn.frames.flattened()[0].item()
        }
        if step >= warmup { times.append((ContinuousClock.now - clock) / .seconds(1)) }
      }
      times.sort()
      let report = Report(
        medianSeconds: times[times.count / 2], minimumSeconds: times[0], steps: steps, imageSize: imageSize,
        precision: precision.rawValue, threads: threadCount, library: "libtorch " + libtorchVersion,
        detection: frames > 0 ? try detection(detector) : nil)
      if json { return try printJSON(report) }
      print(String(format: "both networks: median %.2f ms of %d", report.medianSeconds * 1e3, steps))
      guard let found = report.detection else { return }
      let sum = found.stages.reduce(0) { $0 + $1.seconds }
      print(
        String(format: "detection at 360x240: %.1f frames a second; ", found.framesPerSecond)
          + found.stages.map {
            String(format: "%@ %.2f ms (%.0f%%)", $0.name, $0.seconds * 1e3, 100 * $0.seconds / sum)
          }
          .joined(separator: ", "))
    }

    private func detection(_ detector: TrainedFlowDetector) throws -> Detection {
      let folder = NSTemporaryDirectory() + "/gan-bench-\(UUID().uuidString)"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let writer = try VideoWriter(folder + "/street.avi", width: 360, height: 240, framesPerSecond: 25)
      for number in 0..<frames { try writer.append(Self.frame(number)) }
      try writer.finish()
      let video = try VideoReader(folder + "/street.avi")
      let watch = try FlowWatch(detector, framesPerSecond: 25)
      var count = 0
      let clock = ContinuousClock.now
      try watch.watch(next: { try video.next() }) { _ in count += 1 }
      let (whole, spent, each) = ((ContinuousClock.now - clock) / .seconds(1), watch.seconds, 1 / Double(count))
      return Detection(
        frames: count, framesPerSecond: Double(count) / whole, deltaS: deltaS.rawValue,
        decoding: spent.decoding * each, flow: spent.flow * each, networks: spent.networks * each,
        scoring: spent.scoring * each)
    }

    /// A textured square, and eight things that walk over it.
    private static func frame(_ number: Int) -> Image {
      var pixels = (0..<360 * 240).map { place -> UInt8 in
        let (x, y) = (place % 360, place / 360)
        return UInt8(90 + (x / 6 * 7 + y / 5 * 13) % 60)
      }
      for walker in 0..<8 {
        let walked = number * (walker % 3 + 1) / 2
        let left = (walker * 47 + walked) % 340
        let top = 20 + walker * 24
        for y in top..<top + 32 {
          for x in left..<left + 14 {
            let level = walker * 29 + (y - top) * 3 + (x - left) * 5
            pixels[y * 360 + x] = UInt8(level % 80)
          }
        }
      }
      return Image(width: 360, height: 240, channels: 1, pixels: pixels)
    }
  }
}

extension FlowScoreRecipe.FrameFeatures: ExpressibleByArgument {}
