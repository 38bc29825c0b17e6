extension ScenePainter {
  /// Fills the whole picture with sky: the day's as albedo, the night's as emission.
  mutating func paintSky() {
    let rows = min(camera.height, Int(camera.horizon) + 2)
    let sky = SkyModel(street, camera)
    // The sky is smooth: one look for four pixels.
    for y in stride(from: 0, to: rows, by: 2) {
      for x in stride(from: 0, to: camera.width, by: 2) {
        let clouds = sky.clouds(Float(x) + 0.5, Float(y) + 0.5)
        let day = sky.day(Float(x) + 0.5, Float(y) + 0.5, clouds)
        let night = sky.night(Float(x) + 0.5, Float(y) + 0.5, clouds)
        for (px, py) in [(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)] where px < camera.width && py < camera.height {
          buffer.set(px, py, Surfel(material: Material(albedo: day, emission: night + sky.star(px, py))))
        }
      }
    }
  }
}

/// The light of the sky in each direction, by day and by night.
struct SkyModel {
  private let street: Street
  private let camera: StreetCamera
  private let sunAt: (x: Float, y: Float)?
  private let moonAt: (x: Float, y: Float)
  private let hasMoon: Bool

  init(_ street: Street, _ camera: StreetCamera) {
    self.street = street
    self.camera = camera
    let sun = street.sun
    sunAt =
      sun.z > 0.05
      ? (camera.centreX + camera.focal * sun.x / sun.z, camera.horizon - camera.focal * sun.y / sun.z) : nil
    let placeX = Noise.cell(1, 1, street.seed)
    moonAt = (
      Float(camera.width) * (0.2 + 0.6 * placeX), camera.horizon * (0.12 + 0.4 * Noise.cell(2, 1, street.seed))
    )
    hasMoon = Noise.cell(3, 1, street.seed) < 0.55 && street.sky != .overcast
  }

  static func horizonColour(_ street: Street) -> Colour {
    street.sky == .overcast ? Colour(0.62, 0.65, 0.69) : Colour(0.62, 0.74, 0.88)
  }

  static func zenithColour(_ street: Street) -> Colour {
    street.sky == .overcast ? Colour(0.48, 0.52, 0.57) : Colour(0.1, 0.25, 0.62)
  }

  private func height(_ y: Float) -> Float { max(0, (camera.horizon - y) / camera.horizon) }

  /// How thick the clouds are, in 0..<1; the same by day and by night.
  func clouds(_ x: Float, _ y: Float) -> Float {
    // Clouds lie on a ceiling: they crowd together towards the horizon.
    let rise = (camera.horizon - y) / camera.focal + 0.12
    let u = (x - camera.centreX) / camera.focal / rise
    return Noise.fractal(u * 1.5 + 31, 1.9 / rise, octaves: 4, street.seed)
  }

  func day(_ x: Float, _ y: Float, _ density: Float) -> Colour {
    let up = height(y)
    let gradient = mix(SkyModel.horizonColour(street), SkyModel.zenithColour(street), up * (1.6 - 0.6 * up))
    if street.sky == .overcast { return gradient * (0.75 + 0.5 * density) }
    var light = gradient
    if let sunAt {
      let (dx, dy) = ((x - sunAt.x) / camera.focal, (y - sunAt.y) / camera.focal)
      let d = dx * dx + dy * dy
      light += Colour(1, 0.92, 0.72) * (0.012 / (d + 0.02) + 6 * smoothstep(0.002, 0.0012, d))
    }
    let threshold = 0.72 - 0.42 * street.cloudCover
    let cover = smoothstep(threshold, threshold + 0.14, density) * smoothstep(0, 0.12, up)
    let underside = mix(Colour(1.02, 1.0, 0.98), Colour(0.6, 0.64, 0.7), smoothstep(threshold + 0.06, 0.85, density))
    return mix(light, underside, cover * 0.92)
  }

  func night(_ x: Float, _ y: Float, _ density: Float) -> Colour {
    let up = height(y)
    // The town's lamps light the haze above the roofs.
    let haze = (1 - up) * (1 - up) * (1 - up)
    var light = mix(Colour(0.006, 0.009, 0.022), Colour(0.03, 0.03, 0.042), 1 - up)
    light += street.lampColour * 0.035 * haze
    let threshold = 0.72 - 0.42 * street.cloudCover
    light += Colour(0.014, 0.014, 0.019) * smoothstep(threshold, threshold + 0.3, density)
    if hasMoon {
      let radius = 0.026 * camera.focal
      let (dx, dy) = ((x - moonAt.x) / radius, (y - moonAt.y) / radius)
      let d = dx * dx + dy * dy
      light += Colour(0.75, 0.82, 1) * (0.05 / (1 + d) / (1 + 0.05 * d))
      let disc = smoothstep(1.3, 0.75, d)
      if disc > 0 {
        let seas = 0.62 + 0.5 * Noise.smooth(dx * 1.7 + 9, dy * 1.7 + 9, street.seed)
        light += Colour(0.95, 0.93, 0.85) * (disc * seas)
      }
    }
    return light
  }

  func star(_ x: Int, _ y: Int) -> Colour {
    guard street.sky != .overcast, Noise.cell(x / 2, y / 2, street.seed ^ 0x57A2) > 0.9975 else { return Colour() }
    let brightness = Noise.cell(x / 2, y / 2, street.seed ^ 0x51) * height(Float(y))
    return Colour(0.5, 0.55, 0.6) * brightness
  }
}
