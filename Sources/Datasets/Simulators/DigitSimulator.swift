import Vision

/// White digits on black, 28x28: type faces, and a pen's strokes.
public struct DigitSimulator: Simulator {
  /// The side of a picture.
  public static let side = 28
  /// Digits are drawn at this many times the size.
  private static let scale = 4

  public let classNames = (0...9).map(String.init)
  public let columns: [String] = []
  /// The share of the pictures that a pen wrote; the others are type.
  public var penShare: Float
  /// What is changed by chance in each; nil draws them upright and even.
  public var randomisation: RandomisedSimulation?
  /// Whether each is set as MNIST's are, last of all: full contrast, one size, its centre of mass in the middle.
  public var isFramed: Bool

  /// Half type, half pen.
  public init(penShare: Float = 0.5, randomisation: RandomisedSimulation? = nil, isFramed: Bool = false) {
    self.penShare = penShare
    self.randomisation = randomisation
    self.isFramed = isFramed
  }

  /// Draws a digit; the class of index k is k modulo 10.
  public func picture(seed: UInt64, index: Int) -> SimulatedPicture {
    var draws = CounterRandom(seed: seed, 0x444947, UInt64(index))
    let digit = index % 10
    let side = Self.side * Self.scale
    var levels =
      draws.chance(penShare)
      ? Self.written(digit, side: side, using: &draws) : Self.printed(digit, side: side, using: &draws)
    if let randomisation { levels = randomisation.apply(to: levels, width: side, height: side, using: &draws) }
    if isFramed { levels = MNISTFormat.framed(levels, side: side) }
    return SimulatedPicture(image: Self.shrunk(levels, side: side), label: digit)
  }

  private static func printed(_ digit: Int, side: Int, using draws: inout CounterRandom) -> [Float] {
    let face = draws.pick(HersheyFace.allCases)
    let picture = face.picture(
      of: "\(digit)", side: side, height: Double(draws.between(0.6, 0.74)), thickness: 5 + draws.integer(below: 6),
      italic: draws.chance(0.25))
    guard case .uint8(let levels) = picture.samples else { preconditionFailure("type is drawn with 8 bits") }
    return levels.map { Float($0) / 255 }
  }

  private static func written(_ digit: Int, side: Int, using draws: inout CounterRandom) -> [Float] {
    let way = draws.pick(PenStrokes.ways[digit])
    let (width, height) = (draws.between(0.42, 0.66), draws.between(0.62, 0.74))
    let slant = draws.between(-0.12, 0.3)
    let thickness = draws.between(0.03, 0.065) * Float(side)
    var canvas = Canvas(side: side)
    for line in way {
      let shaken = line.map { $0 + SIMD2(draws.between(-0.035, 0.035), draws.between(-0.035, 0.035)) }
      let placed = PenStrokes.smooth(shaken).map { point in
        let (x, y) = (point.x - 0.5, point.y - 0.5)
        return SIMD2((0.5 + x * width - y * slant * height) * Float(side), (0.5 + y * height) * Float(side))
      }
      for (a, b) in zip(placed, placed.dropFirst()) { canvas.stroke(from: a, to: b, radius: thickness) }
    }
    return canvas.levels
  }

  /// Means of blocks.
  private static func shrunk(_ levels: [Float], side: Int) -> Image {
    var pixels = [UInt8](repeating: 0, count: Self.side * Self.side)
    for y in 0..<Self.side {
      for x in 0..<Self.side {
        var sum: Float = 0
        for row in 0..<scale {
          for column in 0..<scale { sum += levels[(y * scale + row) * side + x * scale + column] }
        }
        pixels[y * Self.side + x] = UInt8(min(255, max(0, sum / Float(scale * scale) * 255 + 0.5)))
      }
    }
    return Image(width: Self.side, height: Self.side, channels: 1, pixels: pixels)
  }
}

/// A square of light levels in 0...1 to draw lines on.
struct Canvas {
  let side: Int
  var levels: [Float]

  init(side: Int) {
    self.side = side
    levels = [Float](repeating: 0, count: side * side)
  }

  /// A line with round ends, its edge one pixel soft.
  mutating func stroke(from a: SIMD2<Float>, to b: SIMD2<Float>, radius: Float) {
    let along = b - a
    let square = max((along * along).sum(), 1e-6)
    let low = pointwiseMin(a, b) - radius - 1
    let high = pointwiseMax(a, b) + radius + 1
    let (left, top) = (max(0, Int(low.x)), max(0, Int(low.y)))
    let (right, bottom) = (min(side - 1, Int(max(-1, high.x))), min(side - 1, Int(max(-1, high.y))))
    guard left <= right, top <= bottom else { return }
    for y in top...bottom {
      for x in left...right {
        let point = SIMD2(Float(x), Float(y))
        let t = clamp01(((point - a) * along).sum() / square)
        let gap = point - a - along * t
        let distance = (gap * gap).sum().squareRoot()
        levels[y * side + x] = max(levels[y * side + x], clamp01(radius - distance + 0.5))
      }
    }
  }
}
