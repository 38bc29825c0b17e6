public import Vision

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Distances between a picture and the truth, both of one size and of the same kind (grey or colour).
///
/// Alpha is left out; 16 bit pictures are measured on the scale of 8 bit ones.
public enum ImageMetrics {
  /// The mean absolute difference, 0 (equal) to 1 (black against white).
  public static func l1(_ a: Image, _ b: Image) -> Double {
    let (a, b) = (SamplePlanes(a), SamplePlanes(b))
    a.requireSameShape(as: b)
    var sum = 0.0
    for index in a.values.indices { sum += abs(a.values[index] - b.values[index]) }
    return sum / Double(a.values.count) / 255
  }

  /// The peak signal-to-noise ratio in dB for a peak of 255; infinite for equal pictures.
  public static func psnr(_ a: Image, _ b: Image) -> Double {
    let (a, b) = (SamplePlanes(a), SamplePlanes(b))
    a.requireSameShape(as: b)
    var sum = 0.0
    for index in a.values.indices {
      let difference = a.values[index] - b.values[index]
      sum += difference * difference
    }
    let error = sum / Double(a.values.count)
    return error > 0 ? 10 * log10(255 * 255 / error) : .infinity
  }

  /// Structural similarity, at most 1 (equal): Wang et al. 2004, Gaussian window of 11 x 11 and sigma 1.5, K1 0.01,
  /// K2 0.03, mean over the positions where the window fits, then over the channels.
  ///
  /// A picture smaller than the window is measured with the largest odd window that fits each side.
  public static func ssim(_ a: Image, _ b: Image) -> Double {
    let (a, b) = (SamplePlanes(a), SamplePlanes(b))
    a.requireSameShape(as: b)
    let similarity = StructuralSimilarity(width: a.width, height: a.height)
    var sum = 0.0
    for channel in 0..<a.channels { sum += similarity.mean(a.plane(channel), b.plane(channel)) }
    return sum / Double(a.channels)
  }
}
