#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// SSIM of single planes of one size; the window is applied to rows, then to columns.
///
/// The loss of training, `StructuralLoss`, computes the same with the same window, in float32 and differentiably. Two
/// stay, since a figure that is reported wants all digits and no memory for gradients; a test holds them equal.
public struct StructuralSimilarity {
  private let width: Int
  private let height: Int
  private let rowWindow: [Double]
  private let columnWindow: [Double]

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    rowWindow = StructuralSimilarity.window(fitting: width)
    columnWindow = StructuralSimilarity.window(fitting: height)
  }

  /// The mean over the valid positions, for values in 0...255.
  func mean(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double {
    let (a, b) = (Array(a), Array(b))
    let meanA = blurred(a)
    let meanB = blurred(b)
    // Only the sum of the two variances is needed, so one blur serves both squares.
    let square = blurred(combined(a, b) { $0 * $0 + $1 * $1 })
    let product = blurred(combined(a, b) { $0 * $1 })
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

  /// The Gaussian of 1.5 pixels along one side: weights that sum to 1, of 11 positions or the largest odd number below
  /// that fits.
  public static func window(fitting length: Int) -> [Double] {
    let size = min(11, length % 2 == 0 ? length - 1 : length)
    let weights = (0..<size).map { index in
      let x = Double(index) - Double(size - 1) / 2
      return exp(-x * x / (2 * 1.5 * 1.5))
    }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  @inline(__always)
  private func combined(_ a: [Double], _ b: [Double], _ body: (Double, Double) -> Double) -> [Double] {
    [Double](unsafeUninitializedCapacity: a.count) { target, filled in
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          for index in 0..<a.count { target[index] = body(a[index], b[index]) }
        }
      }
      filled = a.count
    }
  }

  private func blurred(_ plane: [Double]) -> [Double] {
    let inner = width - rowWindow.count + 1
    let count = inner * (height - columnWindow.count + 1)
    let rows = [Double](unsafeUninitializedCapacity: inner * height) { target, filled in
      plane.withUnsafeBufferPointer { source in
        for row in 0..<height {
          convolve(
            UnsafeBufferPointer(rebasing: source[(row * width)...]),
            UnsafeMutableBufferPointer(rebasing: target[(row * inner)..<(row + 1) * inner]), rowWindow, step: 1)
        }
      }
      filled = inner * height
    }
    return [Double](unsafeUninitializedCapacity: count) { target, filled in
      rows.withUnsafeBufferPointer { source in
        convolve(source, UnsafeMutableBufferPointer(rebasing: target[..<count]), columnWindow, step: inner)
      }
      filled = count
    }
  }

  /// Fills `target[i]` with the window's sum over `source[i + tap * step]`.
  private func convolve(
    _ source: UnsafeBufferPointer<Double>, _ target: UnsafeMutableBufferPointer<Double>, _ window: [Double], step: Int
  ) {
    guard window.count == 11 else {
      for index in 0..<target.count {
        target[index] = window.indices.reduce(0) { $0 + window[$1] * source[index + $1 * step] }
      }
      return
    }
    // Written out with the mirrored taps together and a pointer for each tap: the compiler vectorises this form, and it
    // takes half the products.
    guard let p0 = source.baseAddress else { return }
    let (p1, p2, p3, p4, p5) = (p0 + step, p0 + 2 * step, p0 + 3 * step, p0 + 4 * step, p0 + 5 * step)
    let (p6, p7, p8, p9, p10) = (p5 + step, p5 + 2 * step, p5 + 3 * step, p5 + 4 * step, p5 + 5 * step)
    let (w0, w1, w2, w3, w4, w5) = (window[0], window[1], window[2], window[3], window[4], window[5])
    for i in 0..<target.count {
      var sum = w5 * p5[i]
      sum += w4 * (p4[i] + p6[i])
      sum += w3 * (p3[i] + p7[i])
      sum += w2 * (p2[i] + p8[i])
      sum += w1 * (p1[i] + p9[i])
      sum += w0 * (p0[i] + p10[i])
      target[i] = sum
    }
  }
}
