extension ScenePainter {
  /// Paints the side and the end of a car that the camera sees.
  mutating func paint(_ car: Street.Vehicle) {
    guard car.z > 3 else { return }
    let shape = CarShape(car)
    let towardsLeft = camera.lateral(car.x, car.z) > 0
    let sideX = car.x + (towardsLeft ? -1 : 1) * car.width / 2
    let sideSun = facing(SIMD3(towardsLeft ? -1 : 1, 0.35, 0) / 1.06)
    let endSun = facing(SIMD3(0, 0.35, -1) / 1.06)
    wall(
      from: SIMD2(sideX, car.z + 0.06), to: SIMD2(sideX, car.z + car.length), bottom: 0, top: car.height,
      facing: sideSun, shader: shape.side)
    // The cabin stands back from the boot or the bonnet.
    if shape.cabinSetback > 0 {
      board(
        x: car.x, z: car.z + shape.cabinSetback, width: car.width, bottom: shape.belt - 0.1, top: car.height,
        facing: endSun, shader: shape.cabin)
    }
    board(
      x: car.x, z: car.z, width: car.width, bottom: 0, top: shape.cabinSetback > 0 ? shape.belt : car.height,
      facing: endSun, shader: shape.end)
  }
}

/// The outlines and colours of a vehicle, in metres from its near left lower corner.
struct CarShape {
  private let car: Street.Vehicle
  private let skyGlass = Colour(0.07, 0.085, 0.105)
  /// Height of the window sills.
  let belt: Float
  /// From the near end to the nearest pillar of the cabin; 0 for one box.
  let cabinSetback: Float

  init(_ car: Street.Vehicle) {
    self.car = car
    switch car.kind {
    case .hatchback: (belt, cabinSetback) = (0.95, car.isOncoming ? 1.05 : 0.22)
    case .saloon: (belt, cabinSetback) = (0.93, car.isOncoming ? 1.2 : 0.85)
    case .van: (belt, cabinSetback) = (1.15, 0)
    case .bus: (belt, cabinSetback) = (1.2, 0)
    }
  }

  private var isBox: Bool { car.kind == .van || car.kind == .bus }
  private let tyre = Colour(0.018, 0.018, 0.02)

  /// Paint mirrors the sky on top and the road below.
  private func body(_ v: Float) -> Material {
    Material(albedo: car.paint * (0.62 + 0.5 * clamp01(v / car.height * 1.2)))
  }

  // MARK: near end

  func end(_ u: Float, _ v: Float, _ footprint: Float) -> Material? {
    let width = car.width
    let fromSide = min(u, width - u)
    if v < 0.3 {
      if fromSide > 0.08 && fromSide < 0.32 { return Material(albedo: tyre) }
      return v > 0.16 && fromSide > 0.05 ? Material(albedo: Colour(repeating: 0.012)) : nil
    }
    let top = cabinSetback > 0 ? belt : car.height
    let corner = max(0, v - (top - 0.14)) * 0.5
    guard fromSide > corner + 0.01 else { return nil }
    if let lights = lights(fromSide, v) { return lights }
    let middle = abs(u - width / 2)
    if middle < 0.27 && v > 0.5 && v < 0.63 {
      return Material(albedo: colour(232, 230, 214), retroreflection: 0.5)
    }
    if isBox { return boxEnd(fromSide, middle, v) }
    if v < 0.5 { return Material(albedo: car.paint * 0.4 + Colour(repeating: 0.015)) }
    if car.isOncoming && middle < 0.5 && v > 0.63 && v < 0.78 { return Material(albedo: Colour(repeating: 0.02)) }
    return body(v)
  }

  private func boxEnd(_ fromSide: Float, _ middle: Float, _ v: Float) -> Material {
    if v < 0.5 { return Material(albedo: Colour(repeating: 0.03)) }
    let windowTop = car.height - (car.kind == .bus ? 0.5 : 0.3)
    if v > belt + 0.05 && v < windowTop && fromSide > 0.16 {
      let isDoor = !car.isOncoming && car.kind == .van && middle < 0.04
      let light =
        car.kind == .bus && !car.isParked
        ? Colour(0.8, 0.78, 0.64) * (abs(middle - 0.55) < 0.22 && v < belt + 0.75 ? 0.05 : 0.26) : Colour()
      return isDoor ? body(v) : Material(albedo: skyGlass * (0.7 + 0.5 * v / car.height), emission: light)
    }
    if car.kind == .bus && v > windowTop + 0.08 && v < car.height - 0.1 && middle < 0.8 {
      return Material(albedo: Colour(repeating: 0.02), emission: car.isParked ? Colour() : Colour(1.2, 0.7, 0.1) * 0.9)
    }
    return body(v)
  }

