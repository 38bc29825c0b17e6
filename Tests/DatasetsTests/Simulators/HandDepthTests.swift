import Foundation
import Testing
import Vision

@testable import Datasets

struct HandDepthTests {
  /// A wall at 2,001 mm with a hand of 60x80 pixels before it at 800 mm.
  private var frame: Image {
    var pixels: [UInt8] = []
    for place in 0..<640 * 480 {
      let (x, y) = (place % 640, place / 640)
      let depth = (300..<360).contains(x) && (200..<280).contains(y) ? 800 : 2001
      pixels += [0, UInt8(depth / 256), UInt8(depth % 256)]
    }
    return Image(width: 640, height: 480, channels: 3, pixels: pixels)
  }

  @Test func readsMillimetres() throws {
    let depths = try #require(HandDepth.millimetres(of: frame))
    #expect(depths[240 * 640 + 330] == 800 && depths[0] == 2001)
    #expect(HandDepth.millimetres(of: Image(width: 4, height: 4, channels: 1, level: 3)) == nil)
    #expect(HandDepth.millimetres(of: Image(width: 4, height: 4, channels: 3, level: 3)) == nil)
  }

  @Test func cutsTheHandOut() throws {
    let hand = try #require(HandDepth.hand(in: frame, side: 64))
    guard case .uint8(let levels) = hand.samples else { return }
    // In the middle and bright; the wall is black. A cube of 300 mm is 202 pixels wide at that depth.
    #expect(levels[32 * 64 + 32] == 255 && levels[0] == 0)
    let share = Double(levels.count { $0 > 0 }) / 4096
    #expect(abs(share - 4800 / (201.6 * 201.6)) < 0.02)
    #expect(HandDepth.hand(in: Image(width: 8, height: 8, channels: 3, level: 0), side: 8) == nil)
  }

  @Test(.enabled(if: ProcessInfo.processInfo.environment["GAN_DATA"] != nil))
  func readsNYU() throws {
    let folder = (ProcessInfo.processInfo.environment["GAN_DATA"] ?? "") + "/hand-depth"
    let frame = try Image(path: folder + "/depth_1_0000001.png")
    let depths = try #require(HandDepth.millimetres(of: frame))
    #expect(depths.min() == 731 && depths.max() == 2001)
    let hand = try #require(HandDepth.hand(in: frame, side: 224))
    guard case .uint8(let levels) = hand.samples else { return }
    #expect((0.05...0.6).contains(Double(levels.count { $0 > 0 }) / 50176))
  }
}
