public import Torch
public import Vision

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Brings pictures to the size that a feature network takes, the way that FID figures can be compared in.
///
/// Parmar et al. 2022 (2104.11222, clean-fid) found that resizing without a filter, or rounding to 8 bits after it,
/// changes FID by more than models differ. Their way, and this one: the bicubic filter (a = -0.5) widened by the factor
/// of shrinking, each channel by itself in floating point, horizontally and then vertically, neither rounded nor clipped.
/// The values equal those of the Python Imaging Library on images of mode F.
public struct FeatureResize {
  /// Of what comes out, in pixels.
  public let width: Int
  /// Of what comes out, in pixels.
  public let height: Int
  /// Matrices [to, from] by the lengths of the side that they resize.
  private var filters: [[Int]: Tensor] = [:]

  /// What the figures that are made with it are printed with.
  public var description: String { "PIL bicubic, float channels, to \(width)x\(height)" }

  /// Chooses the side of a square, 299 for Inception.
  public init(size: Int) { self.init(width: size, height: size) }

  /// Chooses a size.
  public init(width: Int, height: Int) {
    precondition(width > 0 && height > 0, "a side is at least one pixel")
    (self.width, self.height) = (width, height)
  }

  /// The picture as [3, height, width], float32 in levels of 0...255, beyond them where the filter overshoots.
  ///
  /// Grey is repeated, alpha dropped; 16 bits are brought to the scale of 8 without rounding.
  public mutating func callAsFunction(_ image: Image) -> Tensor {
    var planes = FeatureResize.planes(image.converted(to: .rgb))
    if image.width != width {
      planes = planes.matmul(filter(from: image.width, to: width).transposed(0, 1)).to(.float32)
    }
    if image.height != height { planes = filter(from: image.height, to: height).matmul(planes.to(.float64)) }
    return planes.to(.float32)
  }

  /// [3, height, width], float64.
  private static func planes(_ image: Image) -> Tensor {
    let samples: [Float] =
      switch image.samples {
      case .uint8(let values): values.map(Float.init)
      case .uint16(let values): values.map { Float($0) / 257 }
      }
    return Tensor(samples, shape: [image.height, image.width, 3]).to(.float64).permuted(2, 0, 1)
  }

  private mutating func filter(from input: Int, to output: Int) -> Tensor {
    if let known = filters[[input, output]] { return known }
    let made = FeatureResize.weights(from: input, to: output)
    filters[[input, output]] = made
    return made
  }

  /// [output, input]: the weights of the input pixels around each output pixel's centre; rows sum to 1.
  private static func weights(from input: Int, to output: Int) -> Tensor {
    let scale = Double(input) / Double(output)
    let stretch = max(scale, 1)
    var weights = [Double](repeating: 0, count: output * input)
    for row in 0..<output {
      let center = (Double(row) + 0.5) * scale
      let first = max(0, Int(center - 2 * stretch + 0.5))
      let end = min(input, Int(center + 2 * stretch + 0.5))
      let taps = (first..<end).map { bicubic((Double($0) + 0.5 - center) / stretch) }
      let sum = taps.reduce(0, +)
      for (offset, tap) in taps.enumerated() { weights[row * input + first + offset] = tap / sum }
    }
    return Tensor(weights, shape: [output, input])
  }

  /// Keys 1981 with a = -0.5.
  private static func bicubic(_ distance: Double) -> Double {
    let x = abs(distance)
    if x < 1 { return (1.5 * x - 2.5) * x * x + 1 }
    if x < 2 { return ((-0.5 * x + 2.5) * x - 4) * x + 2 }
    return 0
  }
}
