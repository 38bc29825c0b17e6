import Adversarial
import ArgumentParser
import Datasets
import Files
import Foundation
import Translation
import Vision

/// The options of `gan translate` for videos.
struct VideoOptions: ParsableArguments {
  @Flag(help: "Videos: show the input at the left of the output.") var sideBySide = false

  @Option(
    help: ArgumentHelp(
      "Videos: how much each frame takes over from the one before, moved along the optical flow, against flicker: 0 to 1.",
      valueName: "share"))
  var blend = 0.5

  @Option(help: ArgumentHelp("A folder of frames that becomes a video: its frames per second.", valueName: "rate"))
  var fps = 25.0

  func validate() throws {
    guard (0...1).contains(blend) else { throw ValidationError("--blend is \(blend); use 0 (none) to 1") }
    guard (0.1...1000).contains(fps) else { throw ValidationError("--fps is \(fps); use 0.1 to 1000") }
  }

  struct Job {
    let input: String
    let output: String
    /// The pictures of a folder.
    var frames: [String]?
  }

  /// What a translation of a video says of itself.
  struct Facts: Encodable {
    let frames: Int
    let resumedFrom: Int
    let dropped: Int
    let codec: String
    let framesPerSecond: Double
    /// The share of the time outside the network.
    let shareOutsideNetwork: Double
    let flicker: Double?
    let flickerOfNetwork: Double?
    let flickerOfInput: Double?
  }
}

extension VideoOptions {
  private static let readable: Set<String> = [
    "mp4", "m4v", "mov", "avi", "mkv", "webm", "mpg", "mpeg", "ts", "mts", "wmv", "flv", "3gp", "ogv", "mjpeg", "mjpg",
  ]

  private static func ending(_ path: String) -> String { (path as NSString).pathExtension.lowercased() }

  /// The videos among the inputs, each with the file that it becomes.
  func jobs(among inputs: [String], output: String) throws -> [Job] {
    let namesVideo = Self.readable.contains(Self.ending(output))
    if namesVideo, !VideoWriter.extensions.contains(Self.ending(output)) {
      throw ValidationError("\(output) names a kind of video that is not written; end it in .mp4, .mkv, .mov or .avi")
    }
    var jobs: [Job] = []
    for input in inputs {
      let isStream = input.contains("://") || input.hasPrefix("/dev/")
      var isFolder: ObjCBool = false
      let isThere = FileManager.default.fileExists(atPath: input, isDirectory: &isFolder)
      if isThere, isFolder.boolValue, namesVideo {
        let folder = try ImageFolder(input, excluding: [output])
        jobs.append(Job(input: input, output: output, frames: (0..<folder.count).map(folder.path)))
      } else if isStream || Self.readable.contains(Self.ending(input)) && !isFolder.boolValue {
        guard isStream || isThere else { throw CommandError("\(input) does not exist; check the path") }
        jobs.append(Job(input: input, output: namesVideo ? output : Self.place(input, in: output)))
      }
    }
    if namesVideo, jobs.count != inputs.count || jobs.count > 1 {
      throw ValidationError(
        "\(output) names one video, but there are \(inputs.count) inputs; give a folder, or one input")
    }
    if let own = jobs.first(where: { realPath($0.input) == realPath($0.output) }) {
      throw CommandError("\(own.input) would be written over; choose another output")
    }
    let twice = Dictionary(grouping: jobs, by: \.output).values.first { $0.count > 1 }
    if let twice {
      throw CommandError(
        "\(twice[0].input) and \(twice[1].input) would both be \(twice[0].output); translate them apart")
    }
    return jobs
  }

  private static func place(_ input: String, in folder: String) -> String {
    let name = (input as NSString).lastPathComponent
    let isWritten = VideoWriter.extensions.contains(ending(name))
    return folder + "/" + (isWritten ? name : (name as NSString).deletingPathExtension + ".mp4")
  }

