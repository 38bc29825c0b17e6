import Testing
import Vision

@Suite struct ImageRegionsTests {
  private func mask(_ rows: [String]) -> Image {
    let pixels = rows.flatMap { $0.utf8.map { $0 == UInt8(ascii: "#") ? UInt8(255) : 0 } }
    return Image(width: rows[0].utf8.count, height: rows.count, channels: 1, pixels: pixels)
  }

  @Test func cornersConnect() {
    let regions = mask([
      "##...#",
      "..#..#",
      "......",
      "#....#",
    ]).regions()
    #expect(regions.count == 4)
    #expect(regions.labels[0] == regions.labels[1] && regions.labels[1] == regions.labels[8])
    #expect(regions.labels[5] == regions.labels[11])
    #expect(Set([0, 5, 18, 23].map { regions.labels[$0] }) == [1, 2, 3, 4])
    #expect(regions.labels.filter { $0 == 0 }.count == 17)
  }

  @Test func emptyAndFullMasks() {
    #expect(mask(["...", "..."]).regions() == Image(width: 3, height: 2, channels: 3, level: 0).regions())
    #expect(mask(["...", "..."]).regions().count == 0)
    #expect(Image(width: 3, height: 2, channels: 3, level: 255).regions().labels == [1, 1, 1, 1, 1, 1])
  }
}
