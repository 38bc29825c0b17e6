import AnomalyDetection
import ArgumentParser
import Datasets
import Foundation
import Torch
import Training
import Vision

/// The options of `gan detect` for video.
struct VideoDetectionOptions: ParsableArguments {
  @Option(help: "Video: seconds at the start that are left out.") var from = 0.0
  @Option(help: "Video: the second at which to stop; 0 is the end.") var until = 0.0
  @Flag(help: "Video: go on in the folder of a run that was stopped or killed; its events stay.") var resume = false
  @Flag(help: "Video: write no annotated video.") var noVideo = false
  @Option(help: "Streams and cameras: for how many seconds a lost one is tried again before the program ends.")
  var reconnect = 60.0
  @Option(help: "Video: the number format of the networks.") var precision = Precision.f32
  @Flag(help: "Video: say how long each stage took.") var timing = false
}

extension VideoDetectionOptions {
  /// Looks at one video, or at each clip of a folder.
  func run(model: String, inputs: [String], output: String, json: Bool, compute: ComputeOptions) throws {
    guard inputs.count == 1 else {
      throw CommandError("a model of video takes one video, folder or address at a time; give \(inputs[0]) alone")
    }
    let device = try compute.prepare()
    Precision.warnIfSlow(precision)
    let detector = try TrainedFlowDetector(at: model, device: device, precision: precision)
    let stop = Signals.trap()
    for (clip, folder) in try Self.clips(inputs[0], output) {
      try VideoWatcher(
        detector: detector, clip: clip, folder: folder, options: self, json: json, stop: stop
      ).run()
    }
  }

  private static func clips(_ input: String, _ output: String) throws -> [(VideoSet.Clip, String)] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: input, isDirectory: &isFolder), isFolder.boolValue else {
      return [(VideoSet.Clip(name: input, source: .file(input)), output)]
    }
    if let clip = try openClip(at: input) { return [(clip, output)] }
    return try openVideoSet(at: input).clips.map {
      ($0, output + "/" + ($0.name as NSString).deletingPathExtension)
    }
  }
}

/// Watches one video and writes what it finds.
struct VideoWatcher {
  let detector: TrainedFlowDetector
  let clip: VideoSet.Clip
  let folder: String
  let options: VideoDetectionOptions
  let json: Bool
  let stop: StopRequest

  func run() throws {
    let video = try open()
    let out = try WatchFolder(
      folder, source: clip.name, detector: detector, framesPerSecond: video.framesPerSecond, isLive: video.isLive,
      resume: options.resume, wantsVideo: !options.noVideo)
    var pass = try WatchPass(detector, out, video.framesPerSecond, json: json)
    var reader = video
    // A camera that is back counts from 0 again.
    let place = Place()
    while true {
      try pass.follow(frames(of: reader, from: place, out), out)
      guard reader.isLive, !stop.isRaised, !place.isReached else { break }
      // What moved while nobody looked is no motion: the flow starts anew.
      try pass.finish(out)
      guard let again = reconnected() else {
        if stop.isRaised { break }
        try out.finish(status: "lost")
        throw CommandError(
          "\(clip.name) has gone away and did not come back within \(Int(options.reconnect)) s; "
            + "what was found is in \(folder); go on with --resume")
      }
      pass = try WatchPass(detector, out, again.framesPerSecond, json: json)
      reader = again
      (place.frame, place.time) = (place.frame + 1, place.time + 1 / again.framesPerSecond)
    }
    try pass.finish(out)
    try out.finish(status: stop.isRaised ? "stopped" : "ended")
    guard out.record.frames > 0 else {
      throw CommandError("\(clip.name) has one frame and so no motion; give a video")
    }
    if options.timing { pass.say(json: json) }
    if !json { print(folder + "/index.html") }
    if stop.isRaised { throw ExitCode(Signals.exitStatus) }
  }

  private func open() throws -> VideoReader {
    let rate = detector.recipe.clips.framesPerSecond
    return try clip.reader(framesPerSecond: rate, timeout: 15) { Chatter.warning($0) }
  }

  private func reconnected() -> VideoReader? {
    Chatter.warning("\(clip.name) has gone away; trying again for \(Int(options.reconnect)) s")
    let start = ContinuousClock.now
    while (ContinuousClock.now - start) / .seconds(1) < options.reconnect, !stop.isRaised {
      if let video = try? open() {
        Chatter.note("\(clip.name) is back")
        return video
      }
      Thread.sleep(forTimeInterval: 1)
    }
    return nil
  }

  /// The last frame that was read.
  private final class Place {
    var (frame, time) = (0, 0.0)
    /// Whether it is the last that is wanted.
    var isReached = false
  }

  /// Gives the frames to look at, one a call; nil at the end, or where a signal asks for it.
  private func frames(of video: VideoReader, from place: Place, _ out: WatchFolder) -> () throws -> VideoFrame? {
    let start = (frame: place.frame, time: place.time)
    // Frames before the first are read for their flow alone.
    let warmUp = out.firstFrame - detector.recipe.motion.windowLength - 2
    return { [options, stop] in
      while !stop.isRaised {
        guard let read = try video.next() else { return nil }
        let frame = VideoFrame(index: read.index + start.frame, time: read.time + start.time, image: read.image)
        (place.frame, place.time) = (frame.index, frame.time)
        guard frame.time >= options.from, video.isLive || frame.index >= warmUp else { continue }
        place.isReached = options.until > 0 && frame.time >= options.until
        return place.isReached ? nil : frame
      }
      return nil
    }
  }
}

