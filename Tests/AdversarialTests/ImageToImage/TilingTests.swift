import Testing
import Training

@testable import Adversarial

struct TilingTests {
  @Test(arguments: [(64, 16, 64), (64, 16, 65), (64, 16, 200), (64, 0, 130), (32, 31, 40)])
  func windowsCoverTheLength(side: Int, overlap: Int, length: Int) {
    let starts = Tiling(side: side, overlap: overlap).starts(along: length)
    #expect(starts.first == 0)
    #expect(starts.last == length - side)
    for (one, next) in zip(starts, starts.dropFirst()) {
      #expect(next > one)
      #expect(next - one <= side - overlap)
    }
  }

  /// Windows that agree with one picture give that picture back, whatever the ramp.
  @Test func blendingAgreeingWindowsChangesNothing() {
    let (width, height) = (50, 41)
    let tiling = Tiling(side: 16, overlap: 5)
    let picture = (0..<2 * height * width).map { Float($0 % 97) / 97 }
    var blender = TileBlender(channels: 2, height: height, width: width)
    for y in tiling.starts(along: height) {
      for x in tiling.starts(along: width) {
        var window: [Float] = []
        for channel in 0..<2 {
          for row in y..<y + 16 {
            let start = (channel * height + row) * width + x
            window += picture[start..<start + 16]
          }
        }
        blender.add(window, x: x, y: y, ramp: tiling.ramp)
      }
    }
    for (one, other) in zip(blender.result(), picture) { #expect(abs(one - other) < 1e-5) }
  }
}
