import Adversarial
import ArgumentParser
import Foundation
import Torch
import Training
import Vision

struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw pictures with a trained generator.",
    discussion: """
      OUT is a folder, which gets one PNG for each picture, or a picture file, which gets a sheet of all. \
      --interpolate N walks in N steps from each of --count points to the next, in a circle; then OUT may also be a GIF, \
      or a video (.mp4, .avi).
      """)

  @OptionGroup var options: ImageModelOptions

  @Option(help: "How many pictures; with --interpolate, points to walk between.") var count = 64

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp(
      "A folder, a picture file for a sheet, or with --interpolate a .gif, .mp4 or .avi.", valueName: "dir|file"))
  var output: String

  @Option(help: ArgumentHelp("Steps from each point to the next.", valueName: "steps")) var interpolate: Int?

  @Option(help: "Pictures in a row of a sheet; the default makes it about square.") var columns: Int?

  mutating func validate() throws {
    guard (1...1_000_000).contains(count) else { throw ValidationError("--count is \(count); use 1 or more") }
    if let interpolate, interpolate < 1 { throw ValidationError("--interpolate is \(interpolate); use 1 or more") }
    if interpolate != nil, count < 2 { throw ValidationError("--interpolate needs --count 2 or more") }
    if let columns, columns < 1 { throw ValidationError("--columns is \(columns); use 1 or more") }
  }

  func run() throws {
    let ending = (output as NSString).pathExtension.lowercased()
    if ["mov", "mkv", "webm", "m4v"].contains(ending) {
      throw ValidationError("\(output) names a kind of video that is not written; end it in .mp4, .avi or .gif")
    }
    let isVideo = VideoFile.writableExtensions.contains(ending)
    if isVideo || ending == "gif", interpolate == nil {
      throw ValidationError("\(output) would show a walk; add --interpolate STEPS, or name a folder or a picture")
    }
    let generator = try options.generator()
    var sample = try options.sample(count, of: generator)
    if let interpolate { sample = sample.interpolated(steps: interpolate) }
    if ending == "gif" {
      try makeParent(of: output)
      try AnimatedGIF.write(generator.draw(sample).images(), to: output)
    } else if isVideo {
      try makeParent(of: output)
      try VideoFile.write(generator.draw(sample).images(), to: output)
    } else if Image.writableExtensions.contains(ending) {
      try makeParent(of: output)
      let row = columns ?? interpolate ?? Int(Double(sample.count).squareRoot().rounded(.up))
      try Montage.grid(generator.draw(sample).images(), columns: row, spacing: 2).write(to: output)
    } else {
      try writeFolder(sample, with: generator)
    }
    Chatter.note("\(sample.count) pictures by \(generator.system)" + (generator.step.map { ", step \($0)" } ?? ""))
    print(output)
  }

  /// Some pictures at a time: a hundred thousand of them do not fit into memory as they are drawn.
  private func writeFolder(_ sample: LatentSample, with generator: TrainedImageGenerator) throws {
    try makeParent(of: output + "/x")
    for start in stride(from: 0, to: sample.count, by: 500) {
      let part = sample.narrowed(start: start, count: min(500, sample.count - start))
      for (offset, image) in generator.draw(part).images().enumerated() {
        try image.write(to: "\(output)/\(String(format: "%06d", start + offset)).png")
      }
    }
  }
}
