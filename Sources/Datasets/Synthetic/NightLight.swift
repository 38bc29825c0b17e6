/// Street lamps, headlights, lit windows and a little moonlight on the surfaces of a scene.
struct NightLight {
  private let street: Street
  private let camera: StreetCamera
  private let lampHeads: [SIMD3<Float>]
  private let oncoming: [SIMD2<Float>]
  private let shops: [Street.Building]

  init(_ street: Street, _ camera: StreetCamera) {
    self.street = street
    self.camera = camera
    lampHeads = street.lamps.map { SIMD3($0.headX, $0.height, $0.z) }
    oncoming = street.vehicles.filter { $0.isOncoming && !$0.isParked }.map { SIMD2($0.x, $0.z) }
    shops = street.buildings.filter { $0.hasShop && $0.z0 < 90 }
  }

  /// A light that has a halo, and a streak on a wet road.
  private struct Glow {
    let position: SIMD3<Float>
    let colour: Colour
    /// Of the halo's core, in metres.
    let radius: Float
    let streak: Float
  }

  func radiance(of surfaces: SceneBuffer) -> [Colour] {
    var picture = surfaces.surfels.map(light)
    for glow in glows where isVisible(glow, surfaces) { add(glow, to: &picture, surfaces) }
    return picture
  }

  // MARK: surfaces

  private func light(_ surfel: Surfel) -> Colour {
    let material = surfel.material
    let z = surfel.position.z
    if z >= SceneBuffer.skyDepth { return material.emission }
    var light = Colour(0.022, 0.027, 0.045)
    var lamps: Float = 0
    for head in lampHeads where abs(head.z - z) < 22 { lamps += lampLight(head, surfel.position) }
    light += street.lampColour * lamps
    if z < 90 && surfel.position.y < 2 { light += shopLight(surfel.position) }
    let beam = ownBeam(surfel.position)
    light += Colour(1, 0.95, 0.84) * beam * (1 + 2.5 * material.retroreflection)
    if surfel.position.y < 1.2 { light += oncomingBeams(surfel.position) }
    let own = material.albedo * light + material.emission
    let distance = z / 420
    return mix(own, Colour(0.02, 0.02, 0.03) + street.lampColour * 0.02, distance / (1 + distance))
  }

  private func lampLight(_ head: SIMD3<Float>, _ p: SIMD3<Float>) -> Float {
    let d = head - p
    guard d.y > 0 else { return 0 }
    // The floor of the distance keeps a crown that grows around the lamp from glaring.
    let square = (d * d).sum() + 8
    // Shines downward: the cosine at the lamp, and again on the surface.
    return 44 * d.y / (square * square.squareRoot())
  }

  /// Low beam: a patch ahead, bright in the middle, cut off above the knee of those in front.
  private func ownBeam(_ p: SIMD3<Float>) -> Float {
    let sideways = (p.x - street.eyeX) / max(p.z, 1)
    let spread = 1 / (1 + 14 * sideways * sideways + 120 * sideways * sideways * sideways * sideways)
    let above = max(0, p.y - 0.75 - 0.012 * p.z)
    let cut = 1 / (1 + 6 * above * above)
    return 36 * spread * cut / (p.z * p.z + 60) * smoothstep(2, 6, p.z)
  }

  private func oncomingBeams(_ p: SIMD3<Float>) -> Colour {
    var sum: Float = 0
    for car in oncoming {
      let ahead = car.y - p.z
      if ahead < 0.2 || ahead > 25 { continue }
      let sideways = (p.x - car.x) / (ahead + 1.2)
      sum += 9 / ((ahead * ahead + 14) * (1 + 8 * sideways * sideways))
    }
    return Colour(1, 0.95, 0.86) * sum
  }

  private func shopLight(_ p: SIMD3<Float>) -> Colour {
    var sum: Float = 0
    for building in shops where building.side * p.x > 0 {
      let outside = max(0, max(building.z0 - p.z, p.z - building.z1))
      let away = building.front - abs(p.x)
      if outside > 8 || away < 0 || away > 9 { continue }
      sum += 0.34 / (1 + 0.5 * away * away) / (1 + outside * outside)
    }
    return Colour(1, 0.82, 0.55) * sum
  }

