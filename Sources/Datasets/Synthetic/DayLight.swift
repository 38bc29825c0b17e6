/// Sun and sky on the surfaces of a scene.
struct DayLight {
  private let sunColour: Colour
  private let ambient: Colour
  private let haze: Colour
  private let visibility: Float

  init(_ street: Street) {
    let isOvercast = street.sky == .overcast
    // A low sun is yellow.
    let low = clamp01(1.3 - 1.6 * street.sun.y)
    sunColour = Colour(1.5, 1.42 - 0.12 * low, 1.28 - 0.4 * low)
    ambient = isOvercast ? Colour(0.78, 0.8, 0.84) : Colour(0.4, 0.47, 0.6)
    haze = SkyModel.horizonColour(street)
    visibility = street.visibility
  }

  func radiance(of surfaces: SceneBuffer) -> [Colour] {
    surfaces.surfels.map { surfel in
      let z = surfel.position.z
      if z >= SceneBuffer.skyDepth { return surfel.material.albedo }
      let material = surfel.material
      // Less of the sky is seen from low down between houses.
      let open = surfel.position.y < 0.01 ? 1 : 0.72 + 0.28 * clamp01(surfel.position.y / 8)
      let light = ambient * open + sunColour * surfel.sun
      let own = material.albedo * light + material.emission * material.glowsByDay
      let distance = z / visibility
      return mix(own, haze, distance / (1 + distance) * smoothstep(10, 120, z))
    }
  }
}
