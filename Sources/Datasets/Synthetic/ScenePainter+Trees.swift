extension ScenePainter {
  /// Paints trunk and crown; the crown is a heap of rough balls.
  mutating func paint(_ tree: Street.Tree) {
    guard tree.z > 3 else { return }
    let trunk = tree.isConifer ? tree.height * 0.2 : tree.height * 0.55
    let bark = colour(92, 74, 58)
    let thickness = max(0.16, tree.height * 0.035)
    board(x: tree.x, z: tree.z, width: max(thickness * 1.4, 1.2 * tree.z / camera.focal), bottom: 0, top: trunk) {
      u, v, _ in
      Material(albedo: bark * (0.55 + 0.6 * u / thickness) * (0.8 + 0.4 * Noise.smooth(u * 12, v * 3, tree.seed)))
    }
    if tree.isConifer { return paintConifer(tree) }
    let middle = tree.height - tree.radius * 1.15
    ball(SIMD3(tree.x, middle, tree.z), tree.radius * 0.88, tree)
    for index in 0..<7 {
      let angle = Float(index) / 7
      // A ring of smaller balls around the large one, by an approximate circle without trigonometry.
      let side = 4 * abs(angle - 0.5) - 1
      let rise = (1 - side * side).squareRoot() * (index % 2 == 0 ? 1 : -0.55)
      let wobble = 0.75 + 0.5 * Noise.cell(index, 1, tree.seed)
      let centre = SIMD3(
        tree.x + side * tree.radius * 0.72 * wobble, middle + rise * tree.radius * 0.62 * wobble,
        tree.z + (Noise.cell(index, 2, tree.seed) - 0.6) * tree.radius)
      ball(centre, tree.radius * (0.42 + 0.2 * Noise.cell(index, 3, tree.seed)), tree)
    }
  }

  private mutating func ball(_ centre: SIMD3<Float>, _ radius: Float, _ tree: Street.Tree) {
    guard centre.z > 2 else { return }
    let scale = centre.z / camera.focal
    let (middleX, middleY) = camera.project(centre)
    let reach = radius * 1.2 / scale
    guard middleX + reach > 0, middleX - reach < Float(camera.width), middleY + reach > 0 else { return }
    let firstX = max(0, Int(middleX - reach))
    let lastX = min(camera.width - 1, Int(middleX + reach))
    let firstY = max(0, Int(middleY - reach))
    let lastY = min(camera.height - 1, Int(middleY + reach))
    guard firstX <= lastX, firstY <= lastY else { return }
    let isSunny = street.sky != .overcast
    for y in firstY...lastY {
      for x in firstX...lastX {
        let dx = (Float(x) - middleX) * scale / radius
        let dy = (middleY - Float(y)) * scale / radius
        let flat = dx * dx + dy * dy
        if flat > 1.3 { continue }
        let front = max(0, 1 - flat).squareRoot()
        let z = centre.z - front * radius * 0.6
        if buffer.depth(x, y) <= z { continue }
        let (worldX, worldY) = (centre.x + dx * radius, centre.y + dy * radius)
        let clumps = Noise.smooth(worldX * 2.6 + 40, worldY * 2.6 + 40, tree.seed)
        let leaf = Noise.smooth(worldX * 7.5 + 90, worldY * 7.5 + 90, tree.seed &+ 1)
        if flat + 0.75 * (clumps - 0.5) + 0.5 * (leaf - 0.5) > 0.92 { continue }
        let normal = SIMD3(dx, dy, -front)
        let sun = isSunny ? max(0, 0.25 + 0.75 * (normal * street.sun).sum()) : 0
        let tone = (0.42 + 0.3 * (dy + 1)) * (0.55 + 0.9 * (0.5 * clumps + 0.5 * leaf))
        let position = SIMD3(worldX, worldY, z)
        buffer.set(
          x, y,
          Surfel(
            material: Material(albedo: tree.leaves * tone), position: position,
            sun: sun > 0 ? sun * shadows.visibility(at: position) : 0))
      }
    }
  }

  private mutating func paintConifer(_ tree: Street.Tree) {
    let width = tree.radius * 1.5
    let needles = colour(46, 78, 52)
    board(x: tree.x, z: tree.z - 0.3, width: width, bottom: tree.height * 0.12, top: tree.height, facing: 0.35) {
      u, v, _ in
      let up = (v / tree.height - 0.12) / 0.88
      let tier = up * 5
      let step = tier - tier.rounded(.down)
      let ragged = Noise.smooth(u * 5 + 20, v * 5, tree.seed)
      let half = width / 2 * (1 - up) * (1.05 - 0.4 * step) * (0.8 + 0.35 * ragged)
      guard abs(u - width / 2) < half else { return nil }
      return Material(albedo: needles * (0.5 + 0.5 * (1 - step) + 0.5 * ragged))
    }
  }
}
