public import Vision

/// What is kept of each frame of a video: a small picture and its optical flow.
public struct MotionFormat: Codable, Sendable, Equatable {
  /// Of the small pictures and of the flow, in pixels.
  public var width: Int
  /// Of the small pictures and of the flow, in pixels.
  public var height: Int
  /// Of the small pictures: 1 grey, 3 colour.
  public var channels: Int
  /// How flow is computed.
  public var method: OpticalFlow.Method
  /// Frames whose longer side is above this are scaled down to it before flow is computed; 0 never.
  public var longestSide: Int

  /// Puts a format together.
  public init(width: Int, height: Int, channels: Int, method: OpticalFlow.Method = .dis, longestSide: Int = 768) {
    precondition(width > 0 && height > 0 && (channels == 1 || channels == 3), "small pictures are grey or colour")
    (self.width, self.height, self.channels) = (width, height, channels)
    (self.method, self.longestSide) = (method, longestSide)
  }
}

/// A frame made small, with the flow from it to the next.
public struct MotionFrame: Sendable {
  /// Its place in the video, from 0.
  public let index: Int
  /// In seconds from the start of the video.
  public let time: Double
  /// The small picture: 8 bits a sample.
  public let picture: Image
  /// Nil for the last frame. In pixels of the frame as it was when flow was computed, during one nominal frame interval:
  /// where frames are missing, or come late, the motion is divided by the time.
  public let flow: FlowField?
}

/// Computes the flow of a video as its frames come, in the memory of two of them.
public final class MotionStream {
  private struct Waiting {
    let index: Int
    let time: Double
    let picture: Image
    let grey: Image
  }

  private let format: MotionFormat
  private let interval: Double
  private let flow: OpticalFlow
  private var waiting: Waiting?

  /// - Parameter framesPerSecond: of the video, on average: flow is that of one such interval.
  public init(_ format: MotionFormat, framesPerSecond: Double) {
    self.format = format
    interval = 1 / framesPerSecond
    flow = OpticalFlow(format.method)
  }

  /// Takes a frame; gives the one before it, whose flow is now known.
  ///
  /// - Throws: a sentence, where frames are too small for flow.
  public func push(_ frame: VideoFrame) throws(VisionError) -> MotionFrame? {
    let image = frame.image.withBitDepth(8)
    let picture = image.converted(to: format.channels == 1 ? .gray : .rgb)
    let next = Waiting(
      index: frame.index, time: frame.time, picture: picture.resized(width: format.width, height: format.height),
      grey: scaled(image.converted(to: .gray)))
    defer { waiting = next }
    guard let last = waiting else { return nil }
    let field = try flow(from: last.grey, to: next.grey, size: (format.width, format.height))
    return MotionFrame(
      index: last.index, time: last.time, picture: last.picture,
      flow: field.scaled(by: Float(min(max(interval / (next.time - last.time), 0.05), 20))))
  }

  /// The last frame, which has no flow; nil where there was none.
  public func finish() -> MotionFrame? {
    defer { waiting = nil }
    return waiting.map { MotionFrame(index: $0.index, time: $0.time, picture: $0.picture, flow: nil) }
  }

  private func scaled(_ image: Image) -> Image {
    let longest = max(image.width, image.height)
    guard format.longestSide > 0, longest > format.longestSide else { return image }
    func side(_ length: Int) -> Int { max(OpticalFlow.leastSide, length * format.longestSide / longest) }
    return image.resized(width: side(image.width), height: side(image.height))
  }
}

extension FlowField {
  func scaled(by factor: Float) -> FlowField {
    // Time stamps are rounded to thousandths: a steady rate is left alone.
    guard abs(factor - 1) > 0.02 else { return self }
    return FlowField(width: width, height: height, x: x.map { $0 * factor }, y: y.map { $0 * factor })
  }
}
