/// The light that comes from each place of an eye's picture.
struct EyeShader {
  typealias Point = SIMD2<Float>

  private let eye: EyeGeometry
  private let scale: Float
  private let width: Float
  private let height: Float
  private let seed: UInt32
  private let skin: Float
  private let sclera: Float
  private let iris: Float
  private let slope: Point
  private let lashes: Float
  private let crease: Float
  private let brow: Float
  private let glint: Point
  private let glintSize: Float
  private let noise: Float

  init(_ eye: EyeGeometry, width: Int, height: Int, using draws: inout CounterRandom) {
    self.eye = eye
    scale = Float(width) / 55
    (self.width, self.height) = (Float(width), Float(height))
    seed = UInt32(truncatingIfNeeded: draws.next())
    skin = draws.between(0.38, 0.62)
    sclera = skin + draws.between(0.05, 0.3)
    iris = draws.between(0.06, 0.22)
    slope = Point(draws.between(-0.2, 0.2), draws.between(-0.08, 0.14))
    lashes = draws.between(0.3, 0.9)
    crease = draws.between(2.2, 5) * scale
    brow = draws.chance(0.5) ? draws.between(0.1, 0.35) : 0
    glint = eye.pupil + Point(draws.between(-0.6, 0.6), draws.between(-0.6, 0)) * eye.irisRadius
    glintSize = draws.chance(0.6) ? draws.between(0.5, 1.3) * scale : 0
    noise = draws.between(0.001, 0.01)
  }

  /// 0 black, 1 white; in pixels, (0.5, 0.5) the middle of the first.
  func light(at point: Point) -> Float {
    let place = eye.depths(point)
    let gap = (point - Point(width, height) / 2) / Point(width, height)
    let lit = 1 + 2 * (gap * slope).sum()
    let opening = min(place.belowUpper, place.aboveLower)
    // Half a pixel of softness at the edge of the lids.
    let inside = smoothstep(-0.4 * scale, 0.5 * scale, opening)
    var value = mix(skinLight(point, place), eyeballLight(point, place), inside) * lit
    value *= 1 - lashShade(point, place)
    if glintSize > 0, inside > 0.5 {
      let away = point - glint
      value = mix(0.98, value, smoothstep(glintSize * 0.5, glintSize * 1.2, (away * away).sum().squareRoot()))
    }
    return value
  }

  /// Sensor noise.
  func grain(_ x: Int, _ y: Int) -> Float {
    (Noise.cell(x, y, seed ^ 0x51) + Noise.cell(x, y, seed ^ 0x52) - 1) * 2 * noise
  }

  private func eyeballLight(_ point: Point, _ place: (belowUpper: Float, aboveLower: Float, along: Float)) -> Float {
    let side = abs(place.along)
    // The ball turns away at the sides, and the upper lid throws a shadow.
    var white = sclera * (1 - 0.45 * side * side)
    white *= 0.55 + 0.45 * smoothstep(0, 4.5 * scale, place.belowUpper)
    white *= 0.97 + 0.06 * Noise.smooth(point.x * 0.6 / scale, point.y * 0.6 / scale, seed ^ 0x11)
    let distance = eye.irisDistance(point)
    let softness = 0.7 * scale / eye.irisRadius
    // Fibres run from the pupil outwards; the rim is darker.
    let gap = point - eye.pupil
    let fibres =
      0.8 + 0.4 * Noise.smooth(gap.x / (gap.y.magnitude + 0.7) * 2, gap.y / (gap.x.magnitude + 0.7) * 2, seed)
    var colour = iris * fibres * (1 - 0.4 * smoothstep(0.75, 1, distance))
    colour = mix(iris * 0.25, colour, smoothstep(eye.pupilShare - softness, eye.pupilShare + softness, distance))
    colour *= 0.7 + 0.3 * smoothstep(0, 3 * scale, place.belowUpper)
    return mix(colour, white, smoothstep(1 - softness, 1 + softness, distance))
  }

  private func skinLight(_ point: Point, _ place: (belowUpper: Float, aboveLower: Float, along: Float)) -> Float {
    let rough = Noise.fractal(point.x * 0.12 / scale, point.y * 0.14 / scale, octaves: 4, seed ^ 0x21)
    var value = skin * (0.82 + 0.36 * rough)
    let above = -place.belowUpper
    if above > 0 {
      // The fold above the lid, the lid's own round, and the brow's shadow.
      let fold = 1 - clamp01(abs(above - crease * (1 - 0.25 * place.along * place.along)) / (1.3 * scale))
      value *= 1 - 0.4 * fold * smoothstep(1.4, 0.9, abs(place.along))
      value *= 1 + 0.12 * smoothstep(0, crease, above)
      value *= 1 - brow * smoothstep(0.3 * height, 0, point.y)
    } else {
      // The wet rim of the lower lid is bright, the skin beneath darker.
      let below = -place.aboveLower
      value *= 1 + 0.18 * (1 - clamp01(abs(below - 0.7 * scale) / (0.9 * scale)))
      value *= 1 - 0.22 * (1 - clamp01(abs(below - 4 * scale) / (3 * scale)))
    }
    // Towards the nose and the temple the face turns away.
    let side = abs(place.along)
    return value * (1 - 0.2 * smoothstep(1, 1.5, side))
  }

  /// A dark line along the upper lid, broken into lashes above it; a fainter one below.
  private func lashShade(_ point: Point, _ place: (belowUpper: Float, aboveLower: Float, along: Float)) -> Float {
    guard abs(place.along) < 1.08 else { return 0 }
    let line = 1 - clamp01(abs(place.belowUpper + 0.4 * scale) / (1.2 * scale))
    let lean = place.along * 2.2 * max(0, -place.belowUpper)
    let hair = Noise.smooth((point.x + lean) * 0.9 / scale, 0.5, seed ^ 0x33)
    let length = (2.2 + 1.5 * hair) * scale
    let above = place.belowUpper < 0 ? smoothstep(length, 0, -place.belowUpper) * smoothstep(0.45, 0.75, hair) : 0
    let lower = (1 - clamp01(abs(place.aboveLower + 0.3 * scale) / (0.9 * scale))) * 0.4
    return min(0.9, lashes * max(line, max(above * 0.7, lower * 0.7)))
  }
}
