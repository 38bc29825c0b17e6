public import Vision

/// Depth pictures of the NYU hand set (Tompson et al. 2014): `depth = 256 G + B` in millimetres.
public enum HandDepth {
  /// The camera's focal length in pixels, of 640x480.
  static let focal: Float = 588
  /// The side of the cube around the hand, in millimetres.
  static let cube: Float = 300

  /// The depth of each pixel in millimetres, row by row; 0 where the camera saw nothing. Nil where the picture is no such
  /// file: grey, 16 bits deep, or with red in it.
  public static func millimetres(of image: Image) -> [UInt16]? {
    guard image.channels >= 3, case .uint8(let samples) = image.samples else { return nil }
    var depths = [UInt16](repeating: 0, count: image.width * image.height)
    for pixel in depths.indices {
      let start = pixel * image.channels
      guard samples[start] == 0 else { return nil }
      depths[pixel] = UInt16(samples[start + 1]) << 8 | UInt16(samples[start + 2])
    }
    return depths
  }

  /// The hand as a square picture in grey: near is bright, what is beyond a cube of 30 cm around it is black.
  ///
  /// The hand is taken to be what is nearest to the camera, as in that set.
  ///
  /// - Returns: nil where the picture is no depth file or shows nothing.
  public static func hand(in image: Image, side: Int) -> Image? {
    guard let depths = millimetres(of: image) else { return nil }
    let seen = depths.filter { $0 > 0 }.sorted()
    // A few pixels nearer than the hand are faults of the sensor.
    guard let near = seen.isEmpty ? nil : seen[seen.count / 1000] else { return nil }
    let far = Float(near) + cube / 2
    var (x, y, count): (Float, Float, Float) = (0, 0, 0)
    for (pixel, depth) in depths.enumerated() where depth >= near && Float(depth) < far {
      x += Float(pixel % image.width)
      y += Float(pixel / image.width)
      count += 1
    }
    guard count > 0 else { return nil }
    let half = cube / 2 * focal / (Float(near) + cube / 4) * Float(image.width) / 640
    let (left, top, step) = (x / count - half, y / count - half, 2 * half / Float(side))
    var pixels = [UInt8](repeating: 0, count: side * side)
    for row in 0..<side {
      for column in 0..<side {
        let (sourceX, sourceY) = (Int(left + (Float(column) + 0.5) * step), Int(top + (Float(row) + 0.5) * step))
        guard (0..<image.width).contains(sourceX), (0..<image.height).contains(sourceY) else { continue }
        let depth = Float(depths[sourceY * image.width + sourceX])
        guard depth > 0, depth < Float(near) + cube else { continue }
        pixels[row * side + column] = UInt8(min(255, max(1, 255 * (1 - (depth - Float(near)) / cube))))
      }
    }
    return Image(width: side, height: side, channels: 1, pixels: pixels)
  }
}