  /// Translates one.
  func run(
    _ job: Job, model: TrainedGenerator, choices: String, translate: (Image, _ seconds: Double) throws -> Image
  ) throws -> Facts {
    let video = try open(job)
    let folder = (job.output as NSString).deletingLastPathComponent
    if !folder.isEmpty { try makeParent(of: job.output) }
    var translation = VideoTranslation()
    translation.isSideBySide = sideBySide
    translation.blend = blend
    let key = [
      Self.mark(job.input), Self.mark(model.path), choices, "\(sideBySide) \(blend) \(video.framesPerSecond)",
    ].joined(separator: "; ")
    var meter = VideoMeter(job.output)
    let stop = Signals.trap()
    let isFile = job.frames == nil && FileManager.default.fileExists(atPath: job.input)
    let summary = try translation(
      video, to: job.output, key: key, soundOf: isFile ? job.input : nil, stop: stop, translate: translate
    ) { meter.update($0) }
    meter.end()
    say(summary, of: job, video)
    if summary.isStopped, !video.isLive {
      Chatter.note("stopped; the same command goes on where this one was")
      throw ExitCode(Signals.exitStatus)
    }
    return facts(summary)
  }

  private func open(_ job: Job) throws -> VideoReader {
    if let frames = job.frames {
      return try VideoReader(named: job.input, frames: frames, framesPerSecond: fps) { Chatter.warning($0) }
    }
    return try VideoReader(job.input) { Chatter.warning($0) }
  }

  /// A file by path, size and time; anything else by its name.
  private static func mark(_ path: String) -> String {
    let facts = try? FileManager.default.attributesOfItem(atPath: path)
    let time = (facts?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
    return "\(realPath(path)) \(facts?[.size] ?? 0) \(time)"
  }

  private func facts(_ summary: VideoTranslation.Summary) -> Facts {
    Facts(
      frames: summary.frames, resumedFrom: summary.resumedFrom, dropped: summary.dropped, codec: summary.codec,
      framesPerSecond: Double(summary.frames) / max(summary.seconds, 1e-9),
      shareOutsideNetwork: 1 - summary.networkSeconds / max(summary.seconds, 1e-9),
      flicker: summary.flicker?.output, flickerOfNetwork: summary.flicker?.network,
      flickerOfInput: summary.flicker?.input)
  }

  private func say(_ summary: VideoTranslation.Summary, of job: Job, _ video: VideoReader) {
    let facts = facts(summary)
    var text = String(
      format:
        "%@: %d frames of %dx%d at %.4g frames a second (%@), translated at %.2f a second, %.0f%% outside the network",
      job.output, summary.frames, video.width, video.height, video.framesPerSecond, summary.codec,
      facts.framesPerSecond, facts.shareOutsideNetwork * 100)
    if !video.width.isMultiple(of: 2) || !video.height.isMultiple(of: 2) {
      text += "; scaled to the next even sides, which is what codecs take"
    }
    if summary.resumedFrom > 0 { text += "; \(summary.resumedFrom) frames were done before" }
    Chatter.note(text)
    if let flicker = summary.flicker {
      Chatter.note(
        String(
          format: "flicker (mean warping error): %.4f, without blending %.4f, of the input %.4f", flicker.output,
          flicker.network, flicker.input))
    }
    if summary.dropped > 0 {
      Chatter.warning(
        "\(job.input): \(summary.dropped) frames came too soon after others for the rate and are left out")
    }
    if let remark = summary.soundRemark { Chatter.warning("\(job.output): \(remark)") }
  }
}

/// Says how far a video is: on a terminal in one line, elsewhere every ten seconds.
private struct VideoMeter {
  private let name: String
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var last: ContinuousClock.Instant?

  init(_ name: String) { self.name = name }

  mutating func update(_ progress: VideoTranslation.Progress) {
    let now = ContinuousClock.now
    if let last, now - last < (isTerminal ? .milliseconds(200) : .seconds(10)) { return }
    last = now
    var text = "\(name): frame \(progress.frames)"
    if let total = progress.total { text += "/\(total)" }
    text += String(format: "  %.2f frames a second", progress.framesPerSecond)
    if let total = progress.total, total > progress.frames, progress.framesPerSecond > 0 {
      let seconds = Int(Double(total - progress.frames) / progress.framesPerSecond)
      text += String(format: "  ETA %d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
    }
    if isTerminal { StandardError.write("\r\u{1B}[K" + text) } else { Chatter.note(text) }
  }

  func end() {
    if isTerminal { StandardError.write("\r\u{1B}[K") }
  }
}
