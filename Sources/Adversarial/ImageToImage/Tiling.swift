/// How a large picture is cut into overlapping windows that fit a network, and put together again without seams.
public struct Tiling: Sendable, Equatable {
  /// The side of a window in pixels.
  public let side: Int
  /// By how many pixels neighbours overlap.
  public let overlap: Int

  /// Windows of `side` pixels; by default a quarter of a window is shared with each neighbour.
  public init(side: Int, overlap: Int? = nil) {
    let overlap = overlap ?? side / 4
    precondition(side > 0 && (0..<side).contains(overlap), "windows overlap by less than their side")
    self.side = side
    self.overlap = overlap
  }

  /// Where windows start along a length of at least `side` pixels: evenly spread, the last one flush with the end.
  public func starts(along length: Int) -> [Int] {
    guard length > side else { return [0] }
    let stride = side - overlap
    let count = (length - side + stride - 1) / stride
    return (0...count).map { $0 * (length - side) / count }
  }

  /// The weight of each pixel along a window: a ramp over the overlap at both ends, 1 between; never 0.
  public var ramp: [Float] {
    (0..<side).map { min(1, Float(min($0, side - 1 - $0) + 1) / Float(overlap + 1)) }
  }
}

/// A sum of weighted windows of a `[C, H, W]` picture.
public struct TileBlender {
  /// Of the picture.
  public let channels: Int
  /// In pixels.
  public let height: Int
  /// In pixels.
  public let width: Int
  private var sums: [Float]
  private var weights: [Float]

  /// Starts with nothing.
  public init(channels: Int, height: Int, width: Int) {
    self.channels = channels
    self.height = height
    self.width = width
    sums = [Float](repeating: 0, count: channels * height * width)
    weights = [Float](repeating: 0, count: height * width)
  }

  /// Adds a square window of `[C, side, side]` values, its upper left corner at (`x`, `y`).
  public mutating func add(_ window: [Float], x: Int, y: Int, ramp: [Float]) {
    let side = ramp.count
    for row in 0..<side {
      for column in 0..<side {
        let weight = ramp[row] * ramp[column]
        let place = (y + row) * width + x + column
        weights[place] += weight
        for channel in 0..<channels {
          sums[channel * height * width + place] += weight * window[(channel * side + row) * side + column]
        }
      }
    }
  }

  /// The weighted mean of what was added, `[C, H, W]`; every pixel must have been covered.
  public func result() -> [Float] {
    var result = sums
    for channel in 0..<channels {
      for place in 0..<height * width { result[channel * height * width + place] /= weights[place] }
    }
    return result
  }
}

/// As ``TileBlender``, for rows of windows that come from above: only a band as high as a window is held.
struct BandBlender {
  /// Finished rows, `[C, height, width]`.
  struct Rows {
    let values: [Float]
    let height: Int
    let width: Int
  }

  let channels: Int
  let width: Int
  let side: Int
  /// `[C, side, width]`, from the row `top` on.
  private var sums: [Float]
  private var weights: [Float]
  private var top = 0

  init(channels: Int, width: Int, side: Int) {
    (self.channels, self.width, self.side) = (channels, width, side)
    sums = [Float](repeating: 0, count: channels * side * width)
    weights = [Float](repeating: 0, count: side * width)
  }

  /// Adds a square window of `[C, side, side]` values whose upper row is the last that ``advance(to:)`` named.
  mutating func add(_ window: [Float], x: Int, ramp: [Float]) {
    for row in 0..<side {
      for column in 0..<side {
        let weight = ramp[row] * ramp[column]
        let place = row * width + x + column
        weights[place] += weight
        for channel in 0..<channels {
          sums[channel * side * width + place] += weight * window[(channel * side + row) * side + column]
        }
      }
    }
  }

  /// Takes out the rows above `row`, which no further window reaches.
  mutating func advance(to row: Int) -> Rows {
    let count = row - top
    top = row
    guard count > 0 else { return Rows(values: [], height: 0, width: width) }
    let (finished, rest) = (count * width, (side - count) * width)
    var values = [Float]()
    values.reserveCapacity(channels * finished)
    for channel in 0..<channels {
      let start = channel * side * width
      for place in 0..<finished { values.append(sums[start + place] / weights[place]) }
      for place in 0..<rest { sums[start + place] = sums[start + finished + place] }
      for place in rest..<side * width { sums[start + place] = 0 }
    }
    for place in 0..<rest { weights[place] = weights[finished + place] }
    for place in rest..<side * width { weights[place] = 0 }
    return Rows(values: values, height: count, width: width)
  }
}
