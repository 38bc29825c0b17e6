extension ScenePainter {
  /// Paints road, kerbs, pavements and what lies beyond them, row by row.
  mutating func paintGround() {
    let upward = facing(SIMD3(0, 1, 0))
    let firstRow = Int(camera.horizon.rounded(.down)) + 1
    for y in max(0, firstRow)..<max(firstRow, camera.height) {
      let z = camera.focal * camera.eyeHeight / (Float(y) + 0.5 - camera.horizon)
      if z > 2000 { continue }
      let row = GroundRow(z: z, across: z / camera.focal, along: z * z / (camera.focal * camera.eyeHeight))
      let middle = camera.eyeX - camera.bend(z)
      let near = z < 160 ? shadows.nearShadows(z: z) : .init()
      let boxes = street.vehicles.filter { z > $0.z - 0.6 && z < $0.z + $0.length + 0.6 }
      for x in 0..<camera.width {
        let across = (Float(x) + 0.5 - camera.centreX) * row.across + middle
        var (material, isRoad) = ground(across, row)
        for car in boxes { material.albedo *= contactShadow(of: car, x: across, z: z) }
        let sun = upward > 0 ? upward * shadows.groundVisibility(x: across, z: z, near: near) : 0
        buffer.set(
          x, y, Surfel(material: material, position: SIMD3(across, 0, z), sun: sun, isRoad: isRoad))
      }
    }
  }

  private struct GroundRow {
    let z: Float
    /// The size of a pixel on the ground, in metres.
    let across: Float
    let along: Float
  }

  /// Little light comes under a car, whatever the weather.
  private func contactShadow(of car: Street.Vehicle, x: Float, z: Float) -> Float {
    let dx = abs(x - car.x) - car.width / 2
    let dz = max(car.z - z, z - car.z - car.length)
    return 0.18 + 0.82 * smoothstep(-0.15, 0.45, max(dx, dz))
  }

  private func ground(_ x: Float, _ row: GroundRow) -> (Material, isRoad: Bool) {
    let distance = abs(x)
    let detail = clamp01(1.4 - row.along * 1.5)
    if distance < street.kerb { return (Material(albedo: road(x, row, detail: detail)), true) }
    if distance < street.kerb + 0.22 {
      let joint = coverage(row.z - row.z.rounded(), halfWidth: 0.04, footprint: row.along)
      return (Material(albedo: colour(176, 174, 168) * (1 - 0.35 * joint * detail)), false)
    }
    if distance < street.pavementEdge { return (Material(albedo: pavement(x, row, detail: detail)), false) }
    switch street.sides[x < 0 ? 0 : 1] {
    case .city: return (Material(albedo: pavement(x, row, detail: detail) * 0.9), false)
    case .houses, .park: return (Material(albedo: grass(x, row)), false)
    }
  }

  private func road(_ x: Float, _ row: GroundRow, detail: Float) -> Colour {
    let grain = Noise.cell(Int((x * 24).rounded(.down)), Int((row.z * 12).rounded(.down)), street.seed) - 0.5
    let patches = Noise.smooth(x * 0.5 + 50, row.z * 0.12, street.seed &+ 5)
    var shade = 0.105 + 0.03 * (patches - 0.5) + 0.022 * grain * detail
    // Tyres polish two tracks in each lane.
    let inLane = abs(abs(x) - street.laneWidth / 2)
    shade -= 0.014 * clamp01(1 - abs(inLane - 0.8) * 2.2)
    if street.hasParking && abs(x) > street.laneWidth { shade *= 0.88 }
    let asphalt = Colour(1, 1, 1.04) * shade
    let (paint, share) = markings(x, row)
    let worn = 0.75 + 0.25 * Noise.smooth(x * 5 + 9, row.z * 3, street.seed &+ 3)
    return mix(asphalt, paint, share * worn)
  }

  private func markings(_ x: Float, _ row: GroundRow) -> (Colour, Float) {
    let white = colour(226, 226, 220)
    let yellow = colour(222, 176, 52)
    let z = row.z
    if let crossing = street.crossing {
      if z > crossing && z < crossing + 3.2 {
        let stripe = x * 1.05 + 0.25
        let inStripe = abs(stripe - stripe.rounded()) * 2
        return (white, coverage(inStripe, halfWidth: 0.5, footprint: max(row.across * 2, 0.01)))
      }
      if x > 0, x < street.laneWidth {
        let stop = coverage(z - (crossing - 1.2), halfWidth: 0.2, footprint: row.along)
        if stop > 0 { return (white, stop) }
      }
    }
    let phase = (z + street.dashOffset) / 9
    let inPeriod = (phase - phase.rounded(.down)) * 9
    let dash = coverage(inPeriod - 2, halfWidth: 2, footprint: row.along)
    // Far away the gaps are thinner than a pixel: the mean is left.
    let dashed = mix(dash, 0.45, smoothstep(2, 6, row.along))
    let centre = street.yellowCentreLine ? yellow : white
    if street.solidCentreLine {
      let pair = coverage(abs(x) - 0.14, halfWidth: 0.06, footprint: row.across)
      if pair > 0 { return (centre, pair) }
    } else {
      let line = coverage(x, halfWidth: 0.08, footprint: row.across)
      if line > 0 { return (centre, line * dashed) }
    }
    let edge = coverage(abs(x) - street.laneWidth - 0.1, halfWidth: 0.06, footprint: row.across)
    return (white, street.hasParking ? edge * dashed * 0.8 : edge)
  }

  private func pavement(_ x: Float, _ row: GroundRow, detail: Float) -> Colour {
    let (slabX, slabZ) = (x * 1.25, row.z * 1.25)
    let tone = Noise.cell(Int(slabX.rounded(.down)), Int(slabZ.rounded(.down)), street.seed &+ 11)
    let jointX = coverage((slabX - slabX.rounded()) * 0.8, halfWidth: 0.025, footprint: row.across)
    let jointZ = coverage((slabZ - slabZ.rounded()) * 0.8, halfWidth: 0.025, footprint: row.along)
    let dirt = Noise.smooth(x * 1.3, row.z * 0.8, street.seed &+ 12)
    let shade = 0.27 + 0.05 * (tone - 0.5) * detail + 0.07 * (dirt - 0.5)
    return Colour(1.02, 0.99, 0.93) * shade * (1 - 0.45 * max(jointX, jointZ) * detail)
  }

  private func grass(_ x: Float, _ row: GroundRow) -> Colour {
    let tufts = Noise.smooth(x * 6, row.z * 3, street.seed &+ 21)
    let meadow = Noise.smooth(x * 0.4, row.z * 0.15, street.seed &+ 22)
    let green = mix(colour(78, 112, 44), colour(122, 140, 66), meadow)
    return green * (0.75 + 0.5 * mix(0.5, tufts, clamp01(1.6 - row.along)))
  }

  /// A line of far trees and towers closes the view.
  mutating func paintBackdrop() {
    let hazeGreen = colour(74, 96, 70)
    board(x: camera.eyeX - camera.bend(320), z: 320, width: 2400, bottom: -4, top: 34, facing: 0.2) {
      [seed = street.seed] u, v, _ in
      let crest = 9 + 16 * Noise.smooth(u * 0.018, 3, seed) + 3 * Noise.smooth(u * 0.21, 7, seed)
      return v < crest ? Material(albedo: hazeGreen * (0.7 + 0.6 * Noise.smooth(u * 0.5, v * 0.5, seed))) : nil
    }
    guard street.sides.contains(.city) else { return }
    for index in 0..<9 {
      let place = Noise.cell(index, 40, street.seed)
      let z = 200 + 90 * Noise.cell(index, 41, street.seed)
      let width = 14 + 16 * Noise.cell(index, 42, street.seed)
      let height = 22 + 34 * Noise.cell(index, 43, street.seed)
      let tone = colour(150, 156, 166) * (0.5 + 0.7 * Noise.cell(index, 44, street.seed))
      board(
        x: (place - 0.5) * 260 + camera.eyeX - camera.bend(z), z: z, width: width, bottom: 0, top: height, facing: 0.3
      ) { [seed = street.seed] u, v, _ in
        let (column, floor) = (Int(u / 2.4), Int(v / 3.4))
        let isWindow = u - Float(column) * 2.4 > 0.8 && v - Float(floor) * 3.4 > 1.2
        guard isWindow else { return Material(albedo: tone) }
        let lit = Noise.cell(column + index * 97, floor, seed) < 0.3
        return Material(albedo: tone * 0.5, emission: lit ? Colour(0.5, 0.4, 0.24) : Colour())
      }
    }
  }
}
