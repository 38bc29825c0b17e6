import Vision

/// Eyes in grey: eyeball, iris, pupil, lids, lashes, and a light, seen by a camera that looks straight at them.
///
/// `pitch` and `yaw` are the gaze in radians, up and to the right of the picture positive; the points are the middle of
/// the pupil (behind the lid, where that hides it), the corners and the middles of the lids.
public struct EyeSimulator: Simulator {
  public let classNames: [String] = []
  public let columns =
    ["pitch", "yaw"] + ["pupil", "inner", "outer", "upper", "lower"].flatMap { [$0 + "_x", $0 + "_y"] }
  /// In pixels.
  public let width: Int
  /// In pixels.
  public let height: Int
  /// Whether levels are spread evenly, as MPIIGaze's are.
  public let equalises: Bool
  private let format: EyeFormat
  /// Rays for each pixel, each way.
  private static let rays = 3

  /// The paper's size.
  ///
  /// - Parameter isFramed: whether eyes lie and look as MPIIGaze's do (``EyeFormat``).
  public init(width: Int = 55, height: Int = 35, equalises: Bool = true, isFramed: Bool = false) {
    precondition(width >= 16 && height >= 8, "an eye has 16x8 pixels or more")
    self.width = width
    self.height = height
    self.equalises = equalises
    format = isFramed ? .mpiigaze : .roomy
  }

  /// Draws an eye.
  public func picture(seed: UInt64, index: Int) -> SimulatedPicture {
    var draws = CounterRandom(seed: seed, 0x455945, UInt64(index))
    let eye = EyeGeometry(format, width: width, height: height, using: &draws)
    let shader = EyeShader(eye, width: width, height: height, using: &draws)
    var pixels = [UInt8](repeating: 0, count: width * height)
    for y in 0..<height {
      for x in 0..<width {
        var sum: Float = 0
        for row in 0..<Self.rays {
          for column in 0..<Self.rays {
            let place = SIMD2(
              Float(x) + (Float(column) + 0.5) / Float(Self.rays), Float(y) + (Float(row) + 0.5) / Float(Self.rays))
            sum += shader.light(at: eye.turned(place, by: -eye.roll))
          }
        }
        let grain = shader.grain(x, y)
        pixels[y * width + x] = UInt8(min(255, max(0, 255 * (sum / Float(Self.rays * Self.rays) + grain))))
      }
    }
    let image = Image(width: width, height: height, channels: 1, pixels: pixels)
    // The middle of the first pixel is (0.5, 0.5) to the shader and (0, 0) to readers.
    let points = eye.landmarks.flatMap { [Double($0.point.x) - 0.5, Double($0.point.y) - 0.5] }
    return SimulatedPicture(
      image: equalises ? image.equalised() : image, values: [Double(eye.pitch), Double(eye.yaw)] + points)
  }
}
