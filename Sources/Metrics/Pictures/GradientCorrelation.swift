public import Vision

/// How far two pictures have their edges in the same places, whatever their brightness: what a translation keeps.
public enum GradientCorrelation {
  /// Pearson's correlation of the lengths of both pictures' brightness gradients, -1...1; 0 where one is even.
  ///
  /// Gradients are central differences of the luma; the border is left out. The pictures have one size.
  public static func between(_ a: Image, _ b: Image) -> Double {
    precondition(a.width == b.width && a.height == b.height, "pictures that are compared have one size")
    let (x, y) = (lengths(a), lengths(b))
    guard !x.isEmpty else { return 0 }
    let (meanX, meanY) = (x.reduce(0, +) / Double(x.count), y.reduce(0, +) / Double(y.count))
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for index in x.indices {
      let (dx, dy) = (x[index] - meanX, y[index] - meanY)
      xx += dx * dx
      yy += dy * dy
      xy += dx * dy
    }
    return xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : 0
  }

  private static func lengths(_ image: Image) -> [Double] {
    let luma = image.lumaLevels
    let (width, height) = (image.width, image.height)
    guard width > 2, height > 2 else { return [] }
    var lengths: [Double] = []
    lengths.reserveCapacity((width - 2) * (height - 2))
    for y in 1..<height - 1 {
      for x in 1..<width - 1 {
        let place = y * width + x
        let (right, down) = (luma[place + 1] - luma[place - 1], luma[place + width] - luma[place - width])
        lengths.append((right * right + down * down).squareRoot())
      }
    }
    return lengths
  }
}

extension Image {
  /// The brightness of each pixel row by row, 0...255.
  var lumaLevels: [Double] { converted(to: .gray).normalized().map { (Double($0) + 1) * 127.5 } }
}
