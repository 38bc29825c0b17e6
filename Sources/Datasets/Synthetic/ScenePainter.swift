/// Draws a street into a buffer of surfaces.
struct ScenePainter {
  let street: Street
  let camera: StreetCamera
  let shadows: SunShadows
  var buffer: SceneBuffer

  /// Nothing nearer than this is drawn, in metres.
  static let nearest: Float = 1

  static func paint(_ street: Street, width: Int, height: Int) -> (StreetCamera, SceneBuffer) {
    let camera = StreetCamera(street, width: width, height: height)
    var painter = ScenePainter(
      street: street, camera: camera, shadows: SunShadows(street), buffer: SceneBuffer(width: width, height: height))
    painter.paintSky()
    painter.buffer.kind = .ground
    painter.paintGround()
    painter.buffer.kind = .building
    painter.paintBackdrop()
    // Near things first: what they hide is then not shaded in vain.
    painter.buffer.kind = .vehicle
    for vehicle in street.vehicles.sorted(by: { $0.z < $1.z }) { painter.paint(vehicle) }
    painter.buffer.kind = .building
    for building in street.buildings.sorted(by: { $0.z0 < $1.z0 }) { painter.paint(building) }
    painter.buffer.kind = .vegetation
    painter.paintHedges()
    for tree in street.trees.sorted(by: { $0.z < $1.z }) { painter.paint(tree) }
    painter.buffer.kind = .person
    for person in street.people { painter.paint(person) }
    painter.buffer.kind = .furniture
    for sign in street.signs { painter.paint(sign) }
    for light in street.trafficLights { painter.paint(light) }
    for lamp in street.lamps { painter.paint(lamp) }
    return (camera, painter.buffer)
  }

  /// Draws an upright wall between two points of the ground, given as (x, z).
  ///
  /// - Parameters:
  ///   - facing: cosine between the wall's face and the sun; 0 for a wall in its own shadow.
  ///   - shader: the material at `u` metres along the wall from `a` and `v` metres above the ground, where
  ///     `footprint` is the size of a pixel in metres; nil is a hole.
  @inline(__always)
  mutating func wall(
    from a: SIMD2<Float>, to b: SIMD2<Float>, bottom: Float, top: Float, facing: Float,
    shader: (_ u: Float, _ v: Float, _ footprint: Float) -> Material?
  ) {
    var (a, b) = (a, b)
    var skipped: Float = 0
    let span = b - a
    let length = (span * span).sum().squareRoot()
    guard max(a.y, b.y) > ScenePainter.nearest, length > 0 else { return }
    if a.y < ScenePainter.nearest {
      let t = (ScenePainter.nearest - a.y) / (b.y - a.y)
      a += (b - a) * t
      skipped = t * length
    } else if b.y < ScenePainter.nearest {
      b = a + (b - a) * ((ScenePainter.nearest - a.y) / (b.y - a.y))
    }
    let (lateralA, lateralB) = (camera.lateral(a.x, a.y), camera.lateral(b.x, b.y))
    let (dx, dz) = (lateralB - lateralA, b.y - a.y)
    let visibleLength = ((b - a) * (b - a)).sum().squareRoot()
    let ends = [camera.centreX + camera.focal * lateralA / a.y, camera.centreX + camera.focal * lateralB / b.y]
    let (left, right) = (min(ends[0], ends[1]), max(ends[0], ends[1]))
    let firstX = max(0, Int(left.rounded(.up) < 0 ? 0 : min(left.rounded(.up), 1e6)))
    let lastX = min(camera.width - 1, Int(max(-1, min(right, 1e6))))
    guard firstX <= lastX else { return }
    for x in firstX...lastX {
      let slope = (Float(x) - camera.centreX) / camera.focal
      let denominator = dx - slope * dz
      guard abs(denominator) > 1e-6 else { continue }
      let t = clamp01((slope * a.y - lateralA) / denominator)
      let z = a.y + t * dz
      let scale = z / camera.focal
      let topY = camera.horizon - (top - camera.eyeHeight) / scale
      let bottomY = camera.horizon - (bottom - camera.eyeHeight) / scale
      let firstY = Int(max(0, min(topY.rounded(.up), 1e6)))
      let lastY = Int(max(-1, min((bottomY - 0.001).rounded(.down), Float(camera.height - 1))))
      if firstY > lastY { continue }
      let u = skipped + t * visibleLength
      let across = a.x + t * (b.x - a.x)
      for y in firstY...lastY where buffer.depth(x, y) > z {
        let v = camera.eyeHeight - (Float(y) - camera.horizon) * scale
        guard let material = shader(u, v, scale) else { continue }
        let position = SIMD3(across, v, z)
        let sun = facing > 0 ? facing * shadows.visibility(at: position) : 0
        buffer.set(x, y, Surfel(material: material, position: position, sun: sun))
      }
    }
  }

  /// Draws a flat thing that faces the camera, its middle at `x`.
  @inline(__always)
  mutating func board(
    x: Float, z: Float, width: Float, bottom: Float, top: Float, facing: Float = 0.3,
    shader: (_ u: Float, _ v: Float, _ footprint: Float) -> Material?
  ) {
    wall(
      from: SIMD2(x - width / 2, z), to: SIMD2(x + width / 2, z), bottom: bottom, top: top, facing: facing,
      shader: shader)
  }

  /// Draws a pole that is never thinner than one pixel.
  mutating func pole(x: Float, z: Float, width: Float, bottom: Float, top: Float, albedo: Colour) {
    guard z > ScenePainter.nearest else { return }
    let drawn = max(width, 1.05 * z / camera.focal)
    board(x: x, z: z, width: drawn, bottom: bottom, top: top) { _, _, _ in Material(albedo: albedo) }
  }

  /// How a face looks at the sun: x, y and z of the direction that it faces.
  func facing(_ normal: SIMD3<Float>) -> Float {
    street.sky == .overcast ? 0 : max(0, (normal * street.sun).sum())
  }
}
