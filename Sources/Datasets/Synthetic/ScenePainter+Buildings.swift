extension ScenePainter {
  /// Paints the wall along the street, the end wall towards the camera, and the roof of a house.
  mutating func paint(_ building: Street.Building) {
    let x = building.side * building.front
    let outer = building.side * (building.front + building.depth)
    let facade = Facade(building, length: building.z1 - building.z0, street: street)
    let nearZ = max(building.z0, ScenePainter.nearest)
    if building.style == .house {
      paintRoof(building)
      let gable = building.roofHeight
      let end = Facade(building, length: building.depth, street: street, isEnd: true)
      wall(
        from: SIMD2(x, building.z0), to: SIMD2(outer, building.z0), bottom: 0, top: building.height + gable,
        facing: facing(SIMD3(0, 0, -1))
      ) { u, v, footprint in
        let slope = gable * (1 - abs(u / building.depth * 2 - 1))
        return v < building.height + slope ? end.material(u, v, footprint) : nil
      }
    } else {
      let end = Facade(building, length: building.depth, street: street, isEnd: true)
      wall(
        from: SIMD2(x, building.z0), to: SIMD2(outer, building.z0), bottom: 0, top: building.height,
        facing: facing(SIMD3(0, 0, -1)), shader: end.material)
    }
    // The wall is drawn in pieces, so that it follows the bend.
    let facingStreet = facing(SIMD3(-building.side, 0, 0))
    var z = nearZ
    while z < building.z1 {
      let next = min(building.z1, z + max(6, z * 0.25))
      let start = z - building.z0
      wall(from: SIMD2(x, z), to: SIMD2(x, next), bottom: 0, top: building.height, facing: facingStreet) {
        u, v, footprint in facade.material(start + u, v, footprint)
      }
      z = next
    }
  }

  private mutating func paintRoof(_ building: Street.Building) {
    let eaves = building.side * (building.front - 0.45)
    let ridge = building.side * (building.front + building.depth / 2)
    let (z0, z1) = (max(building.z0 - 0.3, 2), building.z1 + 0.3)
    guard z1 > z0 + 0.5 else { return }
    let tilt = SIMD3<Float>(-building.side * building.roofHeight, building.depth / 2, 0)
    let lit = facing(tilt / (tilt * tilt).sum().squareRoot())
    let corners = [
      SIMD3(eaves, building.height - 0.15, z0), SIMD3(eaves, building.height - 0.15, z1),
      SIMD3(ridge, building.height + building.roofHeight, z1), SIMD3(ridge, building.height + building.roofHeight, z0),
    ]
    polygon(corners, sun: lit) { x, y in
      let row = Noise.cell(0, y / 3, building.seed) * 0.16
      return Material(albedo: building.roof * (0.85 + row + 0.2 * Noise.cell(x / 3, y / 3, building.seed)))
    }
  }

  /// Fills a convex polygon; the depth of its nearest corner holds for the whole of it.
  mutating func polygon(
    _ corners: [SIMD3<Float>], sun: Float, shader: (_ x: Int, _ y: Int) -> Material
  ) {
    let points = corners.map(camera.project)
    let depth = corners.map(\.z).min() ?? 1
    let middle = corners.reduce(SIMD3<Float>(), +) / Float(corners.count)
    let top = points.map(\.y).min() ?? 0
    let bottom = points.map(\.y).max() ?? 0
    let firstY = max(0, Int(min(max(top.rounded(.up), 0), 1e6)))
    let lastY = min(camera.height - 1, Int(min(max(bottom, -1), 1e6)))
    guard firstY <= lastY else { return }
    for y in firstY...lastY {
      var (left, right): (Float, Float) = (1e6, -1e6)
      for index in points.indices {
        let (p, q) = (points[index], points[(index + 1) % points.count])
        let line = Float(y)
        guard (p.y <= line) != (q.y <= line) else { continue }
        let x = p.x + (q.x - p.x) * (line - p.y) / (q.y - p.y)
        (left, right) = (min(left, x), max(right, x))
      }
      let firstX = max(0, Int(min(max(left.rounded(.up), 0), 1e6)))
      let lastX = min(camera.width - 1, Int(min(max(right, -1), 1e6)))
      guard firstX <= lastX else { continue }
      for x in firstX...lastX where buffer.depth(x, y) > depth {
        buffer.set(x, y, Surfel(material: shader(x, y), position: SIMD3(middle.x, middle.y, depth), sun: sun))
      }
    }
  }

  /// Low hedges divide gardens from the pavement.
  mutating func paintHedges() {
    for side in [-1, 1] as [Float] where street.sides[side < 0 ? 0 : 1] == .houses {
      let x = side * (street.pavementEdge + 0.2)
      let lit = facing(SIMD3(-side, 0, 0))
      var z: Float = 2
      while z < 140 {
        let next = z + max(4, z * 0.2)
        let start = z
        wall(from: SIMD2(x, z), to: SIMD2(x, next), bottom: 0, top: 1.3, facing: lit) {
          [seed = street.seed] u, v, _ in
          let along = u + start
          // A gap for each garden gate.
          let gate = along / 9
          if gate - gate.rounded(.down) < 0.13 { return nil }
          let leaves = Noise.smooth(along * 6, v * 6, seed &+ 31)
          guard v < 0.75 + 0.3 * leaves else { return nil }
          return Material(albedo: colour(58, 92, 42) * (0.5 + 0.5 * v + 0.6 * leaves))
        }
        z = next
      }
    }
  }
}
