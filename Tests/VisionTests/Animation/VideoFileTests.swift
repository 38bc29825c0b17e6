import Foundation
import Testing

@testable import Vision

/// Videos by whatever codecs this machine's OpenCV has.
struct VideoFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private let frames = (0..<5).map { step in
    Image(width: 28, height: 28, channels: 1, pixels: (0..<784).map { $0 % 28 / 6 == step ? 255 : 0 })
  }

  /// Where there is no codec, one sentence says so and nothing is written.
  @Test(arguments: [("avi", 0, "RIFF"), ("mp4", 4, "ftyp")])
  func videosAreOfTheirKind(ending: String, offset: Int, mark: String) throws {
    let path = folder.path("walk.\(ending)")
    do {
      try VideoFile.write(frames, to: path)
    } catch {
      #expect(error.kind == .unsupported && error.description.contains(".gif") && !error.description.contains("\n"))
      #expect(!FileManager.default.fileExists(atPath: path))
      return
    }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(bytes.count > 500 && bytes[offset..<offset + 4] == Data(mark.utf8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["walk.\(ending)"])
  }

  @Test func smallFramesAreEnlargedToEvenSides() {
    #expect(VideoFile.size(of: frames[0]) == (280, 280))
    #expect(VideoFile.size(of: Image(width: 301, height: 256, channels: 3, level: 0)) == (302, 256))
    #expect(VideoFile.size(of: Image(width: 9, height: 3, channels: 3, level: 0)) == (262, 88))
  }

  @Test func faultsAreNamed() throws {
    for (name, kind) in [("walk.webm", VisionError.Kind.unknownExtension), ("walk", .unknownExtension)] {
      let error = #expect(throws: VisionError.self) { try VideoFile.write(frames, to: folder.path(name)) }
      #expect(error?.kind == kind && error?.description.contains(name) == true)
    }
    let error = #expect(throws: VisionError.self) { try VideoFile.write(frames, to: folder.path("none/walk.avi")) }
    #expect([.missing, .unsupported].contains(error?.kind))
  }
}
