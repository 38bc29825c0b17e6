import Metrics
import Testing
import Vision

@Suite struct PixelScoresTests {
  private func mask(_ text: String, _ width: Int, _ height: Int) -> Image {
    Image(width: width, height: height, channels: 1, pixels: text.utf8.map { $0 == UInt8(ascii: "#") ? 255 : 0 })
  }

  @Test func agreeWithScikitLearnAndNumPy() throws {
    for item in try RankingFixture.read().pixels {
      var pixels = PixelScores()
      for (map, text) in zip(item.maps, item.masks) {
        let mask = text.contains("#") ? mask(text, item.width, item.height) : nil
        try pixels.add(map: map, width: item.width, height: item.height, mask: mask)
      }
      #expect(try abs(pixels.auroc() - item.auroc) < 1e-6)
      #expect(item.pro.count == 3)
      for (limit, known) in item.pro {
        let value = try pixels.perRegionOverlap(limit: try #require(Double(limit)))
        #expect(abs(value - known) < 1e-6, "up to \(limit)")
      }
    }
  }

  @Test func aPerfectMapFindsEveryRegion() throws {
    var pixels = PixelScores()
    try pixels.add(map: [0, 0, 1, 0, 0, 1], width: 3, height: 2, mask: mask("..#..#", 3, 2))
    try pixels.add(map: [0, 0, 0, 0], width: 2, height: 2, mask: nil)
    #expect(try pixels.auroc() == 1)
    // The curve rises to 1 at once and stays there.
    #expect(try pixels.perRegionOverlap() == 1)
    #expect(pixels.regions == 1 && pixels.count == 10)
  }

  @Test func smallRegionsWeighAsMuchAsLargeOnes() throws {
    // A large region that is found and a single pixel that is not.
    let map: [Float] = [9, 9, 9, 9, 9, 9, 0, 0, 0, 0, 1, 1]
    var pixels = PixelScores()
    try pixels.add(map: map, width: 12, height: 1, mask: mask("######..#...", 12, 1))
    #expect(try abs(pixels.perRegionOverlap(limit: 0.3) - 0.5) < 1e-12)
    #expect(try pixels.auroc() > 0.8)
  }

  @Test func whatDoesNotFitIsSaid() throws {
    var pixels = PixelScores()
    #expect { try pixels.add(map: [0, 0], width: 2, height: 1, mask: mask("...", 3, 1)) } throws: {
      "\($0)".contains("3x1") && "\($0)".contains("2x1")
    }
    #expect(throws: MetricsError.self) { try pixels.add(map: [.nan, 0], width: 2, height: 1, mask: nil) }
    try pixels.add(map: [0, 1], width: 2, height: 1, mask: nil)
    #expect(throws: MetricsError.self) { try pixels.auroc() }
    #expect(throws: MetricsError.self) { try pixels.perRegionOverlap() }
    var full = PixelScores()
    try full.add(map: [0, 1], width: 2, height: 1, mask: mask("##", 2, 1))
    #expect(throws: MetricsError.self) { try full.perRegionOverlap() }
  }
}
