import Testing
import Vision

/// Varieties of TIFF: what the samples are, or the true reason why they are not read.
struct TIFFTests {
  private func decoded(_ bytes: [UInt8]) throws(VisionError) -> Image { try Image(decoding: bytes, named: "a.tif") }

  private func reason(_ bytes: [UInt8]) -> String {
    do throws(VisionError) { _ = try decoded(bytes) } catch {
      #expect(error.kind == .unsupported)
      return error.description
    }
    return "read"
  }

  /// Colours stay whole where alpha is stored beside them, at 8 as at 16 bits.
  @Test(arguments: [8, 16], [nil, 2] as [Int?])
  func alphaIsNotMultipliedIn(bits: Int, extra: Int?) throws {
    let image = Pictures.noise(width: 32, height: 16, channels: 4, bits: bits)
    #expect(try decoded(TIFFBytes.file(image, extra: extra)) == image)
    #expect(try decoded(TIFFBytes.file(image, extra: extra, tile: 16)) == image)
  }

  @Test(arguments: [8, 16]) func multipliedAlphaIsDividedOut(bits: Int) throws {
    let peak = bits == 8 ? 255 : 65535
    let (color, alpha) = ([peak, peak / 2, 0], peak / 4)
    let pixel = color.map { $0 * alpha / peak } + [alpha]
    let samples: Image.Samples = bits == 8 ? .uint8(pixel.map(UInt8.init)) : .uint16(pixel.map(UInt16.init))
    let stored = Image(width: 1, height: 1, channels: 4, samples: samples)
    let shown = try decoded(TIFFBytes.file(stored, extra: 1)).values
    #expect(zip(shown, color + [alpha]).allSatisfy { abs($0 - $1) <= 2 })
  }

  /// A fourth sample that is said to be nothing known is no transparency.
  @Test(arguments: [8, 16]) func otherSamplesAreLeftOut(bits: Int) throws {
    let image = Pictures.noise(width: 5, height: 4, channels: 4, bits: bits)
    #expect(try decoded(TIFFBytes.file(image, extra: 0)) == image.converted(to: .rgb))
  }

  @Test(arguments: [1, 3], [8, 16]) func smallTiles(channels: Int, bits: Int) throws {
    let image = Pictures.noise(width: 48, height: 32, channels: channels, bits: bits)
    #expect(try decoded(TIFFBytes.file(image, tile: 16)) == image)
  }

  @Test(arguments: [8, 16]) func whiteMayBeZero(bits: Int) throws {
    let image = Pictures.noise(width: 5, height: 4, channels: 1, bits: bits)
    let peak = bits == 8 ? 255 : 65535
    #expect(try decoded(TIFFBytes.file(image, changing: [262: 0])).values == image.values.map { peak - $0 })
  }

  @Test(arguments: [8, 16]) func inksBecomeColours(bits: Int) throws {
    let peak = bits == 8 ? 255 : 65535
    let inks = Pictures.noise(width: 5, height: 4, channels: 4, bits: bits)
    let shown = try decoded(TIFFBytes.file(inks, changing: [262: 5]))
    for pixel in 0..<20 {
      for part in 0..<3 {
        let light = (peak - inks.values[pixel * 4 + part]) * (peak - inks.values[pixel * 4 + 3]) / peak
        #expect(abs(shown.values[pixel * 3 + part] - light) <= 1)
      }
    }
  }

  @Test func reasonsAreTrue() {
    let image = Pictures.noise(width: 5, height: 4, channels: 3)
    #expect(reason(TIFFBytes.file(image, changing: [258: 32])).contains("32 bits a sample"))
    #expect(reason(TIFFBytes.file(image, changing: [258: 32, 339: 3])).contains("floating-point"))
    #expect(reason(TIFFBytes.file(image, changing: [339: 2])).contains("a sign"))
    #expect(reason(TIFFBytes.file(image, changing: [262: 8])).contains("L*a*b*"))
    #expect(reason(TIFFBytes.file(image, changing: [259: 34712])).contains("compression 34712"))
    #expect(reason(TIFFBytes.file(image, changing: [277: 5])).contains("5 channels"))
  }

  @Test func cutsAreCalledSo() {
    let file = TIFFBytes.file(Pictures.noise(width: 5, height: 4, channels: 3), changing: [273: 100_000])
    #expect(throws: VisionError.self) { try decoded(file) }
    do throws(VisionError) { _ = try decoded(file) } catch { #expect(error.kind == .truncated) }
  }
}
