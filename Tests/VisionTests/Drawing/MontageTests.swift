import Testing
import Vision

@Suite struct MontageTests {
  @Test func theSheetIsAsLargeAsItsParts() {
    let image = Image(width: 20, height: 10, channels: 3, level: 0)
    let sheet = Montage.grid([Image](repeating: image, count: 5), columns: 2, spacing: 3)
    #expect(sheet.width == 3 + 2 * 23 && sheet.height == 3 + 3 * 13)
    let single = Montage.grid([image], columns: 4, spacing: 0)
    #expect(single == image)
  }

  @Test func picturesStandWhereTheyBelong() {
    let images = [10, 60, 110, 160].map { Image(width: 4, height: 4, channels: 1, level: UInt8($0)) }
    let sheet = Montage.grid(images, columns: 2, spacing: 2, background: 255)
    #expect(sheet.pixel(2, 2) == [10, 10, 10] && sheet.pixel(8, 2) == [60, 60, 60])
    #expect(sheet.pixel(2, 8) == [110, 110, 110] && sheet.pixel(11, 11) == [160, 160, 160])
    #expect(sheet.pixel(0, 0) == [255, 255, 255] && sheet.pixel(6, 6) == [255, 255, 255])
  }

  @Test func mixedKindsAndSizesAreCopedWith() {
    let sheet = Montage.grid(
      [
        Pictures.noise(width: 30, height: 8, channels: 1, bits: 16), Pictures.noise(width: 7, height: 20, channels: 4),
        Pictures.noise(width: 12, height: 12, channels: 3),
      ], columns: 2, spacing: 1, background: 0)
    #expect(sheet.channels == 3 && sheet.bitDepth == 8)
    #expect(sheet.width == 1 + 31 + 8 && sheet.height == 1 + 21 + 13)
  }

  @Test func titlesStandAboveTheirColumnsAndTouchNoPicture() {
    let images = [Image](repeating: Image(width: 120, height: 40, channels: 3, level: 99), count: 4)
    let plain = Montage.grid(images, columns: 2)
    let titled = Montage.grid(images, columns: 2, titles: ["input", "truth"])
    let band = titled.height - plain.height
    #expect(titled.width == plain.width && band > 8 && band < 60)
    #expect(titled.cropped(x: 0, y: band, width: plain.width, height: plain.height) == plain)
    for x in [4, 128] {
      let heading = titled.cropped(x: x, y: 0, width: 120, height: band)
      #expect(heading.values.contains { $0 < 80 }, "there is ink above the column at \(x)")
    }
  }

  @Test func headingsMayBeFewLongOrForeign() {
    let images = [Image](repeating: Image(width: 40, height: 40, channels: 3, level: 99), count: 3)
    let long = String(repeating: "a very long heading ", count: 10)
    for titles in [["one"], ["", "", ""], ["Straße → 夜", "x", long], [long, long, long, "too many"]] {
      let sheet = Montage.grid(images, columns: 3, titles: titles, background: 20)
      #expect(sheet.width == 4 + 3 * 44)
    }
    #expect(Montage.grid(images, columns: 3, titles: [""]) == Montage.grid(images, columns: 3))
    let tiny = [Image](repeating: Image(width: 2, height: 2, channels: 1, level: 0), count: 2)
    #expect(Montage.grid(tiny, columns: 2, titles: ["input", "output"]).width == 16)
  }
}