  private func lights(_ fromSide: Float, _ v: Float) -> Material? {
    if car.isOncoming {
      let low: Float = isBox ? 0.68 : 0.62
      guard fromSide > 0.08, fromSide < 0.42, v > low, v < low + 0.17 else { return nil }
      let glow = car.isParked ? Colour() : Colour(1, 0.95, 0.85) * 9
      return Material(albedo: colour(215, 220, 225), emission: glow, retroreflection: 0.3)
    }
    let (low, high): (Float, Float) = isBox ? (0.75, 1.1) : (0.68, 0.87)
    guard fromSide > 0.04, fromSide < (isBox ? 0.2 : 0.38), v > low, v < high else { return nil }
    let level: Float = car.isParked ? 0 : car.isBraking ? 3.6 : 1.3
    return Material(
      albedo: colour(168, 22, 20), emission: Colour(1, 0.055, 0.03) * level, glowsByDay: car.isBraking ? 0.35 : 0,
      retroreflection: 0.35)
  }

  func cabin(_ u: Float, _ v: Float, _ footprint: Float) -> Material? {
    let up = clamp01((v - belt) / (car.height - belt))
    let inset = 0.1 + 0.17 * up
    let fromSide = min(u, car.width - u) - inset
    guard fromSide > 0.04 * max(0, up - 0.85) * 20 else { return nil }
    if up > 0.86 || fromSide < 0.07 { return body(v) }
    // Heads and seats show through the pane, darker than the sky in it.
    let seat = abs(abs(u - car.width / 2) - 0.36) < 0.14 && up < 0.55
    return Material(albedo: skyGlass * (seat ? 0.35 : 0.6 + 0.7 * up))
  }

  // MARK: side

  /// The side, from the near end (u = 0) to the far one.
  func side(_ u: Float, _ v: Float, _ footprint: Float) -> Material? {
    let length = car.length
    // `s` runs from the car's front to its rear, whichever end is near.
    let s = car.isOncoming ? u : length - u
    if let wheel = wheel(s, v) { return wheel }
    if v < 0.24 { return nil }
    if isBox { return boxSide(s, v) }
    let roofFront: Float = car.kind == .hatchback ? 1.55 : 1.7
    let roofRear = length - (car.kind == .hatchback ? 0.55 : 1.25)
    let foot: Float = car.kind == .hatchback ? 1.0 : 1.15
    let tail = length - (car.kind == .hatchback ? 0.2 : 0.75)
    let bonnet = belt - 0.16 * clamp01(1 - s / foot)
    if v < bonnet { return v < 0.36 ? Material(albedo: car.paint * 0.35) : panel(s, v) }
    let up = (v - belt) / (car.height - belt)
    let (from, to) = (mix(foot, roofFront, up), mix(tail, roofRear, up))
    guard s > from, s < to else { return nil }
    let pillar = abs(s - length * 0.53) < 0.05
    if up > 0.84 || s < from + 0.09 || s > to - 0.16 || pillar { return body(v) }
    return Material(albedo: skyGlass * (0.6 + 0.6 * up))
  }

  private func panel(_ s: Float, _ v: Float) -> Material {
    let isGap = [0.31, 0.54, 0.76].contains { abs(s - Float($0) * car.length) < 0.018 }
    return isGap ? Material(albedo: car.paint * 0.3) : body(v)
  }

  private func boxSide(_ s: Float, _ v: Float) -> Material? {
    let slope = car.kind == .van ? max(0, v - 1) * 0.55 : 0
    guard s > slope else { return nil }
    if v < 0.4 { return Material(albedo: Colour(repeating: 0.03)) }
    let top = car.height - (car.kind == .bus ? 0.6 : 0.35)
    let windowEnd = car.kind == .bus ? car.length - 0.3 : 1.9
    if v > belt + 0.1 && v < top && s > slope + 0.2 && s < windowEnd {
      let pane = car.kind == .bus ? s / 1.45 : 0.5
      if car.kind == .bus && pane - pane.rounded(.down) < 0.07 { return body(v) }
      let light = car.kind == .bus && !car.isParked ? Colour(1, 0.93, 0.75) * 0.36 : Colour()
      return Material(albedo: skyGlass, emission: light)
    }
    return body(v)
  }

  private func wheel(_ s: Float, _ v: Float) -> Material? {
    let radius: Float = car.kind == .bus ? 0.46 : 0.33
    let front: Float = car.kind == .bus ? 2.2 : 0.85
    let rear = car.length - (car.kind == .bus ? 2.8 : 0.9)
    let along = min(abs(s - front), abs(s - rear))
    let d = along * along + (v - radius) * (v - radius)
    if d < radius * radius * 0.4 { return Material(albedo: Colour(repeating: 0.22)) }
    if d < radius * radius { return Material(albedo: tyre) }
    return d < radius * radius * 1.35 && v < 0.8 ? Material(albedo: Colour(repeating: 0.01)) : nil
  }
}
