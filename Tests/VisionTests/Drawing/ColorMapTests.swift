import Testing
import Vision

@Suite struct ColorMapTests {
  @Test func endsAreTheKnownColours() {
    let values: [Float] = [0, 1]
    #expect(ColorMap.gray.apply(values, width: 2, height: 1).values == [0, 0, 0, 255, 255, 255])
    let viridis = ColorMap.viridis.apply(values, width: 2, height: 1)
    #expect(zip(viridis.values, [68, 1, 84, 253, 231, 37]).allSatisfy { abs($0 - $1) <= 3 })
    let inferno = ColorMap.inferno.apply(values, width: 2, height: 1)
    #expect(zip(inferno.values, [0, 0, 4, 252, 255, 164]).allSatisfy { abs($0 - $1) <= 3 })
  }

  @Test(arguments: [ColorMap.viridis, .inferno, .magma, .gray]) func brightnessGrows(map: ColorMap) {
    let ramp = map.apply((0..<64).map { Float($0) / 63 }, width: 64, height: 1).converted(to: .gray).values
    #expect(zip(ramp, ramp.dropFirst()).allSatisfy { $0 <= $1 + 1 } && ramp[63] > ramp[0] + 150)
  }

  @Test func valuesBeyondTheRangeAreClamped() {
    let image = ColorMap.gray.apply([-1, .nan, 2, .infinity], width: 4, height: 1)
    #expect(image.converted(to: .gray).values == [0, 0, 255, 255])
  }

  @Test func overlaysMixByAlpha() {
    let image = Pictures.noise(width: 12, height: 8, channels: 3)
    let heat = [Float](repeating: 1, count: 6)
    #expect(ColorMap.turbo.overlay(heat, width: 3, height: 2, on: image, alpha: 0) == image)
    let full = ColorMap.gray.overlay(heat, width: 3, height: 2, on: image, alpha: 1)
    #expect(full == Image(width: 12, height: 8, channels: 3, level: 255))
    let black = Image(width: 12, height: 8, channels: 1, samples: .uint16([UInt16](repeating: 0, count: 96)))
    let half = ColorMap.gray.overlay(heat, width: 3, height: 2, on: black, alpha: 0.5)
    #expect(half.channels == 3 && Set(half.values) == [128])
    let normal = [Float](repeating: 0, count: 6)
    #expect(ColorMap.turbo.overlay(normal, width: 3, height: 2, on: image, alpha: 1) == image)
  }
}
