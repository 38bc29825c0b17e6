import Testing
import Vision

@Suite struct ImageColourTests {
  @Test func lumaFollowsTheRecommendation() {
    let image = Image(width: 3, height: 1, channels: 3, pixels: [255, 0, 0, 0, 255, 0, 0, 0, 255])
    #expect(image.converted(to: .gray).values == [76, 150, 29])
  }

  @Test(arguments: [8, 16]) func greyIsRepeated(bits: Int) {
    let gray = Pictures.noise(width: 6, height: 5, channels: 1, bits: bits)
    let color = gray.converted(to: .rgb)
    #expect(color.values == gray.values.flatMap { [$0, $0, $0] })
    #expect(color.converted(to: .gray) == gray)
    #expect(gray.converted(to: .unchanged) == gray)
  }

  @Test func alphaIsDroppedOrLaidOnAGround() {
    let image = Image(width: 2, height: 1, channels: 4, pixels: [10, 20, 30, 255, 100, 0, 200, 51])
    #expect(image.converted(to: .rgb).values == [10, 20, 30, 100, 0, 200])
    #expect(image.flattened(onto: 255).values == [10, 20, 30, 224, 204, 244])
    #expect(image.withBitDepth(16).flattened(onto: 255).withBitDepth(8) == image.flattened(onto: 255))
  }

  @Test func bitDepthsMeetAtBlackAndWhite() {
    let image = Image(width: 256, height: 1, channels: 1, pixels: (0...255).map { UInt8($0) })
    let deep = image.withBitDepth(16)
    #expect(deep.bitDepth == 16 && deep.values.first == 0 && deep.values.last == 65535)
    #expect(deep.withBitDepth(8) == image)
    let between = Image(width: 2, height: 1, channels: 1, samples: .uint16([128, 129]))
    #expect(between.withBitDepth(8).values == [0, 1])
  }

  @Test func normalizedValuesArePlanar() {
    let image = Image(width: 2, height: 1, channels: 3, pixels: [0, 255, 51, 255, 0, 204])
    let values = image.normalized()
    #expect(values.count == 6)
    #expect(values[0] == -1 && values[1] == 1 && values[2] == 1 && values[3] == -1)
    #expect(abs(values[4] + 0.6) < 1e-6 && abs(values[5] - 0.6) < 1e-6)
  }

  @Test func normalizedValuesComeBack() {
    for channels in [1, 3, 4] {
      let image = Pictures.noise(width: 17, height: 9, channels: channels)
      let back = Image(normalized: image.normalized(), channels: channels, height: 9, width: 17)
      #expect(back == image)
    }
    let deep = Pictures.noise(width: 17, height: 9, channels: 3, bits: 16)
    let back = Image(normalized: deep.normalized(), channels: 3, height: 9, width: 17)
    #expect(back == deep.withBitDepth(8))
    let every = Image(width: 256, height: 1, channels: 1, pixels: (0...255).map { UInt8($0) })
    #expect(Image(normalized: every.normalized(), channels: 1, height: 1, width: 256) == every)
  }

  @Test func valuesBeyondTheRangeAreClamped() {
    let values: [Float] = [-7, 7, .nan, .infinity, -.infinity, 0, 0.003_921_5]
    let image = Image(normalized: values, channels: 1, height: 1, width: 7)
    // 0 lies half-way between 127 and 128 and is rounded up.
    #expect(image.values == [0, 255, 0, 255, 0, 128, 128])
  }
}
