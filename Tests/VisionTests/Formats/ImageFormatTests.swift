import Foundation
import Testing

@testable import Vision

/// What is taken for a picture, what is said of files, and what is written.
struct ImageFormatTests {
  private let folder: TemporaryFolder
  private let image = Pictures.noise(width: 12, height: 7, channels: 3)

  init() throws { folder = try TemporaryFolder() }

  @Test func picturesAreKnownByNameOrByContent() throws {
    for name in ["a.JPG", "a.jfif", "a.jpe", "a.webp", "a.gif", "a.pgm", "a.jp2", "a.dcm"] {
      #expect(Image.isPicture(fileAt: folder.path(name)), "\(name)")
      #expect(Image.readableExtensions.contains((name as NSString).pathExtension.lowercased()))
    }
    try folder.write(DICOMBytes.grey([1, 2, 3]).file, to: "IM0001")
    try folder.write(image.encoded(as: "png"), to: "picture.orig")
    try folder.write(Array("BMW drives on and on".utf8), to: "notes")
    try folder.write(Array("a,b\n1,2\n".utf8), to: "list.csv")
    #expect(Image.isPicture(fileAt: folder.path("IM0001")) && Image.isPicture(fileAt: folder.path("picture.orig")))
    for name in ["notes", "list.csv", "none", "."] { #expect(!Image.isPicture(fileAt: folder.path(name)), "\(name)") }
    #expect(ImageFormat.foreignName(startingWith: Array("%PDF-1.4".utf8)) == "a PDF document")
    #expect(ImageFormat.foreignName(startingWith: Array("a,b".utf8)) == nil)
  }

  @Test func pagesAreCounted() throws {
    try folder.write(TIFFBytes.file(image, pages: 3), to: "pages.tif")
    try folder.write(TIFFBytes.file(image, orientation: 6), to: "page.tif")
    try AnimatedGIF.write([image, image], to: folder.path("walk.gif"))
    try image.write(to: folder.path("still.png"))
    func info(_ name: String) throws -> ImageFileInfo { try Image.info(ofFileAt: folder.path(name)) }
    #expect(try info("pages.tif") == ImageFileInfo(format: .tiff, width: 12, height: 7, pages: 3))
    #expect(try info("page.tif") == ImageFileInfo(format: .tiff, width: 7, height: 12, pages: 1))
    #expect(try info("walk.gif") == ImageFileInfo(format: .gif, width: 12, height: 7, pages: 2))
    #expect(try info("still.png").pages == 1)
    #expect(try Image(path: folder.path("pages.tif")) == image)
  }

  @Test(arguments: [1, 3, 4]) func webPKeepsWhatCanBeSeen(channels: Int) throws {
    let image = Pictures.gradient(width: 64, height: 48, channels: channels)
    try image.write(to: folder.path("picture.webp"))
    let back = try Image(path: folder.path("picture.webp"))
    let expected = channels == 1 ? image.converted(to: .rgb) : image
    // Opaque pictures are stored without alpha.
    #expect(back.channels == 3 && back.width == 64 && back.height == 48)
    #expect(try #require(back.largestDifference(from: expected.converted(to: .rgb))) < 16)
    #expect(throws: VisionError.self) {
      try Image(width: 16_384, height: 1, channels: 1, level: 0).write(to: folder.path("wide.webp"))
    }
  }

  @Test func theNameDecidesWhatIsWritten() throws {
    for (name, format) in [("a.png", ImageFormat.png), ("x/a.JPEG", .jpeg), ("a.webp", .webp), ("a.tiff", .tiff)] {
      #expect(try Image.writingFormat(ofName: name) == format)
    }
    for name in ["folder", "folder.d", "results.v2/", "a.b/c"] {
      #expect(try Image.writingFormat(ofName: name) == nil, "\(name)")
    }
    for name in ["a.gif", "a.jp2", "a.heic", "a.dcm", "a.pdf"] {
      let error = #expect(throws: VisionError.self) { try Image.writingFormat(ofName: name) }
      #expect(error?.kind == .unknownExtension && error?.description.contains(".png") == true)
    }
  }

  /// What a GIF's fixed table can hold comes back whole.
  @Test func animationsAreReadBack() throws {
    let grey = Pictures.noise(width: 30, height: 20, channels: 1)
    let back = try Image(
      decoding: AnimatedGIF.encoded([grey, Pictures.noise(width: 30, height: 20, channels: 1)]), named: "g")
    #expect(back == grey.converted(to: .rgb))
    let levels: [UInt8] = [0, 51, 102, 153, 204, 255]
    let color = Image(width: 6, height: 1, channels: 3, pixels: levels.flatMap { [$0, 0, 255 - $0] })
    #expect(try Image(decoding: AnimatedGIF.encoded([color]), named: "g") == color)
    let cut = try AnimatedGIF.encoded([grey]).dropLast(100)
    #expect(throws: VisionError.self) { try Image(decoding: Array(cut), named: "g") }
  }

  @Test func namesThatAreNotUTF8AreCalledSo() throws {
    let error = #expect(throws: VisionError.self) { try Image(path: folder.path("caf\u{FFFD}.png")) }
    #expect(error?.description.contains("not UTF-8; rename it") == true)
    #expect(throws: VisionError.self) { try Image(path: folder.path("café.png")) }
  }

  /// Want of memory ends in an error, for the reader, the converter and the writer alike.
  @Test func wantOfMemoryIsThrown() async {
    // A limit on memory binds the whole process.
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let large = Image(width: 9000, height: 6000, channels: 1, level: 7)
      for ending in ["png", "bmp", "tif"] { try large.write(to: folder.path("large.\(ending)")) }
      try Pictures.gradient(width: 8, height: 8).write(to: folder.path("small.png"))
      var limit = rlimit()
      guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else { exit(2) }
      let used = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")[0]
      limit.rlim_cur = rlim_t(Int(used)! * Int(getpagesize()) + 100_000_000)
      guard setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else { exit(3) }
      for ending in ["png", "bmp", "tif"] {
        do throws(VisionError) {
          _ = try Image(path: folder.path("large.\(ending)"), as: .rgb)
          exit(4)
        } catch {
          guard error.kind == .outOfMemory, error.isSentence else { exit(5) }
        }
      }
      do throws(VisionError) {
        _ = try large.encoded(as: "tif")
        exit(6)
      } catch {
        guard error.kind == .outOfMemory else { exit(7) }
      }
      guard (try? Image(path: folder.path("small.png"))) != nil else { exit(8) }
      guard (try? Memory.require(bytes: 1 << 40, for: "a step")) == nil else { exit(9) }
    }
  }
}
