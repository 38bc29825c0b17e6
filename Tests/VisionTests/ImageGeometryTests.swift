import Testing
import Vision

@Suite struct ImageGeometryTests {
  private func gray(_ width: Int, _ pixels: [UInt8]) -> Image {
    Image(width: width, height: pixels.count / width, channels: 1, pixels: pixels)
  }

  @Test func shrinkingTakesTheMeanOfAreas() {
    let image = gray(4, [0, 10, 100, 200, 20, 30, 100, 200])
    #expect(image.resized(width: 2, height: 1).values == [15, 150])
  }

  @Test func shrinkingDoesNotAlias() {
    let stripes = gray(90, (0..<90).map { $0 % 2 == 0 ? 0 : 255 })
    let small = stripes.resized(width: 30, height: 1).values
    #expect(small.allSatisfy { (80...175).contains($0) })
  }

  @Test(arguments: Interpolation.allCases, [(1, 8), (3, 8), (4, 16)])
  func flatPicturesStayFlat(interpolation: Interpolation, kind: (channels: Int, bits: Int)) {
    let image = Image(width: 7, height: 9, channels: kind.channels, level: 77).withBitDepth(kind.bits)
    for (width, height) in [(3, 4), (20, 31), (3, 30), (15, 2), (1, 1)] {
      let scaled = image.resized(width: width, height: height, interpolation: interpolation)
      #expect(scaled.width == width && scaled.height == height && scaled.channels == kind.channels)
      #expect(Set(scaled.values) == [kind.bits == 8 ? 77 : 77 * 257])
    }
  }

  @Test func nearestInventsNoColours() {
    let image = Pictures.noise(width: 13, height: 11, channels: 3)
    let colors = Set((0..<143).map { image.pixel($0 % 13, $0 / 13) })
    let scaled = image.resized(width: 29, height: 5, interpolation: .nearest)
    for y in 0..<5 { for x in 0..<29 { #expect(colors.contains(scaled.pixel(x, y))) } }
    #expect(gray(2, [10, 200]).resized(width: 4, height: 1, interpolation: .nearest).values == [10, 10, 200, 200])
  }

  @Test func bilinearMeetsInTheMiddle() {
    #expect(gray(2, [0, 200]).resized(width: 4, height: 1, interpolation: .bilinear).values == [0, 50, 150, 200])
  }

  @Test func mixedSidesEachTakeTheirKind() {
    // Wider and lower: the columns' mean first, then the enlargement across.
    let image = gray(2, [0, 200, 100, 200])
    let scaled = image.resized(width: 4, height: 1)
    #expect(scaled == gray(2, [50, 200]).resized(width: 4, height: 1, interpolation: .bicubic))
  }

  @Test func sameSizeChangesNothing() {
    let image = Pictures.noise(width: 9, height: 8, channels: 3)
    for kind in Interpolation.allCases { #expect(image.resized(width: 9, height: 8, interpolation: kind) == image) }
  }

  @Test(arguments: [(1, 8), (3, 8), (4, 16)]) func cropsHoldTheirPixels(kind: (channels: Int, bits: Int)) {
    let image = Pictures.noise(width: 9, height: 8, channels: kind.channels, bits: kind.bits)
    let window = image.cropped(x: 2, y: 3, width: 5, height: 4)
    for y in 0..<4 { for x in 0..<5 { #expect(window.pixel(x, y) == image.pixel(x + 2, y + 3)) } }
    #expect(image.cropped(x: 0, y: 0, width: 9, height: 8) == image)
  }

  @Test func windowsOutsideTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = Image(width: 4, height: 4, channels: 1, level: 0).cropped(x: 2, y: 0, width: 3, height: 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = Image(width: 4, height: 4, channels: 1, level: 0).cropped(x: 1, y: 0, width: .max, height: 1)
    }
  }

  @Test func flipsAndTurnsMovePixels() {
    let image = Pictures.noise(width: 5, height: 3, channels: 3)
    let (mirrored, upturned) = (image.flippedHorizontally(), image.flippedVertically())
    let (right, left) = (image.rotated(quarterTurns: 1), image.rotated(quarterTurns: -1))
    #expect(right.width == 3 && right.height == 5)
    for y in 0..<3 {
      for x in 0..<5 {
        #expect(mirrored.pixel(4 - x, y) == image.pixel(x, y))
        #expect(upturned.pixel(x, 2 - y) == image.pixel(x, y))
        #expect(right.pixel(2 - y, x) == image.pixel(x, y))
        #expect(left.pixel(y, 4 - x) == image.pixel(x, y))
      }
    }
    #expect(mirrored.flippedHorizontally() == image && right.rotated(quarterTurns: 3) == image)
    #expect(image.rotated(quarterTurns: 2) == mirrored.flippedVertically() && image.rotated(quarterTurns: 8) == image)
  }

  @Test func bordersAreMadeAsAskedFor() {
    let image = gray(3, [10, 20, 30])
    #expect(image.padded(left: 2, right: 2, mode: .reflect).values == [30, 20, 10, 20, 30, 20, 10])
    #expect(image.padded(left: 2, right: 1, mode: .replicate).values == [10, 10, 10, 20, 30, 30])
    #expect(image.padded(left: 1, right: 1, mode: .constant(9)).values == [9, 10, 20, 30, 9])
    #expect(image.padded(top: 1, bottom: 1, mode: .constant(1)).values == [1, 1, 1, 10, 20, 30, 1, 1, 1])
    #expect(image.withBitDepth(16).padded(left: 1, mode: .constant(9)).values[0] == 9 * 257)
    // Wider than the picture: to and fro.
    #expect(image.padded(right: 6, mode: .reflect).values == [10, 20, 30, 20, 10, 20, 30, 20, 10])
    #expect(gray(1, [7]).padded(left: 2, top: 3, mode: .reflect).values.allSatisfy { $0 == 7 })
  }

  @Test func paddingIsUndoneByCropping() {
    let image = Pictures.noise(width: 11, height: 6, channels: 3, bits: 16)
    for mode in [Padding.reflect, .replicate, .constant(3)] {
      let padded = image.padded(left: 3, right: 4, top: 2, bottom: 5, mode: mode)
      #expect(padded.width == 18 && padded.height == 13)
      #expect(padded.cropped(x: 3, y: 2, width: 11, height: 6) == image)
    }
  }
}
