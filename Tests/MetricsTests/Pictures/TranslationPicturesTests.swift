import Foundation
import Metrics
import Testing
import Vision

struct TranslationPicturesTests {
  private func picture(_ level: (Int, Int) -> Int) -> Image {
    var pixels: [UInt8] = []
    for y in 0..<48 {
      for x in 0..<64 { pixels.append(UInt8(max(0, min(255, level(x, y))))) }
    }
    return Image(width: 64, height: 48, channels: 1, pixels: pixels)
  }

  /// Hills whose hash has no period of 2 or 4.
  private func hills(_ x: Int, _ y: Int) -> Int { 100 + (x * 7919 + y * 104729 + (x * y) % 97) % 41 + x / 2 }

  @Test func edgesInTheSamePlacesCorrelate() {
    let (one, turned) = (picture(hills), picture { x, y in self.hills(63 - x, 47 - y) })
    let darker = picture { x, y in self.hills(x, y) / 3 }
    #expect(abs(GradientCorrelation.between(one, one) - 1) < 1e-9)
    #expect(GradientCorrelation.between(one, darker) > 0.9)
    #expect(abs(GradientCorrelation.between(one, turned)) < 0.2)
    #expect(GradientCorrelation.between(one, Image(width: 64, height: 48, channels: 1, level: 9)) == 0)
  }

  @Test(arguments: [2, 4]) func aPatternOfTheStrideIsFound(period: Int) {
    let plain = CheckerboardEnergy(picture(hills))
    let pattern = CheckerboardEnergy(
      picture { x, y in self.hills(x, y) + ((x % period < period / 2) == (y % period < period / 2) ? 12 : -12) })
    #expect(pattern.energy > 3 * plain.energy && pattern.excess > 2 * plain.excess)
    // Another period is none of the stride's.
    let other = CheckerboardEnergy(
      picture { x, y in self.hills(x, y) + Int(12 * sin(2 * Double.pi * Double(x + y) / 16)) })
    #expect(other.energy < pattern.energy / 2)
    #expect(CheckerboardEnergy(Image(width: 8, height: 8, channels: 1, level: 5)).energy == 0)
  }
}
