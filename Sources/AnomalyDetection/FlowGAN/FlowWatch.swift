import Datasets
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

  /// Seconds that were spent on each stage.
  public private(set) var seconds = (flow: 0.0, networks: 0.0)

  private let detector: TrainedFlowDetector
  private let stream: MotionStream
  private var buffer: MotionBuffer
  private var frames: [VideoFrame] = []

  /// - Throws: when the model's recipe has no size.
  public init(_ detector: TrainedFlowDetector, framesPerSecond: Double) throws {
    self.detector = detector
    stream = MotionStream(try detector.format(), framesPerSecond: framesPerSecond)
    buffer = MotionBuffer(detector.window)
  }

  /// Takes a frame; gives those that can be scored now, in order: they lag by half of the flow window.
  ///
  /// - Throws: a sentence, where frames are too small for flow.
  public func push(_ frame: VideoFrame) throws(VisionError) -> [Watched] {
    let clock = ContinuousClock.now
    frames.append(frame)
    let motion = try stream.push(frame)
    let ready = motion.map { buffer.push($0) } ?? []
    seconds.flow += (ContinuousClock.now - clock) / .seconds(1)
    return scored(ready)
  }

  /// The rest; none where the video had one frame.
  public func finish() -> [Watched] {
    var ready: [MotionBuffer.Ready] = []
    if let last = stream.finish() { ready = buffer.push(last) }
    return scored(ready + buffer.finish())
  }

  private func scored(_ ready: [MotionBuffer.Ready]) -> [Watched] {
    guard !ready.isEmpty else { return [] }
    let clock = ContinuousClock.now
    defer { seconds.networks += (ContinuousClock.now - clock) / .seconds(1) }
    let items = ready.flatMap { detector.score([(picture: $0.frame.picture, flow: $0.flow)]) }
    return zip(ready, items).map { one, item in
      while let first = frames.first, first.index < one.frame.index { frames.removeFirst() }
      return Watched(frame: frames.removeFirst(), score: item.score, map: item.map)
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
