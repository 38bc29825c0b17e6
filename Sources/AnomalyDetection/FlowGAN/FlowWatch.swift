import Datasets
import Foundation
public import Vision

/// Looks at a video frame by frame as it comes, in the memory of a few frames.
public final class FlowWatch {
  /// A frame with its score.
  public struct Watched: Sendable {
    /// The frame, whole.
    public let frame: VideoFrame
    /// The higher, the more unusual.
    public let score: Double
    /// Where, in cells.
    public let map: HeatMap
  }

  /// What was spent on each stage, in seconds; decoding and flow run beside the others in `watch`.
  public struct Seconds: Sendable {
    /// Getting frames.
    public internal(set) var decoding = 0.0
    /// Scaling them, and their optical flow.
    public internal(set) var flow = 0.0
    /// The networks' maps.
    public internal(set) var networks = 0.0
    /// Smoothing and summing up.
    public internal(set) var scoring = 0.0
  }

  private let detector: TrainedFlowDetector
  private let ahead: FlowAhead
  private var own = Seconds()

  /// - Throws: when the model's recipe has no size.
  public init(_ detector: TrainedFlowDetector, framesPerSecond: Double) throws {
    self.detector = detector
    ahead = FlowAhead(try detector.format(), detector.window, framesPerSecond: framesPerSecond)
  }

  /// What was spent so far; not while `watch` runs.
  public var seconds: Seconds {
    var sum = own
    (sum.decoding, sum.flow) = (ahead.decoding, ahead.flow)
    return sum
  }

  /// Takes a frame; gives those that can be scored now, in order: they lag by half of the flow window.
  ///
  /// - Throws: a sentence, where frames are too small for flow.
  public func push(_ frame: VideoFrame) throws(VisionError) -> [Watched] { try ahead.push(frame).map(watched) }

  /// The rest; none where the video had one frame.
  public func finish() -> [Watched] { ahead.finish().map(watched) }

  /// How many frames may wait for the networks.
  private static let waiting = 4

  /// Watches a video to its end: frames are got, and their flow computed, on a thread of their own while the networks look
  /// at those before. Scores are those of `push` and `finish`.
  ///
  /// - Parameters:
  ///   - next: gives the next frame, nil at the end; it is called on the other thread, one call at a time, and no more
  ///     when this function has returned.
  ///   - body: takes each frame, in order, on the caller's thread.
  /// - Throws: what `next` or `body` throws; too small frames.
  public func watch(next: @escaping () throws -> VideoFrame?, _ body: (Watched) throws -> Void) throws {
    let queue = FrameQueue<FlowAhead.Prepared>(capacity: Self.waiting)
    let ended = FrameQueue<Bool>(capacity: 1)
    let given = GivenAway((ahead: ahead, next: next))
    Thread.detachNewThread {
      do {
        try given.value.ahead.run(next: given.value.next) { queue.put($0) }
        queue.end()
      } catch {
        queue.end(error)
      }
      ended.end()
    }
    do {
      while let prepared = try queue.take() { try body(watched(prepared)) }
    } catch {
      queue.cancel()
      _ = try? ended.take()
      throw error
    }
    _ = try ended.take()
  }

  private func watched(_ prepared: FlowAhead.Prepared) -> Watched {
    let clock = ContinuousClock.now
    let cells = detector.cells([(picture: prepared.picture, flow: prepared.flow)])
    let seen = ContinuousClock.now
    let item = detector.items(cells)[0]
    own.networks += (seen - clock) / .seconds(1)
    own.scoring += (ContinuousClock.now - seen) / .seconds(1)
    return Watched(frame: prepared.frame, score: item.score, map: item.map)
  }
}

/// Frames with their mean flow, as soon as the window is full.
private final class FlowAhead {
  struct Prepared: Sendable {
    let frame: VideoFrame
    let picture: Image
    let flow: FlowField
  }

  private let stream: MotionStream
  private var buffer: MotionBuffer
  private var frames: [VideoFrame] = []
  private(set) var (decoding, flow) = (0.0, 0.0)

  init(_ format: MotionFormat, _ window: MotionWindow, framesPerSecond: Double) {
    stream = MotionStream(format, framesPerSecond: framesPerSecond)
    buffer = MotionBuffer(window)
  }

  func push(_ frame: VideoFrame) throws(VisionError) -> [Prepared] {
    let clock = ContinuousClock.now
    defer { flow += (ContinuousClock.now - clock) / .seconds(1) }
    frames.append(frame)
    return prepared(try stream.push(frame).map { buffer.push($0) } ?? [])
  }

  func finish() -> [Prepared] {
    var ready: [MotionBuffer.Ready] = []
    if let last = stream.finish() { ready = buffer.push(last) }
    return prepared(ready + buffer.finish())
  }

  /// - Parameter put: takes a frame; says whether anybody still wants frames.
  func run(next: () throws -> VideoFrame?, put: (Prepared) -> Bool) throws {
    while true {
      let clock = ContinuousClock.now
      let frame = try next()
      decoding += (ContinuousClock.now - clock) / .seconds(1)
      guard let frame else { break }
      for one in try push(frame) where !put(one) { return }
    }
    for one in finish() where !put(one) { return }
  }

  private func prepared(_ ready: [MotionBuffer.Ready]) -> [Prepared] {
    ready.map { one in
      while let first = frames.first, first.index < one.frame.index { frames.removeFirst() }
      return Prepared(frame: frames.removeFirst(), picture: one.frame.picture, flow: one.flow)
    }
  }
}

extension TrainedFlowDetector {
  /// The smallest box around the highest place of a map and what is over the pixel threshold around it, in pixels of a
  /// frame: left, top, width, height.
  public func place(of map: HeatMap, width: Int, height: Int) -> [Int] {
    guard let peak = map.values.max(), let spot = map.values.firstIndex(of: peak) else { return [0, 0, width, height] }
    let limit = min(peak, max(Float(calibration.frames.pixelThreshold), peak / 2))
    let regions = Image(
      width: map.width, height: map.height, channels: 1, pixels: map.values.map { $0 >= limit ? 255 : 0 }
    ).regions()
    let label = regions.labels[spot]
    var (left, top, right, bottom) = (map.width, map.height, 0, 0)
    for place in regions.labels.indices where regions.labels[place] == label {
      let (x, y) = (place % map.width, place / map.width)
      (left, top, right, bottom) = (min(left, x), min(top, y), max(right, x + 1), max(bottom, y + 1))
    }
    return [
      left * width / map.width, top * height / map.height, (right - left) * width / map.width,
      (bottom - top) * height / map.height,
    ]
  }
}
