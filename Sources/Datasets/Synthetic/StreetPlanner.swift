/// Makes up a street from a seed: the same numbers, the same street.
struct StreetPlanner {
  private var random: CounterRandom
  private var street = Street()

  static func street(seed: UInt64, index: Int) -> Street {
    var planner = StreetPlanner(seed: seed, index: index)
    planner.plan()
    return planner.street
  }

  private init(seed: UInt64, index: Int) {
    random = CounterRandom(seed: seed, StreetPlanner.purpose, UInt64(bitPattern: Int64(index)))
  }

  /// Keeps a scene's numbers apart from a loader's with the same seed.
  private static let purpose: UInt64 = 0x726F_6164

  private mutating func plan() {
    street.seed = UInt32(truncatingIfNeeded: random.next())
    planWeather()
    planRoad()
    for side in [-1, 1] as [Float] {
      let kind = street.sides[side < 0 ? 0 : 1]
      switch kind {
      case .city: planCity(side)
      case .houses: planHouses(side)
      case .park: planPark(side)
      }
      planStreetTrees(side, kind)
      planPeople(side)
    }
    planLamps()
    planTraffic()
    planSigns()
  }

  private mutating func planWeather() {
    street.sky = random.pick([.clear, .clear, .cloudy, .cloudy, .overcast])
    street.cloudCover =
      switch street.sky {
      case .clear: random.between(0.15, 0.4)
      case .cloudy: random.between(0.45, 0.62)
      case .overcast: 1
      }
    street.visibility = random.between(260, 900)
    let azimuth = random.between(-1, 1)
    let elevation = random.between(0.45, 0.95)
    // The sun stands to one side: straight ahead or behind, it would leave no shadow to see.
    let x = (random.chance(0.5) ? -1 : 1) * random.between(0.45, 0.9)
    let direction = SIMD3<Float>(x, elevation, azimuth * 0.8)
    street.sun = direction / (direction * direction).sum().squareRoot()
    street.wetness = random.chance(0.45) ? random.between(0.4, 1) : 0.12
    street.lampColour = random.pick([Colour(1, 0.62, 0.28), Colour(1, 0.74, 0.42), Colour(1, 0.9, 0.72)])
  }

  private mutating func planRoad() {
    street.eyeHeight = random.between(1.4, 1.75)
    street.laneWidth = random.between(3.2, 3.6)
    street.hasParking = random.chance(0.7)
    street.kerb = street.laneWidth + (street.hasParking ? 2.3 : 0.5)
    street.pavementEdge = street.kerb + random.between(2.4, 3.6)
    street.eyeX = street.laneWidth / 2 + random.between(-0.2, 0.2)
    street.bendRate = random.chance(0.35) ? random.between(-0.001, 0.001) : random.between(-0.0042, 0.0042)
    street.yaw = random.between(-0.03, 0.03) + street.bendRate * 14 - 0.03
    street.yellowCentreLine = random.chance(0.3)
    street.solidCentreLine = random.chance(0.25)
    street.dashOffset = random.between(0, 9)
    if random.chance(0.4) { street.crossing = random.between(7, 22) }
    let kinds: [Street.Side] = [.city, .city, .city, .houses, .houses, .park]
    let left = random.pick(kinds)
    street.sides = [left, random.chance(0.6) ? left : random.pick(kinds)]
    if street.sides == [.park, .park] { street.sides[random.integer(below: 2)] = .houses }
  }

  private static let walls: [Colour] = [
    colour(168, 104, 84), colour(146, 88, 74), colour(222, 203, 165), colour(206, 178, 128), colour(196, 196, 190),
    colour(228, 222, 208), colour(152, 168, 180), colour(178, 148, 120), colour(205, 160, 140), colour(140, 130, 120),
    colour(214, 190, 196),
  ]
  private static let shopColours: [Colour] = [
    colour(180, 40, 40), colour(30, 90, 60), colour(35, 70, 140), colour(200, 150, 30), colour(90, 40, 90),
    colour(40, 40, 45), colour(20, 130, 140),
  ]
  private static let roofs: [Colour] = [
    colour(140, 70, 52), colour(110, 62, 50), colour(84, 82, 86), colour(120, 110, 100),
  ]

