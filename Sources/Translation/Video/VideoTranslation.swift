import Datasets
import Foundation
public import Training
public import Vision

/// Translates a video frame by frame: decoding, translating and encoding run beside each other, in the memory of some
/// frames.
///
/// Size and rate are kept. Where frames do not come at a steady rate, each is shown until its successor is due, so that
/// the length and the sound stay right.
public struct VideoTranslation {
  /// Whether the input is shown at the left of the output.
  public var isSideBySide = false
  /// How much of the previous output each frame takes over (``TemporalBlend``), 0...1.
  public var blend = 0.5
  /// After how many frames what is done is safe from a kill.
  public var segmentFrames = 250

  /// Keeps 0.5 of the previous output.
  public init() {}

  /// Where a translation is.
  public struct Progress {
    /// Frames that are done, those of earlier sittings with them.
    public let frames: Int
    /// Of the whole video, where it says so.
    public let total: Int?
    /// Of this sitting.
    public let framesPerSecond: Double
  }

  /// How a translation ended.
  public struct Summary {
    /// Frames that this sitting translated.
    public internal(set) var frames = 0
    /// Frames that came so soon after others that the rate has no place for them.
    public internal(set) var dropped = 0
    /// Frames of an earlier sitting.
    public internal(set) var resumedFrom = 0
    /// Of this sitting.
    public internal(set) var seconds = 0.0
    /// Of these, in the network.
    public internal(set) var networkSeconds = 0.0
    /// Of the file, by its four letters.
    public internal(set) var codec = ""
    /// What is to be said of the sound; nil where it is kept, or there is none.
    public internal(set) var soundRemark: String?
    /// Whether somebody stopped it; the same call goes on.
    public internal(set) var isStopped = false
    /// The mean warping error of output, network's output and input (``TemporalBlend``).
    public internal(set) var flicker: (output: Double, network: Double, input: Double)?
  }

  /// What the network made of a frame.
  private struct Translated: Sendable {
    let input: Image
    let output: Image
    /// The place in the video's steady rate.
    let slot: Int
    /// The frame's place in the input.
    let number: Int
  }

  /// What is written of a frame.
  private struct Output: Sendable {
    let input: Image
    let translated: Image
    let shown: Image
    let copies: Int
    let nextFrame: Int
  }

  private enum Step: Sendable {
    case frame(Translated)
    /// All frames have come; the next sitting would begin with this one.
    case last(nextFrame: Int)
  }

  /// Translates a video to a file.
  ///
  /// - Parameters:
  ///   - video: opened; it is read in a thread of its own.
  ///   - path: ends in one of `VideoWriter.extensions`.
  ///   - key: names input, model and choices; what an earlier sitting left under the same key is gone on with.
  ///   - sound: the file whose sound is taken.
  ///   - stop: ends it after the frame that is under way.
  ///   - translate: a frame, with its time from the start; the result has its size.
  ///   - progress: is told after each frame.
  /// - Throws: what reading, translating or writing throws; what is done stays for the next sitting.
  public func callAsFunction(
    _ video: VideoReader, to path: String, key: String, soundOf sound: String?, stop: StopRequest? = nil,
    translate: (_ frame: Image, _ seconds: Double) throws -> Image, progress: (Progress) -> Void = { _ in }
  ) throws -> Summary {
    let (rate, total) = (video.framesPerSecond, video.frameCount)
    let parts = try VideoParts(of: path, key: key, framesPerSecond: rate, segmentFrames: segmentFrames)
    var summary = Summary()
    let first = parts.state.nextFrame
    summary.resumedFrom = first
    let blend = TemporalBlend(strength: blend, after: parts.last)
    let decoded = Self.decoding(video)
    let encoding = Self.encoding(parts)
    let blending = Self.blending(blend, isSideBySide: isSideBySide, into: encoding.queue)
    defer {
      decoded.cancel()
      blending.queue.end()
    }
    let start = ContinuousClock.now
    var (origin, lastSlot): (Double?, Int?) = (nil, nil)
    // The frame that the next sitting would begin with.
    var next = 0
    while let frame = try decoded.take() {
      if stop?.isRaised == true {
        summary.isStopped = true
        break
      }
      let (number, time) = (next, frame.time - (origin ?? frame.time))
      next += 1
      origin = origin ?? frame.time
      guard number >= first else { continue }
      let slot = Int((time * rate).rounded())
      if let lastSlot, slot <= lastSlot {
        summary.dropped += 1
        continue
      }
      lastSlot = slot
      let begin = ContinuousClock.now
      let translated = try translate(frame.image, time)
      summary.networkSeconds += (ContinuousClock.now - begin) / .seconds(1)
      let step = Step.frame(Translated(input: frame.image, output: translated, slot: slot, number: number))
      guard blending.queue.put(step) else { break }
      summary.frames += 1
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      progress(Progress(frames: next, total: total, framesPerSecond: Double(summary.frames) / seconds))
    }
    _ = blending.queue.put(.last(nextFrame: next))
    try blending.finish()
    try encoding.finish()
    summary.seconds = (ContinuousClock.now - start) / .seconds(1)
    summary.codec = parts.codec
    if let output = blend.flicker, let network = blend.flickerWithout, let input = blend.flickerOfInput {
      summary.flicker = (output, network, input)
    }
    if !summary.isStopped || video.isLive { summary.soundRemark = try parts.finish(soundOf: sound) }
    return summary
  }

  /// Decodes in a thread of its own, some frames ahead.
  private static func decoding(_ video: VideoReader) -> FrameQueue<VideoFrame> {
    let queue = FrameQueue<VideoFrame>(capacity: 4)
    let reader = GivenAway(video)
    Thread.detachNewThread {
      do {
        while let frame = try reader.value.next() {
          guard queue.put(frame) else { return }
        }
        queue.end()
      } catch {
        queue.end(error)
      }
    }
    return queue
  }

  /// Blends beside the network, which is at the next frame by then.
  private static func blending(
    _ blend: TemporalBlend, isSideBySide: Bool, into outputs: FrameQueue<Output>
  ) -> PipelineStage<Step> {
    let blend = GivenAway(blend)
    return PipelineStage(capacity: 2) { steps in
      defer { outputs.end() }
      var pending: (frame: Translated, blended: Image)?
      /// A frame is shown until the next one is due.
      func hand(until slot: Int, next number: Int) -> Bool {
        guard let (frame, blended) = pending else { return true }
        let shown = isSideBySide ? Montage.grid([frame.input, blended], columns: 2, spacing: 0) : blended
        return outputs.put(
          Output(
            input: frame.input, translated: blended, shown: shown, copies: slot - frame.slot, nextFrame: number))
      }
      while let step = try steps.take() {
        switch step {
        case .frame(let frame):
          guard hand(until: frame.slot, next: frame.number) else { return }
          pending = (frame, try blend.value(frame.input, frame.output))
        case .last(let number):
          _ = hand(until: (pending?.frame.slot ?? 0) + 1, next: number)
        }
      }
    }
  }

  private static func encoding(_ parts: VideoParts) -> PipelineStage<Output> {
    let parts = GivenAway(parts)
    return PipelineStage(capacity: 4) { outputs in
      var last: Output?
      while let output = try outputs.take() {
        try parts.value.append(
          output.shown, copies: output.copies, pair: (output.input, output.translated), nextFrame: output.nextFrame)
        last = output
      }
      if let last { try parts.value.close(after: (last.input, last.translated), nextFrame: last.nextFrame) }
    }
  }
}
