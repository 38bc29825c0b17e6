/// What a surface is made of.
struct Material {
  /// Share of light that is thrown back, in daylight and lamplight alike.
  var albedo: Colour
  /// Light of its own, at night.
  var emission = Colour()
  /// The share of `emission` that is on by day too.
  var glowsByDay: Float = 0
  /// Throws headlights back to the driver: signs and number plates.
  var retroreflection: Float = 0
}

/// The surface that is seen at one pixel; both lights shade the same surfaces, so that the pair matches exactly.
struct Surfel {
  var material = Material(albedo: Colour())
  /// In metres: across (from the road's middle, following the bend), up, ahead. The sky is `SceneBuffer.skyDepth` away.
  var position = SIMD3<Float>(0, 0, SceneBuffer.skyDepth)
  /// How much of the sun's light arrives: shadow times the cosine to the surface.
  var sun: Float = 0
  /// Whether this is road, which mirrors lights when wet.
  var isRoad = false
}

/// What kind of thing a surface belongs to; the raw value is its level in class masks.
enum SurfaceKind: UInt8, CaseIterable {
  case sky, road, ground, building, vehicle, vegetation, person, furniture
}

/// A picture of surfaces with a depth test.
struct SceneBuffer {
  static let skyDepth: Float = 1e9

  let width: Int
  let height: Int
  var surfels: [Surfel]
  /// What is being painted.
  var kind = SurfaceKind.sky
  /// What is seen at each pixel.
  private(set) var kinds: [SurfaceKind]

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    kinds = [SurfaceKind](repeating: .sky, count: width * height)
    surfels = [Surfel](repeating: Surfel(), count: width * height)
  }

  @inline(__always)
  func depth(_ x: Int, _ y: Int) -> Float { surfels[y * width + x].position.z }

  @inline(__always)
  mutating func set(_ x: Int, _ y: Int, _ surfel: Surfel) {
    surfels[y * width + x] = surfel
    kinds[y * width + x] = surfel.isRoad ? .road : kind
  }
}

/// A pinhole camera that looks along the road.
struct StreetCamera {
  let width: Int
  let height: Int
  let focal: Float
  let centreX: Float
  let horizon: Float
  let eyeX: Float
  let eyeHeight: Float
  let bendRate: Float

  init(_ street: Street, width: Int, height: Int) {
    self.width = width
    self.height = height
    focal = 0.86 * (Float(width) * Float(height)).squareRoot()
    centreX = Float(width) / 2 - street.yaw * focal
    horizon = 0.47 * Float(height)
    eyeX = street.eyeX
    eyeHeight = street.eyeHeight
    bendRate = street.bendRate
  }

  /// How far the road's middle has swung out at a distance; straight on from 110 m.
  @inline(__always)
  func bend(_ z: Float) -> Float {
    let limit: Float = 110
    return z < limit ? bendRate * z * z / 2 : bendRate * limit * (z - limit / 2)
  }

  /// Metres to the right of the camera.
  @inline(__always)
  func lateral(_ x: Float, _ z: Float) -> Float { x + bend(z) - eyeX }

  @inline(__always)
  func project(_ p: SIMD3<Float>) -> (x: Float, y: Float) {
    (centreX + focal * lateral(p.x, p.z) / p.z, horizon + focal * (eyeHeight - p.y) / p.z)
  }
}
