public import Vision

/// Averages flows as frames come, in the memory of one window.
public struct MotionBuffer: Sendable {
  /// A frame with its mean flow.
  public struct Ready: Sendable {
    /// The frame.
    public let frame: MotionFrame
    /// The mean over the window.
    public let flow: FlowField
  }

  private let window: MotionWindow
  private var flows: [FlowField] = []
  /// The number of the first of `flows`, and of the first of `waiting`.
  private var (firstFlow, firstWaiting) = (0, 0)
  private var waiting: [MotionFrame] = []

  /// Starts empty.
  public init(_ window: MotionWindow) { self.window = window }

  private var flowCount: Int { firstFlow + flows.count }

  /// Takes a frame with its flow; gives those whose window is now full, in order.
  public mutating func push(_ frame: MotionFrame) -> [Ready] {
    waiting.append(frame)
    if let flow = frame.flow { flows.append(flow) }
    return release(isAtEnd: false)
  }

  /// The rest, with windows cut at the end; none where the video had one frame.
  public mutating func finish() -> [Ready] {
    guard flowCount > 0 else { return [] }
    return release(isAtEnd: true)
  }

  /// Whether the first waiting frame's window is full.
  private var isFull: Bool {
    let first = window.isCentred ? firstWaiting - (window.length - 1) / 2 : firstWaiting - window.length
    return flowCount >= max(1, first + window.length)
  }

  private mutating func release(isAtEnd: Bool) -> [Ready] {
    var ready: [Ready] = []
    while let frame = waiting.first, isAtEnd || isFull {
      let range = window.flows(ofFrame: firstWaiting, among: flowCount)
      ready.append(Ready(frame: frame, flow: .mean(of: range.map { flows[$0 - firstFlow] })))
      waiting.removeFirst()
      firstWaiting += 1
      // The next frame looks no further back than this, and the last flow is kept for what lies behind the end.
      let oldest = min(window.flows(ofFrame: firstWaiting, among: flowCount).lowerBound, flowCount - 1)
      if oldest > firstFlow {
        flows.removeFirst(oldest - firstFlow)
        firstFlow = oldest
      }
    }
    return ready
  }
}
