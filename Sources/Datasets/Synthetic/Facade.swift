/// The face of a house: rows of windows, some lit at night, shops or doors below, a cornice above.
struct Facade {
  private let building: Street.Building
  private let isEnd: Bool
  private let bays: Int
  private let bayWidth: Float
  private let floors: Int
  private let skyTint: Colour
  private let doorBay: Int

  init(_ building: Street.Building, length: Float, street: Street, isEnd: Bool = false) {
    self.building = building
    self.isEnd = isEnd
    bays = max(1, Int(length / building.bay))
    bayWidth = length / Float(bays)
    floors = max(1, Int((building.height - 0.3) / building.floorHeight))
    skyTint = mix(SkyModel.horizonColour(street), SkyModel.zenithColour(street), 0.4)
    doorBay = Int(Noise.cell(5, 5, building.seed) * Float(bays))
  }

  @inline(__always)
  private func random(_ a: Int, _ b: Int, _ salt: UInt32) -> Float {
    Noise.cell(a + (isEnd ? 1000 : 0), b, building.seed ^ salt)
  }

  func material(_ u: Float, _ v: Float, _ footprint: Float) -> Material {
    if v > building.height - 0.45 && building.style != .house {
      return Material(albedo: building.trim * (v > building.height - 0.12 ? 0.7 : 1))
    }
    let bay = min(bays - 1, max(0, Int(u / bayWidth)))
    let inBay = u - (Float(bay) + 0.5) * bayWidth
    if building.hasShop && !isEnd && v < 3.3 { return shopFront(bay, inBay, v) }
    let floor = min(floors - 1, max(0, Int(v / building.floorHeight)))
    let inFloor = v - Float(floor) * building.floorHeight
    if floor == 0 && !isEnd && bay == doorBay && abs(inBay) < 0.55 && v < 2.15 {
      return Material(albedo: abs(inBay) < 0.47 && v < 2.07 ? building.shop * 0.8 : building.trim)
    }
    // End walls have few windows, and gables none.
    let hasWindow = v < building.height && (!isEnd || (building.style == .glass || random(bay, 0, 3) < 0.35))
    if hasWindow, let window = window(bay, floor, inBay, inFloor) { return window }
    return Material(albedo: plainWall(u, v, footprint))
  }

  private func plainWall(_ u: Float, _ v: Float, _ footprint: Float) -> Colour {
    let stains = Noise.smooth(u * 0.6, v * 0.35, building.seed)
    var tone = 0.88 + 0.2 * stains
    if building.style == .brick && footprint < 0.12 {
      let course = (v * 5).rounded(.down)
      let brick = u * 2.2 + (Int(course) & 1 == 0 ? 0 : 0.5)
      let detail = clamp01(1.6 - footprint * 16)
      tone *= 1 + detail * 0.35 * (Noise.cell(Int(brick.rounded(.down)), Int(course), building.seed) - 0.5)
      if v * 5 - course < 0.16 { tone *= 1 + 0.3 * detail }
    }
    if v < 0.6 { tone *= 0.65 }
    return building.wall * tone
  }

  private func window(_ bay: Int, _ floor: Int, _ inBay: Float, _ inFloor: Float) -> Material? {
    let half = min(building.windowWidth, bayWidth * 0.9) / 2
    let bottom: Float = building.style == .glass ? 0.7 : 0.95
    let top = min(bottom + building.windowHeight, building.floorHeight - 0.2)
    if building.style != .glass && abs(inBay) < half + 0.12 && inFloor < bottom && inFloor > bottom - 0.14 {
      return Material(albedo: building.trim)
    }
    guard abs(inBay) < half, inFloor > bottom, inFloor < top else { return nil }
    let edge = min(half - abs(inBay), min(inFloor - bottom, top - inFloor))
    let hasMullion = building.style != .glass && abs(inBay) < 0.045
    if edge < 0.08 || hasMullion {
      return Material(albedo: building.style == .glass ? building.wall * 0.5 : building.trim * 0.95)
    }
    let across = (inBay + half) / (2 * half)
    let up = (inFloor - bottom) / (top - bottom)
    // Panes mirror the sky, the higher the more, or show a dark room.
    let mirror = 0.12 + 0.5 * random(bay, floor, 7) * (0.4 + 0.6 * up)
    let glass = mix(Colour(0.022, 0.027, 0.035), skyTint, mirror * (building.style == .glass ? 0.9 : 0.55))
    return Material(albedo: glass, emission: roomLight(bay, floor, across, up))
  }

  private func roomLight(_ bay: Int, _ floor: Int, _ across: Float, _ up: Float) -> Colour {
    guard random(bay, floor, 13) < building.litShare else { return Colour() }
    let warmth = random(bay, floor, 17)
    let tint = warmth < 0.7 ? Colour(1, 0.72, 0.38) : warmth < 0.9 ? Colour(1, 0.86, 0.62) : Colour(0.7, 0.85, 1)
    var level = 0.35 + 0.75 * random(bay, floor, 19)
    level *= 0.65 + 0.45 * up
    // Curtains at the sides of some windows.
    if random(bay, floor, 23) < 0.5 && abs(across - 0.5) > 0.3 { level *= 0.45 }
    return tint * level
  }

  private func shopFront(_ bay: Int, _ inBay: Float, _ v: Float) -> Material {
    let half = bayWidth / 2
    let isOpen = random(bay / 2, 0, 29) < 0.65
    if v > 2.55 {
      let letters =
        v > 2.75 && v < 3.1 && abs(inBay) < half * 0.7 && Noise.cell(Int(inBay * 5 + 50), 1, building.seed) < 0.6
      let sign = letters ? colour(240, 235, 220) : building.shop
      return Material(albedo: sign, emission: isOpen ? sign * (letters ? 1.3 : 0.5) : Colour())
    }
    if v < 0.45 || abs(inBay) > half - 0.16 { return Material(albedo: building.shop * 0.55) }
    if abs(inBay) < 0.04 { return Material(albedo: building.trim * 0.6) }
    // Goods stand in the lower half.
    let goods = Noise.cell(Int(inBay * 3 + 50), Int(v * 3), building.seed ^ 31)
    let tint = Colour(0.5 + goods, 0.55 + 0.5 * Noise.cell(Int(inBay * 3 + 50), 3, building.seed), 0.6)
    let inside = v < 1.5 ? tint * 0.16 : Colour(0.07, 0.075, 0.085)
    let light = Colour(1, 0.86, 0.62) * (v < 1.5 ? 0.3 + 0.55 * goods : 0.62)
    return Material(albedo: inside + skyTint * 0.06, emission: isOpen ? light : Colour())
  }
}
