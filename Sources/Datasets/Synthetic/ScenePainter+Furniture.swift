extension ScenePainter {
  private static let steel = colour(112, 116, 120)

  /// Paints a street lamp: a pole, an arm over the road and the head.
  mutating func paint(_ lamp: Street.Lamp) {
    pole(x: lamp.x, z: lamp.z, width: 0.16, bottom: 0, top: lamp.height, albedo: ScenePainter.steel)
    let thickness = max(0.1, 1.1 * lamp.z / camera.focal)
    let middle = lamp.x + lamp.arm / 2
    board(x: middle, z: lamp.z, width: abs(lamp.arm), bottom: lamp.height - thickness, top: lamp.height) { _, _, _ in
      Material(albedo: ScenePainter.steel)
    }
    let light = street.lampColour * 7
    board(
      x: lamp.headX, z: lamp.z - 0.05, width: max(0.75, 1.5 * thickness),
      bottom: lamp.height - max(0.2, thickness * 1.2),
      top: lamp.height + 0.05
    ) { _, v, _ in
      v < lamp.height - 0.03
        ? Material(albedo: colour(210, 208, 196), emission: light) : Material(albedo: ScenePainter.steel * 0.8)
    }
  }

  /// Paints a traffic sign on its pole.
  mutating func paint(_ sign: Street.Sign) {
    pole(x: sign.x, z: sign.z, width: 0.08, bottom: 0, top: 2.9, albedo: ScenePainter.steel)
    let size: Float = sign.shape == .direction ? 1.5 : 0.8
    board(x: sign.x, z: sign.z - 0.06, width: size, bottom: 2.1, top: 2.9) { u, v, _ in
      sign.material((u / size - 0.5) * 2, (v - 2.5) / 0.4)
    }
  }

  /// Paints a traffic light with one of its three lamps on.
  mutating func paint(_ light: Street.TrafficLight) {
    pole(x: light.x, z: light.z, width: 0.14, bottom: 0, top: 3.4, albedo: ScenePainter.steel)
    board(x: light.x, z: light.z - 0.1, width: 0.42, bottom: 2.4, top: 3.5) { u, v, _ in
      for lamp in 0..<3 {
        let (dx, dy) = (u - 0.21, v - TrafficLamp.height(lamp))
        if dx * dx + dy * dy < 0.02 {
          let colour = TrafficLamp.colours[lamp]
          return lamp == light.state
            ? Material(albedo: colour * 0.5, emission: colour * 4, glowsByDay: 0.5) : Material(albedo: colour * 0.06)
        }
      }
      return Material(albedo: Colour(repeating: 0.02))
    }
  }

  /// Paints somebody on the pavement.
  mutating func paint(_ person: Street.Person) {
    let tall = person.height
    board(x: person.x, z: person.z, width: 0.56, bottom: 0, top: tall) { u, v, _ in
      let fromMiddle = abs(u - 0.28)
      let up = v / tall
      if up > 0.86 {
        let (dx, dy) = (fromMiddle, v - tall * 0.93)
        guard dx * dx / 0.011 + dy * dy / 0.016 < 1 else { return nil }
        return Material(albedo: up > 0.945 ? colour(70, 50, 38) : colour(205, 160, 132))
      }
      if up > 0.47 { return fromMiddle < 0.25 - 0.1 * max(0, up - 0.75) * 6 ? Material(albedo: person.coat) : nil }
      let stride = 0.05 + 0.13 * (0.47 - up)
      return abs(fromMiddle - stride) < 0.085
        ? Material(albedo: up < 0.04 ? Colour(repeating: 0.02) : person.trousers) : nil
    }
  }
}

/// The three lamps of a traffic light.
enum TrafficLamp {
  static let colours: [Colour] = [Colour(1, 0.06, 0.03), Colour(1, 0.5, 0.04), Colour(0.08, 1, 0.35)]

  static func height(_ lamp: Int) -> Float { 3.3 - 0.35 * Float(lamp) }
}

extension Street.Sign {
  /// The face, for x and y in -1...1; nil outside the shape.
  func material(_ x: Float, _ y: Float) -> Material? {
    let white = colour(238, 238, 235)
    let red = colour(190, 24, 28)
    func face(_ albedo: Colour) -> Material { Material(albedo: albedo, retroreflection: 1) }
    let r = (x * x + y * y).squareRoot()
    switch shape {
    case .limit:
      guard r < 1 else { return nil }
      let digits = abs(y) < 0.38 && (abs(x + 0.26) < 0.16 || abs(x - 0.26) < 0.16)
      return face(r > 0.72 ? red : digits ? Colour(repeating: 0.03) : white)
    case .warning:
      // The distance below the nearest of the three sides.
      let inside = min(y + 0.8, min(0.95 - y - 1.75 * x, 0.95 - y + 1.75 * x) * 0.5)
      guard inside > 0 else { return nil }
      return face(inside < 0.2 ? red : abs(x) < 0.1 && y < 0.3 ? Colour(repeating: 0.03) : white)
    case .parking:
      let isStem = x > -0.4 && x < -0.12 && abs(y) < 0.62
      let (dx, dy) = (x - 0.02, y - 0.25)
      let ring = (dx * dx + dy * dy).squareRoot()
      return face(isStem || (ring > 0.16 && ring < 0.42) ? white : colour(24, 70, 150))
    case .stop:
      guard max(max(abs(x), abs(y)), (abs(x) + abs(y)) * 0.72) < 0.98 else { return nil }
      return face(abs(y) < 0.2 && abs(x) < 0.7 ? white : red)
    case .direction:
      let isEdge = max(abs(x), abs(y)) > 0.9
      let text = (abs(y - 0.35) < 0.14 && abs(x) < 0.7) || (abs(y + 0.3) < 0.14 && x > -0.7 && x < 0.3)
      return face(isEdge || text ? white : colour(20, 90, 60))
    }
  }
}
