public import Vision

/// Changes a simulator's pictures by chance in what it has too even: place and shape, the line's width, contrast.
///
/// What the real pictures look like is then more often inside of what the simulator draws than beside it (domain
/// randomisation, Tobin et al. 2017, 1703.06907).
public struct RandomisedSimulation: Codable, Sendable, Equatable {
  /// The greatest angle in degrees, either way.
  public var rotation: Float = 14
  /// The greatest change of each side in logarithms.
  public var scale: Float = 0.2
  /// The greatest shear: how far a row moves for each row away from the middle.
  public var shear: Float = 0.35
  /// The greatest shift each way, as a share of the side.
  public var shift: Float = 0.06
  /// The greatest elastic displacement, as a share of the side (Simard et al. 2003).
  public var elastic: Float = 0.06
  /// The distance over which it changes, as a share of the side.
  public var elasticScale: Float = 0.3
  /// The greatest change of a line's width at each edge, as a share of the side; 0 leaves lines alone.
  public var stroke: Float = 0.02
  /// The greatest exponent, in logarithms, by which levels are bent.
  public var gamma: Float = 0.5
  /// The greatest loss of contrast.
  public var contrast: Float = 0.15

  /// The ranges that digits are drawn with.
  public init() {}

  /// Only light: for pictures whose annotations are places.
  public static var withoutGeometry: RandomisedSimulation {
    var copy = RandomisedSimulation()
    (copy.rotation, copy.scale, copy.shear, copy.shift, copy.elastic, copy.stroke) = (0, 0, 0, 0, 0, 0)
    return copy
  }

  /// Changes a grey or colour picture of 8 bits.
  public func apply(to image: Image, using draws: inout CounterRandom) -> Image {
    guard case .uint8(let pixels) = image.withBitDepth(8).samples else { preconditionFailure("8 bits were asked for") }
    let (channels, area) = (image.channels, image.width * image.height)
    var result = pixels
    // Every channel has the same draws.
    let start = draws
    for channel in 0..<min(3, channels) {
      draws = start
      let plane = (0..<area).map { Float(pixels[$0 * channels + channel]) / 255 }
      let changed = apply(to: plane, width: image.width, height: image.height, using: &draws)
      for place in 0..<area {
        result[place * channels + channel] = UInt8(min(255, max(0, changed[place] * 255 + 0.5)))
      }
    }
    return Image(width: image.width, height: image.height, channels: channels, pixels: result)
  }

  /// Changes levels in 0...1; beyond the border they go on as they are at it.
  func apply(to levels: [Float], width: Int, height: Int, using draws: inout CounterRandom) -> [Float] {
    let field = Displacement(self, width: width, height: height, using: &draws)
    let widening = draws.between(-stroke, stroke) * Float(min(width, height))
    let exponent = 1 + draws.between(-gamma, gamma) * 0.8
    let loss = draws.between(0, contrast)
    let lift = draws.between(0, loss)
    var result = field.isNone ? levels : field.warped(levels)
    if stroke > 0 { result = Morphology.widened(result, width: width, height: height, by: widening) }
    guard gamma > 0 || contrast > 0 else { return result }
    return result.map { level in
      // A rational curve through 0 and 1 in place of a power, which the C library would have to compute.
      let bent = level / (level + exponent * (1 - level) + 1e-6)
      return lift + bent * (1 - loss)
    }
  }
}

/// Where each pixel's light comes from.
private struct Displacement {
  let width: Int
  let height: Int
  let isNone: Bool
  private let matrix: (SIMD2<Float>, SIMD2<Float>)
  private let offset: SIMD2<Float>
  private let amplitude: Float
  private let reach: Float
  private let seeds: (UInt32, UInt32)

  init(_ ranges: RandomisedSimulation, width: Int, height: Int, using draws: inout CounterRandom) {
    self.width = width
    self.height = height
    let side = Float(min(width, height))
    let angle = draws.between(-ranges.rotation, ranges.rotation) * .pi / 180
    // 1 / (1 + s) and 1 + s stand for exp(-s) and exp(s).
    let (wide, high) = (draws.between(-ranges.scale, ranges.scale), draws.between(-ranges.scale, ranges.scale))
    let (sx, sy) = (wide > 0 ? 1 / (1 + wide) : 1 - wide, high > 0 ? 1 / (1 + high) : 1 - high)
    let slope = draws.between(-ranges.shear, ranges.shear)
    offset = SIMD2(draws.between(-ranges.shift, ranges.shift), draws.between(-ranges.shift, ranges.shift)) * side
    let (cosine, sine) = (Trigonometry.cos(angle), Trigonometry.sin(angle))
    matrix = (
      SIMD2(cosine * sx, (cosine * slope - sine) * sy), SIMD2(sine * sx, (sine * slope + cosine) * sy)
    )
    amplitude = draws.between(0, ranges.elastic) * side
    reach = max(1, ranges.elasticScale * side)
    let bits = draws.next()
    seeds = (UInt32(truncatingIfNeeded: bits), UInt32(truncatingIfNeeded: bits >> 32))
    isNone =
      ranges.rotation == 0 && ranges.scale == 0 && ranges.shear == 0 && ranges.shift == 0 && ranges.elastic == 0
  }

  func warped(_ levels: [Float]) -> [Float] {
    var result = levels
    let middle = SIMD2(Float(width - 1) / 2, Float(height - 1) / 2)
    for y in 0..<height {
      for x in 0..<width {
        let point = SIMD2(Float(x), Float(y)) - middle
        var source = SIMD2((matrix.0 * point).sum(), (matrix.1 * point).sum()) + middle - offset
        if amplitude > 0 {
          let (u, v) = (Float(x) / reach, Float(y) / reach)
          let push = SIMD2(Noise.smooth(u, v, seeds.0), Noise.smooth(u, v, seeds.1)) - 0.5
          source += push * (2 * amplitude)
        }
        result[y * width + x] = sample(levels, source)
      }
    }
    return result
  }

  /// Between pixels by their distance; beyond the border it is as at the border.
  private func sample(_ levels: [Float], _ point: SIMD2<Float>) -> Float {
    let inside = point.clamped(lowerBound: .zero, upperBound: SIMD2(Float(width - 1), Float(height - 1)))
    return bilinear(at: inside) { x, y in levels[min(y, height - 1) * width + min(x, width - 1)] }
  }
}

/// Bright lines made wider or thinner.
enum Morphology {
  /// Grey dilation (`amount` above 0) or erosion by so many pixels, fractions between whole ones mixed.
  static func widened(_ levels: [Float], width: Int, height: Int, by amount: Float) -> [Float] {
    let grows = amount > 0
    var result = levels
    var left = abs(amount)
    while left > 0 {
      let share = min(1, left)
      let next = step(result, width: width, height: height, grows: grows)
      result = share == 1 ? next : zip(result, next).map { mix($0, $1, share) }
      left -= 1
    }
    return result
  }

  private static func step(_ levels: [Float], width: Int, height: Int, grows: Bool) -> [Float] {
    var result = levels
    for y in 0..<height {
      for x in 0..<width {
        var value = levels[y * width + x]
        for (dx, dy) in [(-1, 0), (1, 0), (0, -1), (0, 1)] {
          let (column, row) = (min(max(x + dx, 0), width - 1), min(max(y + dy, 0), height - 1))
          let other = levels[row * width + column]
          value = grows ? max(value, other) : min(value, other)
        }
        result[y * width + x] = value
      }
    }
    return result
  }
}
