/// The format of MNIST's digits (LeCun, Bottou, Bengio and Haffner 1998, section III): black to white, the longer side of
/// the digit 20 of 28 pixels, its centre of mass in the middle of the picture.
enum MNISTFormat {
  /// The share of the picture's side that the longer side of a digit takes.
  static let share: Float = 20.0 / 28

  /// Sets a bright digit on a dark ground into that format.
  ///
  /// - Parameters:
  ///   - levels: 0...1, row by row; a picture of one level comes back as it is.
  ///   - side: of the picture, in pixels.
  static func framed(_ levels: [Float], side: Int) -> [Float] {
    let (darkest, brightest) = (levels.min() ?? 0, levels.max() ?? 0)
    guard brightest > darkest else { return levels }
    let stretched = levels.map { ($0 - darkest) / (brightest - darkest) }
    let ink = Ink(stretched, side: side)
    let zoom = Float(ink.longerSide) / (share * Float(side))
    let middle = Float(side - 1) / 2
    var result = [Float](repeating: 0, count: levels.count)
    for y in 0..<side {
      for x in 0..<side {
        let source = ink.centre + (SIMD2(Float(x), Float(y)) - middle) * zoom
        result[y * side + x] = sample(stretched, at: source, side: side)
      }
    }
    return result
  }

  /// Where the bright pixels lie.
  private struct Ink {
    let longerSide: Int
    /// The centre of mass, in pixels, (0, 0) the middle of the first.
    let centre: SIMD2<Float>

    init(_ levels: [Float], side: Int) {
      var (left, right, top, bottom) = (side, 0, side, 0)
      var (mass, moment) = (Float(0), SIMD2<Float>(0, 0))
      for y in 0..<side {
        for x in 0..<side {
          let level = levels[y * side + x]
          mass += level
          moment += SIMD2(Float(x), Float(y)) * level
          guard level >= 0.5 else { continue }
          (left, right, top, bottom) = (min(left, x), max(right, x), min(top, y), max(bottom, y))
        }
      }
      longerSide = max(right - left, bottom - top) + 1
      centre = moment / mass
    }
  }

  /// Between pixels by their distance; beyond the border it is dark.
  private static func sample(_ levels: [Float], at point: SIMD2<Float>, side: Int) -> Float {
    bilinear(at: point) { x, y in (0..<side).contains(x) && (0..<side).contains(y) ? levels[y * side + x] : 0 }
  }
}
