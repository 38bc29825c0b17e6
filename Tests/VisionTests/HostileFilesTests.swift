import Foundation
import Testing
import Vision

/// Files as users really have them: cut off, empty, misnamed, damaged, or made to do harm.
@Suite struct HostileFilesTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func fault(_ name: String) -> VisionError? {
    do throws(VisionError) {
      _ = try Image(path: folder.path(name))
      return nil
    } catch {
      #expect(error.path == folder.path(name))
      #expect(error.isSentence, "\(error.description)")
      return error
    }
  }

  private func fault(of bytes: [UInt8]) throws -> VisionError.Kind? {
    try folder.write(bytes, to: "file")
    return fault("file")?.kind
  }

  @Test func whatIsNoFileIsNamed() throws {
    #expect(fault("missing.png")?.kind == .missing)
    #expect(fault("")?.kind == .notAFile)
    try folder.write([], to: "empty.png")
    #expect(fault("empty.png")?.kind == .empty)
    #expect(mkfifo(folder.path("pipe.png"), 0o600) == 0)
    #expect(fault("pipe.png")?.kind == .notAFile)
    #expect(throws: VisionError.self) { try Image(path: "") }
    #expect(throws: VisionError.self) { try Image.size(ofFileAt: folder.path("missing.png")) }
  }

  @Test func otherFormatsAreNamed() throws {
    let foreign: [(String, String)] = [
      ("%PDF-1.4 and more", "PDF"), ("    ftypheic0000", "HEIC"), ("8BPS and more", "Photoshop"),
      ("<!DOCTYPE html><title>404</title>", "web page"), ("just some words", "not a picture"),
    ]
    for (text, name) in foreign {
      try folder.write(Array(text.utf8), to: "file.jpg")
      let error = try #require(fault("file.jpg"))
      #expect(error.kind == .notAnImage && error.description.contains(name))
    }
  }

  @Test(arguments: [("jpg", 3), ("jpg", 1), ("png", 3), ("tif", 3), ("bmp", 3), ("webp", 3)])
  func everyCutIsNoticed(ending: String, channels: Int) throws {
    let file = try Pictures.noise(width: 40, height: 30, channels: channels).encoded(as: ending)
    #expect(try fault(of: file) == nil)
    for count in Array(1..<40) + Array(stride(from: 40, to: file.count - 1, by: max(1, file.count / 60)))
      + [file.count - 2, file.count - 1]
    {
      let kind = try fault(of: Array(file[..<count]))
      #expect(kind != nil && kind != .unreadable, "cut to \(count) of \(file.count)")
    }
  }

  @Test(arguments: ["jpg", "png"])
  func cutsInTheMiddleAreCalledSo(ending: String) throws {
    let file = try Pictures.noise(width: 40, height: 30, channels: 3).encoded(as: ending)
    #expect(try fault(of: Array(file[..<(file.count / 2)])) == .truncated)
    #expect(try fault(of: Array(file[..<(file.count - 3)])) == .truncated)
  }

  @Test func cutMapsAreCalledSo() throws {
    let file = Array("P6\n# by hand\n2 2\n255\n".utf8) + [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    #expect(try Image(decoding: file, named: "map").values == Array(1...12))
    #expect(try fault(of: Array(file.dropLast())) == .truncated)
    #expect(try fault(of: Array("P6\n-2 2\n255\n............".utf8)) == .damaged)
  }

  @Test func bytesAfterTheEndAreIgnored() throws {
    for ending in ["jpg", "png", "bmp", "tif"] {
      let file = try Pictures.noise(width: 16, height: 16, channels: 3).encoded(as: ending)
      #expect(try fault(of: file + [1, 2, 3, 4, 5]) == nil, "\(ending)")
    }
  }

  @Test func aThumbnailsEndIsNotTheEnd() throws {
    let thumbnail: [UInt8] = [0xFF, 0xE2, 0, 8, 0xFF, 0xD8, 0xFF, 0xDA, 0xFF, 0xD9]
    let file = try Pictures.noise(width: 16, height: 16, channels: 3).encoded(as: "jpg")
    let longer = Array(file[..<2]) + thumbnail + file[2...]
    #expect(try fault(of: longer) == nil)
    #expect(try fault(of: Array(longer.dropLast(2))) == .truncated)
  }

  @Test(arguments: ["png", "tif", "bmp", "jpg", "webp"])
  func flippedBytesNeverCrash(ending: String) throws {
    let file = try Pictures.noise(width: 16, height: 12, channels: 3).encoded(as: ending)
    for offset in stride(from: 0, to: min(file.count, 700), by: 3) {
      for change: UInt8 in [0xFF, 0x80, 0x01] {
        var damaged = file
        damaged[offset] ^= change
        _ = try? Image(decoding: damaged, named: "damaged")
      }
    }
  }

  @Test func randomBytesAreNoPicture() throws {
    var generator = SystemRandomNumberGenerator()
    for prefix in [
      [], [0xFF, 0xD8, 0xFF], PNGBytes.signature, [0x42, 0x4D], [0x49, 0x49, 42, 0], [0x4D, 0x4D, 0, 43],
      Array("GIF89a".utf8), Array("P5 ".utf8), [0xFF, 0x4F, 0xFF, 0x51],
    ] {
      for count in [1, 7, 30, 500] {
        let noise = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
        #expect(throws: VisionError.self) { try Image(decoding: prefix + noise, named: "noise") }
      }
    }
  }

  @Test func hugeClaimsAreRefusedBeforeTheyAreBelieved() throws {
    #expect(try fault(of: PNGBytes.file(width: 100_000, height: 100_000)) == .tooLarge)
    #expect(try fault(of: PNGBytes.file(width: Int(UInt32.max), height: Int(UInt32.max))) == .damaged)
    #expect(try fault(of: PNGBytes.file(width: 15_000, height: 15_000)) == .damaged)
    #expect(try fault(of: PNGBytes.file(width: 0, height: 10)) == .damaged)
    // The size itself can be asked for: a data set's report shows it.
    try folder.write(PNGBytes.file(width: 100_000, height: 100_000), to: "bomb.png")
    #expect(try Image.size(ofFileAt: folder.path("bomb.png")).width == 100_000)
    var jpeg = try Pictures.gradient(width: 16, height: 16).encoded(as: "jpg")
    let frame = try #require(jpeg.indices.dropLast().first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 })
    for offset in 5..<9 { jpeg[frame + offset] = 0xFF }
    #expect(try fault(of: jpeg) == .unsupported)
    for offset in 5..<9 { jpeg[frame + offset] = 0xF0 }
    #expect(try fault(of: jpeg) == .tooLarge)
  }

  @Test func checksumsArePngsWitness() throws {
    var file = try Pictures.noise(width: 16, height: 16, channels: 3).encoded(as: "png")
    file[file.count / 2] ^= 0x10
    #expect(try fault(of: file) == .damaged)
  }

  @Test func chunksThatMakeNoPictureAreLeftOut() throws {
    let image = Pictures.noise(width: 6, height: 5, channels: 3)
    let file = try image.encoded(as: "png")
    // A colour profile that libpng complains about, and one whose checksum is wrong.
    let profile = PNGBytes.chunk("iCCP", Array("x\0\0nonsense".utf8))
    let broken = PNGBytes.number(2) + Array("tEXtab".utf8) + [0, 0, 0, 0]
    #expect(try Image(decoding: Array(file[..<33]) + profile + broken + file[33...], named: "chatty") == image)
  }
}
