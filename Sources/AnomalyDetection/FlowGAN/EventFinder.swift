/// A run of frames in which something unusual happens.
public struct MotionEvent: Codable, Sendable, Equatable {
  /// From 1, in the order of their ends.
  public var number: Int
  /// The first frame, counted from 0.
  public var firstFrame: Int
  /// The last frame.
  public var lastFrame: Int
  /// In seconds from the start of the video.
  public var start: Double
  /// In seconds.
  public var end: Double
  /// The highest score, in thresholds: 1 is the threshold itself.
  public var peak: Double
  /// The frame with that score.
  public var peakFrame: Int
  /// When it is shown, in seconds.
  public var peakTime: Double
  /// Where, in pixels of the frame: left, top, width, height of what is over the threshold there.
  public var box: [Int]
}

/// Finds events in scores as they come: one starts at the threshold, goes on above a share of it and over short pauses,
/// and is told when it has ended and was long enough.
public struct EventFinder: Sendable {
  private let threshold: Double
  private let release: Double
  private let leastLength: Double
  private let gap: Double
  private let interval: Double
  private var count: Int
  private var open: MotionEvent?

  /// - Parameters:
  ///   - interval: seconds from frame to frame.
  ///   - count: events that were found before.
  public init(_ recipe: FlowScoreRecipe, threshold: Double, interval: Double, count: Int = 0) {
    self.threshold = threshold
    release = threshold * recipe.release
    (leastLength, gap, self.interval, self.count) = (recipe.leastLength, recipe.gap, interval, count)
  }

  /// The event that is going on.
  public var current: MotionEvent? { open }

  /// Takes a frame's score; gives the event that has ended with it.
  ///
  /// - Parameter place: where the frame's map is highest; asked for at a new peak alone.
  public mutating func push(frame: Int, time: Double, score: Double, place: () -> [Int]) -> MotionEvent? {
    var ended: MotionEvent?
    if let event = open, time - event.end > gap + interval / 2, score < release || time - event.end > gap + 2 * interval
    {
      ended = close()
    }
    if var event = open {
      guard score >= release else { return ended }
      (event.lastFrame, event.end) = (frame, time)
      if score / threshold > event.peak {
        (event.peak, event.peakFrame, event.peakTime, event.box) = (score / threshold, frame, time, place())
      }
      open = event
    } else if score >= threshold {
      open = MotionEvent(
        number: 0, firstFrame: frame, lastFrame: frame, start: time, end: time, peak: score / threshold,
        peakFrame: frame, peakTime: time, box: place())
    }
    return ended
  }

  /// The event that is going on, as the video ends or breaks off.
  public mutating func finish() -> MotionEvent? { close() }

  private mutating func close() -> MotionEvent? {
    defer { open = nil }
    guard var event = open, event.end - event.start + interval >= leastLength - 1e-9 else { return nil }
    count += 1
    event.number = count
    return event
  }
}
