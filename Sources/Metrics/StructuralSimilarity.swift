#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// SSIM of single planes of one size; the window is applied to rows, then to columns.
struct StructuralSimilarity {
  private let width: Int
  private let height: Int
  private let rowWindow: [Double]
  private let columnWindow: [Double]

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    rowWindow = StructuralSimilarity.gaussian(fitting: width)
    columnWindow = StructuralSimilarity.gaussian(fitting: height)
  }

  /// The mean over the valid positions, for values in 0...255.
  func mean(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double {
    // Only the sum of the two variances is needed, so one blur serves both squares.
    let squares = zip(a, b).map { $0 * $0 + $1 * $1 }
    let products = zip(a, b).map { $0 * $1 }
    let meanA = blurred(Array(a))
    let meanB = blurred(Array(b))
    let square = blurred(squares)
    let product = blurred(products)
    let c1 = (0.01 * 255) * (0.01 * 255)
    let c2 = (0.03 * 255) * (0.03 * 255)
    var sum = 0.0
    for index in meanA.indices {
      let (x, y) = (meanA[index], meanB[index])
      let means = x * x + y * y
      let covariance = product[index] - x * y
      sum += (2 * x * y + c1) * (2 * covariance + c2) / ((means + c1) * (square[index] - means + c2))
    }
    return sum / Double(meanA.count)
  }

  /// Weights that sum to 1, of 11 positions or the largest odd number below that fits.
  private static func gaussian(fitting length: Int) -> [Double] {
    let size = min(11, length % 2 == 0 ? length - 1 : length)
    let weights = (0..<size).map { index in
      let x = Double(index) - Double(size - 1) / 2
      return exp(-x * x / (2 * 1.5 * 1.5))
    }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  private func blurred(_ plane: [Double]) -> [Double] {
    let inner = width - rowWindow.count + 1
    let rows = convolved(plane, inner * height, rowWindow) { source, target, weight, tap in
      for row in 0..<height {
        let (from, to) = (row * width + tap, row * inner)
        for column in 0..<inner { target[to + column] += weight * source[from + column] }
      }
    }
    let count = inner * (height - columnWindow.count + 1)
    return convolved(rows, count, columnWindow) { source, target, weight, tap in
      for index in 0..<count { target[index] += weight * source[index + tap * inner] }
    }
  }

  /// Adds one tap of the window after the other to a plane of zeros: inner loops without dependence, which vectorise.
  private func convolved(
    _ source: [Double], _ count: Int, _ window: [Double],
    _ add: (UnsafeBufferPointer<Double>, UnsafeMutableBufferPointer<Double>, Double, Int) -> Void
  ) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { target, filled in
      target.initialize(repeating: 0)
      source.withUnsafeBufferPointer { source in
        for (tap, weight) in window.enumerated() { add(source, target, weight, tap) }
      }
      filled = count
    }
  }
}
