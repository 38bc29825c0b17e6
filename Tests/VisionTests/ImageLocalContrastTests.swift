import Testing
import Vision

@Suite struct ImageLocalContrastTests {
  /// A spot on a slope of light.
  private func picture(gain: Double, offset: Double, bits: Int = 8) -> Image {
    let levels = (0..<64 * 64).map { index -> UInt8 in
      let (x, y) = (Double(index % 64), Double(index / 64))
      let spot = abs(x - 40) < 2 && abs(y - 20) < 2 ? -40.0 : 0
      let texture = index.isMultiple(of: 3) ? 6.0 : 0
      return UInt8(offset + gain * (x + spot + texture))
    }
    return Image(width: 64, height: 64, channels: 1, pixels: levels).withBitDepth(bits)
  }

  @Test(arguments: [8, 16])
  func flatPicturesAreTheMiddleLevel(bits: Int) {
    let flat = Image(width: 9, height: 7, channels: 3, level: 201).withBitDepth(bits).locallyNormalized(deviation: 2)
    #expect(flat.values.allSatisfy { abs(2 * $0 - (bits == 8 ? 255 : 65535)) <= 2 })
  }

  @Test func lightIsTakenOutAndSpotsStay() {
    let dim = picture(gain: 1, offset: 50).locallyNormalized(deviation: 4)
    let bright = picture(gain: 2, offset: 90).locallyNormalized(deviation: 4)
    // The slope is gone: both ends of a row without a spot are near the middle.
    #expect(abs(dim.pixel(12, 50)[0] - 127) < 40 && abs(dim.pixel(52, 50)[0] - 127) < 40)
    #expect(dim.pixel(40, 20)[0] < 60)
    // More light and more contrast change little.
    let differences = zip(dim.values, bright.values).map { abs($0 - $1) }
    #expect(differences.reduce(0, +) / differences.count < 8)
  }

  @Test func depthsAgree() {
    let low = picture(gain: 1, offset: 60).locallyNormalized(deviation: 3).values
    let high = picture(gain: 1, offset: 60, bits: 16).locallyNormalized(deviation: 3).values
    #expect(zip(low, high).allSatisfy { abs($0 * 257 - $1) <= 257 })
  }
}
