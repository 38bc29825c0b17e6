import Foundation
import Testing
import Vision

@Suite struct ImageReadWriteTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: ["png", "tif", "tiff"], [(1, 8), (3, 8), (4, 8), (1, 16), (3, 16), (4, 16)])
  func losslessFormatsKeepEverything(ending: String, kind: (channels: Int, bits: Int)) throws {
    let image = Pictures.noise(width: 37, height: 23, channels: kind.channels, bits: kind.bits)
    let path = folder.path("picture.\(ending)")
    try image.write(to: path)
    #expect(try Image(path: path) == image)
    let size = try Image.size(ofFileAt: path)
    #expect(size.width == 37 && size.height == 23)
  }

  @Test(arguments: [1, 3])
  func bitmapsKeepEightBits(channels: Int) throws {
    let image = Pictures.noise(width: 21, height: 13, channels: channels)
    let path = folder.path("picture.bmp")
    try image.write(to: path)
    #expect(try Image(path: path) == image)
    let size = try Image.size(ofFileAt: path)
    #expect(size.width == 21 && size.height == 13)
    let deep = Pictures.noise(width: 5, height: 4, channels: channels, bits: 16)
    try deep.write(to: path)
    #expect(try Image(path: path) == deep.withBitDepth(8))
  }

  @Test(arguments: [("jpg", 1), ("jpg", 3), ("jpeg", 3)])
  func jpegKeepsWhatCanBeSeen(ending: String, channels: Int) throws {
    let image = Pictures.gradient(width: 64, height: 48, channels: channels)
    let path = folder.path("picture.\(ending)")
    try image.write(to: path)
    let back = try Image(path: path)
    #expect(try #require(back.largestDifference(from: image)) < 12)
    let size = try Image.size(ofFileAt: path)
    #expect(size.width == 64 && size.height == 48)
  }

  @Test func jpegTakesPicturesThatItCannotHold() throws {
    let image = Pictures.gradient(width: 32, height: 32, channels: 4).withBitDepth(16)
    let path = folder.path("picture.JPG")
    try image.write(to: path)
    let back = try Image(path: path)
    #expect(back.channels == 3 && back.bitDepth == 8)
    #expect(try #require(back.largestDifference(from: image.withBitDepth(8).converted(to: .rgb))) < 12)
  }

  @Test func qualityMakesFilesLarger() throws {
    let image = Pictures.noise(width: 64, height: 64, channels: 3)
    let poor = try image.encoded(as: "jpg", quality: 20)
    let good = try image.encoded(as: "jpg", quality: 95)
    #expect(poor.count < good.count / 2)
  }

  @Test func encodedBytesDecode() throws {
    let image = Pictures.noise(width: 9, height: 7, channels: 3)
    #expect(try Image(decoding: image.encoded(as: "png"), named: "bytes") == image)
  }

  @Test func theFormatIsReadFromTheBytesNotTheName() throws {
    let image = Pictures.noise(width: 9, height: 7, channels: 3)
    try folder.write(image.encoded(as: "png"), to: "really-a-png.jpg")
    #expect(try Image(path: folder.path("really-a-png.jpg")) == image)
  }

  @Test func modesConvertWhileReading() throws {
    let image = Pictures.noise(width: 8, height: 8, channels: 4, bits: 16)
    let path = folder.path("picture.png")
    try image.write(to: path)
    #expect(try Image(path: path, as: .gray) == image.converted(to: .gray))
    #expect(try Image(path: path, as: .rgb) == image.converted(to: .rgb))
  }

  @Test func pixelsAreStoredInTheOrderRedGreenBlue() throws {
    // Raw deflate of one stored row: no filter, then one pixel.
    let pixels: [UInt8] = [0x78, 0x01, 0x01, 4, 0, 0xFB, 0xFF, 0, 200, 100, 50, 0x03, 0x56, 0x01, 0x5F]
    let image = try Image(decoding: PNGBytes.file(width: 1, height: 1, pixels: pixels), named: "one pixel")
    #expect(image.pixel(0, 0) == [200, 100, 50])
  }

  /// What a camera stores so that the orientation's turn shows `upright`.
  private func stored(_ upright: Image, _ orientation: Int) -> Image {
    switch orientation {
    case 2: upright.flippedHorizontally()
    case 3: upright.rotated(quarterTurns: 2)
    case 4: upright.flippedVertically()
    case 5: upright.rotated(quarterTurns: 1).flippedHorizontally()
    case 6: upright.rotated(quarterTurns: 3)
    case 7: upright.rotated(quarterTurns: 1).flippedVertically()
    case 8: upright.rotated(quarterTurns: 1)
    default: upright
    }
  }

  @Test(arguments: 1...8, [true, false])
  func jpegIsTurnedUpright(orientation: Int, bigEndian: Bool) throws {
    let upright = Pictures.quarters(width: 64, height: 32)
    let stored = stored(upright, orientation)
    let file = try ExifBytes.jpeg(stored.encoded(as: "jpg"), orientation: orientation, bigEndian: bigEndian)
    try folder.write(file, to: "turned.jpg")
    let size = try Image.size(ofFileAt: folder.path("turned.jpg"))
    #expect(size.width == 64 && size.height == 32)
    let image = try Image(path: folder.path("turned.jpg"))
    #expect(image.width == 64 && image.height == 32)
    for (x, y) in [(8, 8), (56, 8), (8, 24), (56, 24)] {
      #expect(zip(image.pixel(x, y), upright.pixel(x, y)).allSatisfy { abs($0 - $1) < 12 })
    }
  }

  @Test func pngIsTurnedUpright() throws {
    let upright = Pictures.noise(width: 12, height: 7, channels: 3)
    let file = try ExifBytes.png(upright.rotated(quarterTurns: 3).encoded(as: "png"), orientation: 6)
    #expect(try Image(decoding: file, named: "turned") == upright)
  }

  @Test(arguments: 1...8, [8, 16]) func tiffIsTurnedUpright(orientation: Int, bits: Int) throws {
    let upright = Pictures.noise(width: 12, height: 7, channels: 3, bits: bits)
    let file = TIFFBytes.file(stored(upright, orientation), orientation: orientation)
    try folder.write(file, to: "turned.tif")
    let size = try Image.size(ofFileAt: folder.path("turned.tif"))
    #expect(size.width == 12 && size.height == 7)
    #expect(try Image(path: folder.path("turned.tif")) == upright)
  }

  @Test func foldersOfTheNameMayHaveAnyLetters() throws {
    let image = Pictures.noise(width: 4, height: 4, channels: 3)
    let path = folder.path("Bücher & Straße 写真.png")
    try image.write(to: path)
    #expect(try Image(path: path) == image)
  }
}
