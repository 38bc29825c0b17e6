/// Linear light, red green blue, 1 is the white of a page in the sun.
typealias Colour = SIMD3<Float>

/// Textures that depend on a place and a seed only. Nothing here calls the C library's mathematics, whose last bit
/// differs between systems.
enum Noise {
  /// A number in 0..<1 for a cell of a grid.
  @inline(__always)
  static func cell(_ x: Int, _ y: Int, _ seed: UInt32) -> Float { Float(bits(x, y, seed) >> 8) * 0x1p-24 }

  /// 32 random bits for a cell of a grid.
  @inline(__always)
  static func bits(_ x: Int, _ y: Int, _ seed: UInt32) -> UInt32 {
    var h = UInt32(truncatingIfNeeded: x) &* 0x9E37_79B1
    h ^= UInt32(truncatingIfNeeded: y) &* 0x85EB_CA77
    h = (h ^ seed) &* 0xC2B2_AE3D
    h ^= h >> 15
    h = h &* 0x2C1B_3C6D
    h ^= h >> 12
    h = h &* 0x297A_2D39
    return h ^ (h >> 15)
  }

  /// Smooth noise in 0..<1 with features of size 1.
  @inline(__always)
  static func smooth(_ x: Float, _ y: Float, _ seed: UInt32) -> Float {
    let (floorX, floorY) = (x.rounded(.down), y.rounded(.down))
    let (column, row) = (Int(floorX), Int(floorY))
    let (u, v) = (fade(x - floorX), fade(y - floorY))
    let top = mix(cell(column, row, seed), cell(column + 1, row, seed), u)
    let bottom = mix(cell(column, row + 1, seed), cell(column + 1, row + 1, seed), u)
    return mix(top, bottom, v)
  }

  /// Several octaves of smooth noise, in 0..<1.
  static func fractal(_ x: Float, _ y: Float, octaves: Int, _ seed: UInt32) -> Float {
    var (sum, weight, scale, total): (Float, Float, Float, Float) = (0, 1, 1, 0)
    for octave in 0..<octaves {
      sum += weight * smooth(x * scale, y * scale, seed &+ UInt32(octave) &* 7919)
      total += weight
      weight *= 0.5
      scale *= 2.03
    }
    return sum / total
  }

  @inline(__always)
  private static func fade(_ t: Float) -> Float { t * t * (3 - 2 * t) }
}

@inline(__always)
func mix(_ a: Float, _ b: Float, _ t: Float) -> Float { a + (b - a) * t }

@inline(__always)
func mix(_ a: Colour, _ b: Colour, _ t: Float) -> Colour { a + (b - a) * t }

@inline(__always)
func clamp01(_ x: Float) -> Float { min(max(x, 0), 1) }

/// 0 below `a`, 1 above `b`, smooth between.
@inline(__always)
func smoothstep(_ a: Float, _ b: Float, _ x: Float) -> Float {
  let t = clamp01((x - a) / (b - a))
  return t * t * (3 - 2 * t)
}

/// How much of a pixel `footprint` wide is covered by a band of `halfWidth` whose middle is `distance` away.
@inline(__always)
func coverage(_ distance: Float, halfWidth: Float, footprint: Float) -> Float {
  clamp01((halfWidth - abs(distance)) / footprint + 0.5) * min(1, 2 * halfWidth / footprint)
}

/// The linear colour of display values 0...255.
func colour(_ red: Float, _ green: Float, _ blue: Float) -> Colour {
  let x = Colour(red, green, blue) / 255
  // x to the power of 2.2, to a per cent.
  return x * x * (0.82 + 0.18 * x)
}

extension CounterRandom {
  mutating func between(_ low: Float, _ high: Float) -> Float { low + (high - low) * uniform() }

  mutating func chance(_ probability: Float) -> Bool { uniform() < probability }

  mutating func pick<Element>(_ choices: [Element]) -> Element { choices[integer(below: choices.count)] }
}

/// Between the four pixels around a point by their distance.
///
/// - Parameters:
///   - point: in pixels, (0, 0) the middle of the first.
///   - level: of the pixel in a column and a row, which may lie beyond the border.
func bilinear(at point: SIMD2<Float>, level: (_ x: Int, _ y: Int) -> Float) -> Float {
  let (left, top) = (Int(point.x.rounded(.down)), Int(point.y.rounded(.down)))
  let (u, v) = (point.x - Float(left), point.y - Float(top))
  return mix(mix(level(left, top), level(left + 1, top), u), mix(level(left, top + 1), level(left + 1, top + 1), u), v)
}