  private mutating func planCity(_ side: Float) {
    var z: Float = random.between(-6, 2)
    let tall = random.between(8, 15)
    while z < 170 {
      let style: Street.Building.Style = random.pick([.plaster, .plaster, .brick, .brick, .glass])
      let length = random.between(8, 17)
      var building = Street.Building(
        style: style, side: side, front: street.pavementEdge + random.between(0, 0.3), z0: z, z1: z + length,
        height: tall * random.between(0.65, 1.5), depth: random.between(9, 14), wall: random.pick(StreetPlanner.walls),
        trim: colour(225, 220, 210) * random.between(0.5, 1), roof: random.pick(StreetPlanner.roofs),
        shop: random.pick(StreetPlanner.shopColours), seed: UInt32(truncatingIfNeeded: random.next()))
      if style == .brick { building.wall = StreetPlanner.walls[random.integer(below: 2)] * random.between(0.7, 1.1) }
      if style == .glass {
        building.wall = colour(150, 160, 168) * random.between(0.5, 1.1)
        building.height *= 1.35
        building.floorHeight = 3.5
      }
      building.bay = random.between(2.3, 3.3)
      building.windowWidth = building.bay * (style == .glass ? 0.86 : random.between(0.38, 0.55))
      building.windowHeight = style == .glass ? 2.3 : random.between(1.4, 1.9)
      building.hasShop = random.chance(0.6)
      building.litShare = random.between(0.25, 0.6)
      street.buildings.append(building)
      z += length + (random.chance(0.18) ? random.between(3, 7) : 0)
    }
  }

  private mutating func planHouses(_ side: Float) {
    var z: Float = random.between(-4, 6)
    let setback = random.between(2.5, 6)
    while z < 150 {
      let length = random.between(7.5, 11)
      var building = Street.Building(
        style: .house, side: side, front: street.pavementEdge + setback + random.between(-0.5, 0.8), z0: z,
        z1: z + length, height: random.pick([3.2, 5.6, 5.8]), depth: random.between(7, 9),
        wall: random.pick(StreetPlanner.walls), trim: colour(240, 238, 230), roof: random.pick(StreetPlanner.roofs),
        shop: random.pick(StreetPlanner.shopColours), seed: UInt32(truncatingIfNeeded: random.next()))
      building.roofHeight = random.between(2.4, 3.6)
      building.floorHeight = 2.8
      building.bay = random.between(2.4, 3)
      building.windowHeight = 1.3
      building.litShare = random.between(0.5, 0.85)
      street.buildings.append(building)
      z += length + random.between(3, 8)
    }
    plantRow(side, from: street.pavementEdge + 1.2, to: street.pavementEdge + setback, spacing: 12...24)
  }

  private mutating func planPark(_ side: Float) {
    plantRow(side, from: street.pavementEdge + 1.5, to: street.pavementEdge + 4, spacing: 4...8)
    plantRow(side, from: street.pavementEdge + 6, to: street.pavementEdge + 12, spacing: 3...7)
    plantRow(side, from: street.pavementEdge + 13, to: street.pavementEdge + 24, spacing: 3...6)
  }

  private mutating func planStreetTrees(_ side: Float, _ kind: Street.Side) {
    guard kind == .city, random.chance(0.5) else { return }
    plantRow(side, from: street.kerb + 0.8, to: street.kerb + 0.9, spacing: 11...18)
  }

  private mutating func plantRow(_ side: Float, from near: Float, to far: Float, spacing: ClosedRange<Float>) {
    let autumn = random.chance(0.2)
    var z = random.between(8, 16)
    while z < 130 {
      let height = random.between(5, 9)
      let green = colour(random.between(66, 104), random.between(94, 124), random.between(44, 66))
      let warm = colour(random.between(170, 205), random.between(95, 140), random.between(30, 50))
      street.trees.append(
        Street.Tree(
          x: side * random.between(near, far), z: z, height: height, radius: height * random.between(0.26, 0.36),
          leaves: autumn && random.chance(0.7) ? warm : green, isConifer: random.chance(0.15),
          seed: UInt32(truncatingIfNeeded: random.next())))
      z += random.between(spacing.lowerBound, spacing.upperBound)
    }
  }

