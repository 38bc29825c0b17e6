import Foundation
public import Vision

/// How much of a pattern that repeats every 2 or 4 pixels lies over a picture: what transposed convolutions of stride 2
/// leave (Odena, Dumoulin and Olah 2016).
///
/// The picture is cut into windows of 16x16 that overlap by half, weighted by Hann's window; of each, the power of the
/// luma is taken at the frequencies 1/4 and 1/2 of a pixel, alone and crossed, and of their neighbours.
public struct CheckerboardEnergy: Sendable, Equatable, Codable {
  /// The mean power at those frequencies, in squared levels of 0...255.
  public let energy: Double
  /// The same in parts of the power at frequencies around them; to be compared with that of real pictures.
  public let excess: Double

  private static let side = 16

  /// Measures a picture of at least 16x16; a smaller one has energy 0 and excess 1.
  public init(_ image: Image) {
    let side = Self.side
    let luma = image.lumaLevels
    var (peak, around) = (0.0, 0.0)
    var windows = 0
    for y in stride(from: 0, through: image.height - side, by: side / 2) {
      for x in stride(from: 0, through: image.width - side, by: side / 2) {
        let window = (0..<side * side).map { luma[(y + $0 / side) * image.width + x + $0 % side] }
        let (one, other) = Self.powers(of: window)
        peak += one
        around += other
        windows += 1
      }
    }
    guard windows > 0 else {
      (energy, excess) = (0, 1)
      return
    }
    energy = peak / Double(windows)
    excess = around > 0 ? peak / around : 1
  }

  /// Several pictures: the mean energy, and the ratio of the sums.
  public init(meanOf all: [CheckerboardEnergy]) {
    let count = Double(max(1, all.count))
    energy = all.reduce(0) { $0 + $1.energy } / count
    let around = all.reduce(0) { $0 + ($1.excess > 0 ? $1.energy / $1.excess : 0) } / count
    excess = around > 0 ? energy / around : 1
  }

  /// Pairs of bins of the 16 by 16 transform: the stride's frequencies, and those three bins away from each of them, out
  /// of reach of the window's main lobe.
  private static let peaks: [(Int, Int)] = [(0, 4), (4, 0), (0, 8), (8, 0), (4, 4), (4, 8), (8, 4), (8, 8)]
  private static let neighbours: [(Int, Int)] = [
    (2, 6), (6, 2), (6, 6), (2, 5), (5, 2), (6, 5), (5, 6), (2, 3), (3, 2), (3, 6), (6, 3), (0, 6), (6, 0),
  ]

  private static let waves: [(cosine: [Double], sine: [Double])] = (0..<side).map { frequency in
    let angles = (0..<side).map { 2 * Double.pi * Double(frequency * $0) / Double(side) }
    let weights = (0..<side).map { 0.5 - 0.5 * cos(2 * Double.pi * (Double($0) + 0.5) / Double(side)) }
    return (zip(angles, weights).map { cos($0) * $1 }, zip(angles, weights).map { sin($0) * $1 })
  }

  private static func powers(of window: [Double]) -> (peak: Double, around: Double) {
    // Even light would leak into every bin.
    let mean = window.reduce(0, +) / Double(window.count)
    let levels = window.map { $0 - mean }
    func meanPower(_ bins: [(Int, Int)]) -> Double {
      bins.reduce(0) { $0 + power(levels, $1.0, $1.1) } / Double(bins.count)
    }
    return (meanPower(peaks), meanPower(neighbours))
  }

  private static func power(_ levels: [Double], _ down: Int, _ right: Int) -> Double {
    let (vertical, horizontal) = (waves[down], waves[right])
    var (real, imaginary) = (0.0, 0.0)
    for y in 0..<side {
      var (rowReal, rowImaginary) = (0.0, 0.0)
      for x in 0..<side {
        rowReal += levels[y * side + x] * horizontal.cosine[x]
        rowImaginary += levels[y * side + x] * horizontal.sine[x]
      }
      real += rowReal * vertical.cosine[y] - rowImaginary * vertical.sine[y]
      imaginary += rowReal * vertical.sine[y] + rowImaginary * vertical.cosine[y]
    }
    return (real * real + imaginary * imaginary) / Double(side * side)
  }
}