  // MARK: halos

  private var glows: [Glow] {
    var glows = street.lamps.map {
      Glow(
        position: SIMD3($0.headX, $0.height - 0.1, $0.z), colour: street.lampColour * 2.4, radius: 0.42, streak: 0.6)
    }
    for car in street.vehicles where !car.isParked {
      for side in [-1, 1] as [Float] {
        let x = car.x + side * (car.width / 2 - 0.22)
        if car.isOncoming {
          glows.append(
            Glow(position: SIMD3(x, 0.7, car.z), colour: Colour(1, 0.95, 0.86) * 3.2, radius: 0.3, streak: 1))
        } else {
          let level: Float = car.isBraking ? 1.5 : 0.55
          glows.append(
            Glow(position: SIMD3(x, 0.78, car.z), colour: Colour(1, 0.06, 0.03) * level, radius: 0.24, streak: 1))
        }
      }
    }
    for light in street.trafficLights {
      glows.append(
        Glow(
          position: SIMD3(light.x, TrafficLamp.height(light.state), light.z),
          colour: TrafficLamp.colours[light.state] * 1.3, radius: 0.28, streak: 0.7))
    }
    return glows
  }

  private func isVisible(_ glow: Glow, _ surfaces: SceneBuffer) -> Bool {
    guard glow.position.z > 2 else { return false }
    let (x, y) = camera.project(glow.position)
    // Just out of the picture a lamp's halo still reaches in.
    guard x > -40, y > -40, x < Float(camera.width + 40), y < Float(camera.height) else { return false }
    let (column, row) = (min(max(Int(x), 0), camera.width - 1), min(max(Int(y), 0), camera.height - 1))
    return surfaces.depth(column, row) > glow.position.z - 0.5
  }

  private func add(_ glow: Glow, to picture: inout [Colour], _ surfaces: SceneBuffer) {
    let (x, y) = camera.project(glow.position)
    let scale = camera.focal / glow.position.z
    // The lens scatters too: far lamps keep a halo of a few pixels.
    let core = glow.radius * scale + 0.004 * Float(camera.height)
    let strength = min(1, 0.25 + glow.radius * scale / core)
    add(glow.colour * strength, at: (x, y), radius: (core, core), to: &picture) { _ in true }
    let wet = street.wetness * glow.streak
    let mirrorY = camera.horizon + scale * (camera.eyeHeight + glow.position.y)
    guard wet > 0.05, mirrorY < Float(camera.height) * 1.6 else { return }
    let length = max(2, 0.5 * (mirrorY - camera.horizon - scale * camera.eyeHeight) + 0.25 * scale)
    add(glow.colour * 0.42 * wet, at: (x, mirrorY), radius: (core * 0.9, length), to: &picture) {
      surfaces.surfels[$0].isRoad && surfaces.surfels[$0].position.z < glow.position.z
    }
  }

  private func add(
    _ colour: Colour, at centre: (x: Float, y: Float), radius: (x: Float, y: Float), to picture: inout [Colour],
    where allowed: (Int) -> Bool
  ) {
    let (reachX, reachY) = (radius.x * 6, radius.y * 6)
    let firstX = max(0, Int(max(centre.x - reachX, 0)))
    let lastX = min(camera.width - 1, Int(max(centre.x + reachX, -1)))
    let firstY = max(0, Int(max(centre.y - reachY, 0)))
    let lastY = min(camera.height - 1, Int(max(centre.y + reachY, -1)))
    guard firstX <= lastX, firstY <= lastY else { return }
    for row in firstY...lastY {
      for column in firstX...lastX {
        let dx = (Float(column) - centre.x) / radius.x
        let dy = (Float(row) - centre.y) / radius.y
        let d = dx * dx + dy * dy
        guard d < 36 else { continue }
        let index = row * camera.width + column
        guard allowed(index) else { continue }
        // Falls to nothing at the edge of the box, so that no edge shows.
        let fall = 1 - d / 36
        picture[index] += colour * (fall * fall / ((1 + d) * (1 + d)))
      }
    }
  }
}
