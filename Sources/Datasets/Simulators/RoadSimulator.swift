import Vision

/// Streets by day, with the class of each pixel: those of ``RoadScene``.
public struct RoadSimulator: Simulator {
  public let classNames = SurfaceKind.allCases.map { "\($0)" }
  public let columns: [String] = []
  /// In pixels.
  public let width: Int
  /// In pixels.
  public let height: Int

  /// Streets of a size.
  public init(width: Int = 256, height: Int = 144) {
    precondition(width > 0 && height > 0, "a picture is at least one pixel each way")
    self.width = width
    self.height = height
  }

  /// Draws a street.
  public func picture(seed: UInt64, index: Int) -> SimulatedPicture {
    let street = StreetPlanner.street(seed: seed, index: index)
    let (_, surfaces) = ScenePainter.paint(street, width: 2 * width, height: 2 * height)
    let day = DayLight(street).radiance(of: surfaces)
    let pixels = Development(exposure: 0.72, noise: 1.2, seed: street.seed).pixels(day, width: width, height: height)
    var levels = [UInt8](repeating: 0, count: width * height)
    for y in 0..<height {
      for x in 0..<width {
        let corner = 4 * y * width + 2 * x
        let seen = [0, 1, 2 * width, 2 * width + 1].map { surfaces.kinds[corner + $0] }
        // The kind of most of the four; of equal numbers the first seen.
        let most = seen.max { a, b in seen.count { $0 == a } < seen.count { $0 == b } }
        levels[y * width + x] = (most ?? .sky).rawValue
      }
    }
    return SimulatedPicture(
      image: Image(width: width, height: height, channels: 3, pixels: pixels),
      mask: Image(width: width, height: height, channels: 1, pixels: levels))
  }
}
