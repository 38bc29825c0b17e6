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

  /// A band as high as a window gives the very values of the whole sum.
  @Test(arguments: [(50, 41, 16, 5), (16, 16, 16, 4), (33, 70, 16, 15), (20, 64, 16, 0)])
  func bandsBlendAsTheWholeDoes(width: Int, height: Int, side: Int, overlap: Int) {
    let tiling = Tiling(side: side, overlap: overlap)
    var whole = TileBlender(channels: 2, height: height, width: width)
    var band = BandBlender(channels: 2, width: width, side: side)
    var rows: [[Float]] = [[], []]
    func take(_ part: BandBlender.Rows) {
      for channel in 0..<2 {
        let count = part.height * width
        rows[channel] += part.values[channel * count..<(channel + 1) * count]
      }
    }
    for y in tiling.starts(along: height) {
      take(band.advance(to: y))
      for x in tiling.starts(along: width) {
        let window = (0..<2 * side * side).map { Float(($0 * 31 + x * 7 + y * 3) % 89) / 89 }
        whole.add(window, x: x, y: y, ramp: tiling.ramp)
        band.add(window, x: x, ramp: tiling.ramp)
      }
    }
    take(band.advance(to: height))
    #expect(rows[0] + rows[1] == whole.result())
  }
}
