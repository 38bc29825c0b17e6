/// Where the sun does not reach.
struct SunShadows {
  private let street: Street
  private let isOvercast: Bool
  /// Height and front of the houses on the sun's side, in steps of a metre from `firstZ`.
  private var heights: [Float]
  private var fronts: [Float]
  private static let firstZ = -60
  private static let count = 300

  init(_ street: Street) {
    self.street = street
    isOvercast = street.sky == .overcast
    heights = [Float](repeating: 0, count: SunShadows.count)
    fronts = [Float](repeating: 1e6, count: SunShadows.count)
    let side: Float = street.sun.x < 0 ? -1 : 1
    for building in street.buildings where building.side == side {
      for index in heights.indices {
        let z = Float(index + SunShadows.firstZ)
        if z >= building.z0 - 0.5 && z < building.z1 + 0.5 {
          heights[index] = building.height + building.roofHeight * 0.6
          fronts[index] = building.front
        }
      }
    }
  }

  /// 0 in the shadow of a house, 1 in the sun.
  @inline(__always)
  func visibility(at p: SIMD3<Float>) -> Float {
    if isOvercast { return 0 }
    let side: Float = street.sun.x < 0 ? -1 : 1
    let reach = abs(street.sun.x)
    // Where the ray to the sun crosses the line of fronts; a second look corrects for fronts that differ.
    var t = (street.pavementEdge - side * p.x) / reach
    if t <= 0 { return 1 }
    for _ in 0..<2 {
      let index = Int(max(-1e5, min(p.z + t * street.sun.z, 1e5)).rounded()) - SunShadows.firstZ
      guard index >= 0, index < SunShadows.count, heights[index] > 0 else { return 1 }
      t = (fronts[index] - side * p.x) / reach
      if t <= 0 { return 1 }
      if p.y + t * street.sun.y < heights[index] - 0.3 { return 0 }
    }
    let index = Int(max(-1e5, min(p.z + t * street.sun.z, 1e5)).rounded()) - SunShadows.firstZ
    guard index >= 0, index < SunShadows.count else { return 1 }
    return smoothstep(-0.3, 0.3, p.y + t * street.sun.y - heights[index])
  }

  /// The same for a point of the ground, with trees and cars; `near` are those that can reach this distance.
  @inline(__always)
  func groundVisibility(x: Float, z: Float, near: NearShadows) -> Float {
    var light = visibility(at: SIMD3(x, 0, z))
    if light == 0 { return 0 }
    for blob in near.blobs {
      let dx = (x - blob.x) / blob.radiusX
      let dz = (z - blob.z) / blob.radiusZ
      let d = dx * dx + dz * dz
      if d < 1.4 {
        let ragged = d + 0.5 * (Noise.smooth(x * 2.2, z * 2.2, blob.seed) - 0.5)
        light *= smoothstep(0.75, 1.0, ragged) * blob.density + (1 - blob.density)
      }
    }
    return light
  }

  /// Shadows of trees and cars as ellipses on the ground.
  struct NearShadows {
    struct Blob {
      var x: Float
      var z: Float
      var radiusX: Float
      var radiusZ: Float
      var density: Float
      var seed: UInt32
    }
    var blobs: [Blob] = []
  }

  func nearShadows(z: Float) -> NearShadows {
    var near = NearShadows()
    if isOvercast { return near }
    let shift = SIMD2(street.sun.x, street.sun.z) / street.sun.y
    for tree in street.trees {
      let middle = tree.height * 0.68
      let radiusZ = tree.radius * (1 + 0.5 * abs(shift.y))
      let centreZ = tree.z - shift.y * middle
      if abs(z - centreZ) < radiusZ * 1.3 {
        near.blobs.append(
          .init(
            x: tree.x - shift.x * middle, z: centreZ, radiusX: tree.radius * (1 + 0.5 * abs(shift.x)),
            radiusZ: radiusZ, density: 0.9, seed: tree.seed))
      }
    }
    for car in street.vehicles {
      let middle = car.height * 0.5
      let centreZ = car.z + car.length / 2 - shift.y * middle
      let radiusZ = car.length * 0.6
      if abs(z - centreZ) < radiusZ * 1.3 {
        near.blobs.append(
          .init(
            x: car.x - shift.x * middle, z: centreZ, radiusX: car.width * 0.6 + abs(shift.x) * middle,
            radiusZ: radiusZ, density: 1, seed: car.seed))
      }
    }
    return near
  }
}
