import Foundation

/// A frame of a video.
public struct VideoFrame: Sendable {
  /// Its place in the video, from 0; frames that cannot be decoded are counted where their places are known.
  public let index: Int
  /// When it is shown, in seconds from the start; never falls.
  public let time: Double
  /// RGB, 8 bits.
  public let image: Image

  /// Puts the parts together.
  public init(index: Int, time: Double, image: Image) { (self.index, self.time, self.image) = (index, time, image) }
}

/// Reads a video frame by frame, in the memory of one frame: a file, a sequence of pictures, a stream or a camera.
///
/// ```swift
/// let video = try VideoReader("street.mp4") { print($0) }
/// while let frame = try video.next() { … }
/// ```
public final class VideoReader {
  /// What is done with a frame whose size is not the first one's.
  public enum SizeChange: Sendable {
    /// `next()` throws.
    case refuse
    /// It is scaled to the first one's.
    case resize
  }

  /// The file, folder or address, as the caller named it.
  public let path: String
  /// Of the first frame, in pixels.
  public private(set) var width = 0
  /// Of the first frame, in pixels.
  public private(set) var height = 0
  /// As the video says, on average; 25 where it does not.
  public let framesPerSecond: Double
  /// As the video says; nil where it does not know. A damaged video has fewer.
  public let frameCount: Int?
  /// Whether it goes on for as long as somebody sends: a camera, or a stream without end.
  public let isLive: Bool

  private var source: any FrameSource
  private let sizeChange: SizeChange
  private let onRemark: (String) -> Void
  private var lookedAhead: VideoFrame?
  private var clock: FrameClock
  private var hasEnded = false
  private var saidSizeChange = false

  /// Opens whatever OpenCV opens: a video file, a pattern of picture files (`frame%04d.png`), an address (`rtsp://…`), a
  /// camera by its number.
  ///
  /// - Parameters:
  ///   - timeout: seconds that opening, and each frame, of a stream may take.
  ///   - onRemark: is told in a sentence of frames that are left out, and of a video that is cut off.
  /// - Throws: a sentence that names the file, when it is missing, no video, or has no frame.
  public convenience init(
    _ path: String, sizeChange: SizeChange = .resize, timeout: Double? = nil,
    onRemark: @escaping (String) -> Void = { _ in }
  ) throws(VisionError) {
    let source = try OpenCVFrames(path, timeout: timeout)
    try self.init(path, source, sizeChange, onRemark)
  }

  /// Reads pictures as a video.
  ///
  /// - Parameters:
  ///   - name: what sentences call it, such as the folder.
  ///   - frames: paths of pictures in their order, at least one.
  public convenience init(
    named name: String, frames: [String], framesPerSecond: Double = 25, sizeChange: SizeChange = .resize,
    onRemark: @escaping (String) -> Void = { _ in }
  ) throws(VisionError) {
    try self.init(
      name, PictureFrames(paths: frames, framesPerSecond: framesPerSecond, onRemark: onRemark), sizeChange, onRemark)
  }

  private init(
    _ path: String, _ source: any FrameSource, _ sizeChange: SizeChange, _ onRemark: @escaping (String) -> Void
  ) throws(VisionError) {
    (self.path, self.source, self.sizeChange, self.onRemark) = (path, source, sizeChange, onRemark)
    framesPerSecond = source.framesPerSecond ?? 25
    frameCount = source.frameCount
    isLive = source.isLive
    clock = FrameClock(interval: 1 / framesPerSecond, countsGaps: source.frameCount != nil)
    guard let first = try next() else {
      throw VisionError(.damaged, path, "has no frame that can be decoded; check that it is a whole video")
    }
    (width, height) = (first.image.width, first.image.height)
    lookedAhead = first
  }

  /// The next frame; nil at the end.
  ///
  /// - Throws: a sentence that names video and frame, where a frame's size changed and that is refused.
  public func next() throws(VisionError) -> VideoFrame? {
    if let frame = lookedAhead {
      lookedAhead = nil
      return frame
    }
    guard !hasEnded else { return nil }
    guard let raw = try source.next() else {
      hasEnded = true
      sayHowItEnded()
      return nil
    }
    let (index, time) = clock.tick(index: raw.index, time: raw.time)
    return VideoFrame(index: index, time: time, image: try sized(raw.image, index))
  }

  private func sized(_ image: Image, _ index: Int) throws(VisionError) -> Image {
    guard width > 0, image.width != width || image.height != height else { return image }
    let change = "frame \(index + 1) is \(image.width)x\(image.height) and the first one \(width)x\(height)"
    guard sizeChange == .resize else {
      throw VisionError(.unsupported, path, "changes its size: \(change); cut the video there")
    }
    if !saidSizeChange { onRemark("\(path) changes its size: \(change); such frames are scaled to the first one's") }
    saidSizeChange = true
    return image.resized(width: width, height: height)
  }

  private func sayHowItEnded() {
    guard !source.namesBrokenFrames, let frameCount, clock.count > 0 else { return }
    let missing = frameCount - clock.count
    guard missing > 0 else { return }
    if !clock.gaps.isEmpty {
      let places = clock.gaps.prefix(10).map {
        $0.count > 1 ? "\($0.lowerBound + 1)-\($0.upperBound)" : "\($0.lowerBound + 1)"
      }
      onRemark(
        "\(path): frame \(places.joined(separator: ", ")) cannot be decoded and is left out"
          + (clock.gaps.count > 10 ? ", and more" : ""))
    }
    // The count may be a guess of the length times the rate, which is one too many at times.
    let unseen = missing - clock.gaps.reduce(0) { $0 + $1.count }
    if unseen > 1 {
      onRemark(
        "\(path) is cut off or damaged: \(clock.count) of its \(frameCount) frames can be read, and these are used")
    }
  }
}

/// Gives frames their places and times, from time stamps where there are any.
private struct FrameClock {
  let interval: Double
  let countsGaps: Bool
  /// How many frames came.
  private(set) var count = 0
  /// Places at which no frame came.
  private(set) var gaps: [Range<Int>] = []
  private var place = 0
  private var lastTime = -Double.infinity
  private var regularSteps = 0

  init(interval: Double, countsGaps: Bool) { (self.interval, self.countsGaps) = (interval, countsGaps) }

  mutating func tick(index: Int?, time: Double?) -> (Int, Double) {
    if let index { place = index }
    var shown = Double(place) * interval
    if let time, count == 0 || time > lastTime {
      shown = time
      let step = (time - lastTime) / interval
      if count > 0, index == nil {
        // Where frames have come at a steady rate, a hole is frames that did not decode, and not a slow camera.
        if step > 1.75, regularSteps >= 5, countsGaps {
          let lost = Int(step.rounded()) - 1
          if gaps.count < 100 { gaps.append(place..<place + lost) }
          place += lost
        } else {
          regularSteps = abs(step - 1) < 0.1 ? regularSteps + 1 : 0
        }
      }
    }
    shown = max(shown, lastTime)
    if shown == lastTime { shown += interval }
    lastTime = shown
    count += 1
    defer { place += 1 }
    return (place, shown)
  }
}
