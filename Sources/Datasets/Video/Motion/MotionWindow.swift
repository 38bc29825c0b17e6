public import Vision

/// Which flows are averaged for a frame: the vector mean takes out the swing of limbs and single spikes.
public struct MotionWindow: Sendable, Equatable {
  /// How many flows.
  public let length: Int
  /// Whether they lie around the frame, or all before it.
  public let isCentred: Bool

  /// A window of 1 or more.
  public init(length: Int, isCentred: Bool) {
    precondition(length >= 1, "a window holds one flow or more")
    (self.length, self.isCentred) = (length, isCentred)
  }

  /// How many frames must have come behind a frame before its flows are known.
  public var delay: Int { isCentred ? length / 2 + 1 : 0 }

  /// The flows of a frame among `count` flows; flow k is that from frame k to the next. At the ends the window is cut,
  /// and where nothing is left the nearest flow stands in.
  public func flows(ofFrame frame: Int, among count: Int) -> Range<Int> {
    precondition(count > 0, "two frames have a flow between them")
    let first = isCentred ? frame - (length - 1) / 2 : frame - length
    let (lower, upper) = (max(0, first), min(count, first + length))
    if lower < upper { return lower..<upper }
    return first < 0 ? 0..<1 : count - 1..<count
  }
}

extension FlowField {
  /// The vector mean of fields of one size.
  public static func mean(of fields: [FlowField]) -> FlowField {
    guard fields.count != 1 else { return fields[0] }
    var (x, y) = (fields[0].x, fields[0].y)
    for field in fields.dropFirst() {
      for place in x.indices {
        x[place] += field.x[place]
        y[place] += field.y[place]
      }
    }
    let factor = 1 / Float(fields.count)
    for place in x.indices {
      x[place] *= factor
      y[place] *= factor
    }
    return FlowField(width: fields[0].width, height: fields[0].height, x: x, y: y)
  }

  /// The field seen in a mirror.
  public var mirrored: FlowField {
    var (left, up) = (x, y)
    for row in 0..<height {
      for column in 0..<width {
        left[row * width + column] = -x[row * width + width - 1 - column]
        up[row * width + column] = y[row * width + width - 1 - column]
      }
    }
    return FlowField(width: width, height: height, x: left, y: up)
  }

  /// The length of each vector.
  public var speeds: [Float] { zip(x, y).map { ($0 * $0 + $1 * $1).squareRoot() } }
}
