public import Vision

/// What a place looks like, whatever the light: a small grey picture whose patches each have mean 0 and spread 1, at the
/// sizes of SeqSLAM (Milford and Wyeth 2012, section III-A): 64x32, patches of 8x8.
public struct RouteDescriptor: Sendable {
  /// The picture's side lengths.
  public static let width = 64, height = 32
  private static let patch = 8

  /// Of length 1; zeros for a picture without any structure, such as a tunnel's.
  public let values: [Float]

  /// Describes a picture of any size.
  public init(_ image: Image) {
    let (width, height, side) = (Self.width, Self.height, Self.patch)
    let small = image.converted(to: .gray).resized(width: width, height: height).normalized()
    var values = small
    for top in stride(from: 0, to: height, by: side) {
      for left in stride(from: 0, to: width, by: side) {
        let places = (0..<side * side).map { (top + $0 / side) * width + left + $0 % side }
        let mean = places.reduce(0) { $0 + small[$1] } / Float(places.count)
        let variance = places.reduce(0) { $0 + (small[$1] - mean) * (small[$1] - mean) } / Float(places.count)
        // A patch of less than two levels' spread is noise and would count as much as a house.
        let spread = max(variance.squareRoot(), 4 / 255)
        for place in places { values[place] = (small[place] - mean) / spread }
      }
    }
    let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    // Of an even picture only rounding is left, which resembles nothing.
    self.values = values.map { length > 1 ? $0 / length : 0 }
  }

  /// The cosine of the angle between two descriptors, -1...1.
  public func similarity(to other: RouteDescriptor) -> Float {
    var sum: Float = 0
    values.withUnsafeBufferPointer { a in
      other.values.withUnsafeBufferPointer { b in
        // Sixteen sums that do not wait for each other.
        var lanes = SIMD16<Float>.zero
        for start in stride(from: 0, to: a.count, by: 16) {
          var (x, y) = (SIMD16<Float>.zero, SIMD16<Float>.zero)
          for lane in 0..<16 {
            x[lane] = a[start + lane]
            y[lane] = b[start + lane]
          }
          lanes += x * y
        }
        sum = lanes.sum()
      }
    }
    return sum
  }
}