/// One unbroken stretch of a video.
struct WatchPass {
  private let detector: TrainedFlowDetector
  private let watch: FlowWatch
  private var finder: EventFinder
  private var thumbnail: Image?
  private let json: Bool
  private let start = ContinuousClock.now
  private var writing = 0.0
  private var frames = 0

  init(_ detector: TrainedFlowDetector, _ out: WatchFolder, _ framesPerSecond: Double, json: Bool) throws {
    self.detector = detector
    self.json = json
    watch = try FlowWatch(detector, framesPerSecond: framesPerSecond)
    finder = EventFinder(
      detector.recipe.score, threshold: detector.calibration.frames.threshold, interval: 1 / framesPerSecond,
      count: out.record.events.count)
  }

  /// Watches frames to their end; the event that is going on stays open.
  mutating func follow(_ next: @escaping () throws -> VideoFrame?, _ out: WatchFolder) throws {
    let watch = self.watch
    try watch.watch(next: next) { try take($0, out) }
  }

  /// Ends the event that is going on.
  mutating func finish(_ out: WatchFolder) throws {
    if let event = finder.finish() { try tell(event, out) }
  }

  private mutating func take(_ watched: FlowWatch.Watched, _ out: WatchFolder) throws {
    guard watched.frame.index >= out.firstFrame else { return }
    let clock = ContinuousClock.now
    frames += 1
    try out.add(watched, detector: detector)
    let before = finder.current
    let (image, detector) = (watched.frame.image, detector)
    let ended = finder.push(frame: watched.frame.index, time: watched.frame.time, score: watched.score) {
      detector.place(of: watched.map, width: image.width, height: image.height)
    }
    if let ended { try tell(ended, out) }
    if let now = finder.current, now.peakFrame == watched.frame.index {
      thumbnail = EventThumbnail.draw(image, box: now.box)
      if before?.firstFrame != now.firstFrame { try out.began(now) }
    } else if before != nil, finder.current == nil, ended == nil {
      try out.dropped()
    }
    writing += (ContinuousClock.now - clock) / .seconds(1)
  }

  private func tell(_ event: MotionEvent, _ out: WatchFolder) throws {
    let entry = try out.ended(event, thumbnail: thumbnail ?? Image(width: 16, height: 16, channels: 3, level: 0))
    try out.writePage()
    if json {
      print(try jsonLine(entry))
    } else {
      print(
        String(
          format: "event %d  %.2f s to %.2f s  %.2f thresholds at %.2f s  in %dx%d+%d+%d", event.number, event.start,
          event.end, event.peak, event.peakTime, event.box[2], event.box[3], event.box[0], event.box[1]))
    }
    fflush(nil)
  }

  private struct Timing: Encodable {
    let frames: Int
    let seconds: Double
    let framesPerSecond: Double
    /// Seconds of each; decoding and flow run beside the rest.
    let decoding: Double
    let flow: Double
    let networks: Double
    let scoring: Double
    let writing: Double
  }

  /// Frames a second, and how long each stage took.
  func say(json: Bool) {
    let (whole, spent) = ((ContinuousClock.now - start) / .seconds(1), watch.seconds)
    if json {
      let timing = Timing(
        frames: frames, seconds: whole, framesPerSecond: Double(frames) / whole, decoding: spent.decoding,
        flow: spent.flow, networks: spent.networks, scoring: spent.scoring, writing: writing)
      if let line = try? jsonLine(timing) { return Chatter.note(line) }
    }
    let parts = [
      ("decoding", spent.decoding), ("flow", spent.flow), ("networks", spent.networks), ("scoring", spent.scoring),
      ("drawing and writing", writing),
    ]
    Chatter.note(
      String(format: "%d frames in %.1f s: %.1f frames a second; ", frames, whole, Double(frames) / whole)
        + parts.map { String(format: "%@ %.1f s", $0.0, $0.1) }.joined(separator: ", ")
        + "; decoding and flow run beside the rest")
  }
}

/// A frame with a box around what is unusual.
enum EventThumbnail {
  static func draw(_ image: Image, box: [Int]) -> Image {
    guard box.count == 4, case .uint8(var pixels) = image.withBitDepth(8).converted(to: .rgb).samples else {
      return image
    }
    let (left, top) = (max(0, box[0]), max(0, box[1]))
    let (right, bottom) = (min(image.width, box[0] + box[2]) - 1, min(image.height, box[1] + box[3]) - 1)
    guard left < right, top < bottom else { return image }
    func mark(_ x: Int, _ y: Int) {
      let place = (y * image.width + x) * 3
      (pixels[place], pixels[place + 1], pixels[place + 2]) = (255, 64, 48)
    }
    for x in left...right {
      for y in [top, min(top + 1, bottom), max(bottom - 1, top), bottom] { mark(x, y) }
    }
    for y in top...bottom {
      for x in [left, min(left + 1, right), max(right - 1, left), right] { mark(x, y) }
    }
    return Image(width: image.width, height: image.height, channels: 3, pixels: pixels)
  }
}