  private mutating func planPeople(_ side: Float) {
    var z = random.between(8, 25)
    while z < 70, random.chance(0.75) {
      street.people.append(
        Street.Person(
          x: side * random.between(street.kerb + 0.8, street.pavementEdge - 0.4), z: z,
          height: random.between(1.6, 1.85),
          coat: random.pick([
            colour(170, 50, 50), colour(40, 60, 110), colour(60, 60, 60), colour(200, 190, 170), colour(50, 100, 70),
            colour(210, 170, 60),
          ]),
          trousers: random.pick([colour(40, 45, 70), colour(50, 45, 40), colour(90, 90, 95)])))
      z += random.between(2, 18)
    }
  }

  private mutating func planLamps() {
    let spacing = random.between(20, 28)
    let height = random.between(5.6, 7.2)
    let bothSides = random.chance(0.6)
    var z = random.between(9, 18)
    var left = random.chance(0.5)
    while z < 150 {
      let side: Float = left ? -1 : 1
      street.lamps.append(Street.Lamp(x: side * (street.kerb + 0.4), z: z, height: height, arm: -side * 1.7))
      if bothSides { left.toggle() }
      z += bothSides ? spacing / 2 : spacing
    }
  }

  private static let paints: [Colour] = [
    colour(225, 225, 225), colour(165, 168, 172), colour(38, 40, 44), colour(150, 28, 30), colour(36, 62, 130),
    colour(92, 96, 100), colour(225, 175, 40), colour(40, 90, 70), colour(120, 150, 175), colour(200, 90, 30),
  ]

  private mutating func vehicle(x: Float, z: Float, oncoming: Bool, parked: Bool) -> Street.Vehicle {
    let kinds: [Street.Vehicle.Kind] = [.hatchback, .hatchback, .saloon, .saloon, .saloon, .van, .bus]
    let kind = kinds[random.integer(below: parked ? 6 : 7)]
    let paint =
      kind == .bus
      ? random.pick([colour(190, 40, 40), colour(215, 160, 40), colour(60, 110, 160)])
      : kind == .van
        ? random.pick([colour(230, 230, 228), colour(60, 80, 120), colour(150, 150, 150)])
        : random.pick(StreetPlanner.paints)
    return Street.Vehicle(
      kind: kind, x: x, z: z, isOncoming: oncoming, isParked: parked, isBraking: random.chance(0.35), paint: paint,
      seed: UInt32(truncatingIfNeeded: random.next()))
  }

  private mutating func planTraffic() {
    var ahead = random.between(8, 24)
    for _ in 0..<(1 + random.integer(below: 3)) {
      let car = vehicle(
        x: street.laneWidth / 2 + random.between(-0.25, 0.25), z: ahead, oncoming: false, parked: false)
      street.vehicles.append(car)
      ahead += car.length + random.between(6, 30)
    }
    var toward = random.between(9, 28)
    for _ in 0..<(1 + random.integer(below: 4)) {
      let car = vehicle(
        x: -street.laneWidth / 2 + random.between(-0.25, 0.25), z: toward, oncoming: true, parked: false)
      street.vehicles.append(car)
      toward += car.length + random.between(7, 30)
    }
    guard street.hasParking else { return }
    for side in [-1, 1] as [Float] {
      var z = random.between(5, 12)
      while z < 90 {
        if random.chance(0.6) {
          let car = vehicle(
            x: side * (street.kerb - 1.15), z: z, oncoming: side < 0, parked: true)
          street.vehicles.append(car)
          z += car.length
        }
        z += random.between(1, 6)
      }
    }
  }

  private mutating func planSigns() {
    var z = random.between(9, 20)
    for _ in 0..<(1 + random.integer(below: 3)) {
      let side: Float = random.chance(0.75) ? 1 : -1
      street.signs.append(
        Street.Sign(
          shape: random.pick([.limit, .limit, .warning, .parking, .stop, .direction]),
          x: side * (street.kerb + 0.5), z: z))
      z += random.between(10, 25)
    }
    guard random.chance(0.45) else { return }
    let z0 = (street.crossing ?? random.between(14, 26)) + 4
    let state = random.integer(below: 3)
    for side in [-1, 1] as [Float] {
      street.trafficLights.append(Street.TrafficLight(x: side * (street.kerb + 0.4), z: z0, state: state))
    }
  }
}
