import Datasets
import Foundation
import Testing
import Training
import Translation
import Vision

struct VideoTranslationTests {
  private struct Stop: Error {}

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("video-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  /// Frame k has the level 8k, so that an output tells which frame it was.
  private func clip(_ count: Int, in folder: String) throws -> String {
    let writer = try VideoWriter(folder + "/in.avi", width: 64, height: 48, framesPerSecond: 10)
    for k in 0..<count { try writer.append(Image(width: 64, height: 48, channels: 3, level: UInt8(8 * k))) }
    try writer.finish()
    return folder + "/in.avi"
  }

  private func levels(_ path: String) throws -> [Int] {
    let reader = try VideoReader(path)
    var levels: [Int] = []
    while let frame = try reader.next() {
      guard case .uint8(let pixels) = frame.image.samples else { continue }
      levels.append(Int(pixels[64 * 24 * 3 + 96]))
    }
    return levels
  }

  /// A frame and its negative.
  private func negative(_ image: Image, _ seconds: Double) -> Image {
    guard case .uint8(let pixels) = image.samples else { return image }
    return Image(width: image.width, height: image.height, channels: image.channels, pixels: pixels.map { 255 - $0 })
  }

  @Test func everyFrameIsTranslatedInItsPlace() throws {
    try withFolder { folder in
      let path = try clip(20, in: folder)
      var translation = VideoTranslation()
      translation.blend = 0
      let summary = try translation(
        VideoReader(path), to: folder + "/out.avi", key: "a", soundOf: nil, translate: negative)
      #expect(summary.frames == 20 && summary.dropped == 0 && !summary.isStopped && summary.resumedFrom == 0)
      let found = try levels(folder + "/out.avi")
      #expect(found.count == 20)
      #expect(zip(found, 0...).allSatisfy { abs($0 - (255 - 8 * $1)) <= 4 }, "\(found)")
      #expect(!FileManager.default.fileExists(atPath: folder + "/out.avi.parts"))
      #expect(try VideoReader(folder + "/out.avi").framesPerSecond == 10)
    }
  }

  /// Sound is kept; where it ends before the frames do, it cuts none of them off.
  @Test(.enabled(if: SystemTool.isInstalled("ffmpeg") && SystemTool.isInstalled("ffprobe")))
  func soundThatEndsEarlierCutsNoFrameOff() throws {
    try withFolder { folder in
      let (silent, source, target) = (try clip(20, in: folder), folder + "/sound.avi", folder + "/out.avi")
      try SystemTool.run(
        "ffmpeg",
        [
          "-v", "error", "-i", silent, "-f", "lavfi", "-i", "sine=duration=0.5", "-c:v", "copy", "-c:a", "pcm_s16le",
          source,
        ])
      var translation = VideoTranslation()
      translation.blend = 0
      _ = try translation(VideoReader(source), to: target, key: "a", soundOf: source, translate: negative)
      #expect(try levels(target).count == 20)
      let streams = try SystemTool.text(
        "ffprobe", ["-v", "error", "-show_entries", "stream=codec_type", "-of", "csv=p=0", target])
      #expect(streams.contains("audio"), "\(streams)")
    }
  }

  @Test func aKilledTranslationGoesOnAndEndsInTheSameVideo() throws {
    try withFolder { folder in
      let path = try clip(20, in: folder)
      var translation = VideoTranslation()
      (translation.blend, translation.segmentFrames) = (0, 6)
      var calls = 0
      #expect(throws: Stop.self) {
        _ = try translation(VideoReader(path), to: folder + "/out.avi", key: "a", soundOf: nil) { image, seconds in
          calls += 1
          if calls > 15 {
            // The encoder is given time to end its second segment.
            Thread.sleep(forTimeInterval: 0.5)
            throw Stop()
          }
          return negative(image, seconds)
        }
      }
      #expect(!FileManager.default.fileExists(atPath: folder + "/out.avi"))
      let summary = try translation(
        VideoReader(path), to: folder + "/out.avi", key: "a", soundOf: nil, translate: negative)
      #expect(summary.resumedFrom >= 12 && summary.resumedFrom + summary.frames == 20)
      let found = try levels(folder + "/out.avi")
      #expect(found.count == 20 && zip(found, 0...).allSatisfy { abs($0 - (255 - 8 * $1)) <= 6 }, "\(found)")
    }
  }

  /// The frame at which somebody stops it is the first of the next sitting.
  @Test func aStoppedTranslationLosesNoFrame() throws {
    try withFolder { folder in
      let path = try clip(12, in: folder)
      var translation = VideoTranslation()
      translation.blend = 0
      let stop = StopRequest()
      let first = try translation(VideoReader(path), to: folder + "/out.avi", key: "a", soundOf: nil, stop: stop) {
        image, seconds in
        if seconds > 0.45 { stop.raise() }
        return negative(image, seconds)
      }
      #expect(first.isStopped && first.frames == 6)
      let second = try translation(
        VideoReader(path), to: folder + "/out.avi", key: "a", soundOf: nil, translate: negative)
      #expect(second.resumedFrom == 6 && second.frames == 6)
      let found = try levels(folder + "/out.avi")
      #expect(found.count == 12 && zip(found, 0...).allSatisfy { abs($0 - (255 - 8 * $1)) <= 6 }, "\(found)")
    }
  }

  /// What the encoder cannot write ends the translation with its error, whatever waits in the stages before it.
  @Test func anEncoderThatFailsEndsTheTranslation() throws {
    try withFolder { folder in
      let path = try clip(20, in: folder)
      let translation = VideoTranslation()
      #expect(throws: (any Error).self) {
        _ = try translation(VideoReader(path), to: folder + "/out.nothing", key: "a", soundOf: nil, translate: negative)
      }
    }
  }

  @Test func otherChoicesBeginAnew() throws {
    try withFolder { folder in
      let path = try clip(8, in: folder)
      var translation = VideoTranslation()
      translation.segmentFrames = 2
      let stop = StopRequest()
      let first = try translation(VideoReader(path), to: folder + "/out.avi", key: "a", soundOf: nil, stop: stop) {
        image, _ in
        stop.raise()
        return image
      }
      #expect(first.isStopped && first.frames == 1 && FileManager.default.fileExists(atPath: folder + "/out.avi.parts"))
      let second = try translation(VideoReader(path), to: folder + "/out.avi", key: "b", soundOf: nil) { image, _ in
        image
      }
      #expect(second.resumedFrom == 0 && second.frames == 8)
    }
  }

  @Test func inputAndOutputStandSideBySide() throws {
    try withFolder { folder in
      let path = try clip(3, in: folder)
      var translation = VideoTranslation()
      translation.isSideBySide = true
      _ = try translation(VideoReader(path), to: folder + "/out.avi", key: "a", soundOf: nil, translate: negative)
      let video = try VideoReader(folder + "/out.avi")
      #expect(video.width == 128 && video.height == 48)
    }
  }

  /// A still scene, whose outputs differ at random: blending must take away most of that, and say how much.
  @Test func blendingTakesFlickerAwayWhereNothingMoves() throws {
    var generator = SystemRandomNumberGenerator()
    var ramp = [UInt8](repeating: 0, count: 4096)
    for row in 0..<64 {
      for column in 0..<64 { ramp[row * 64 + column] = UInt8(column * 3) + UInt8(row % 8 * 4) }
    }
    let scene = Image(width: 64, height: 64, channels: 1, pixels: ramp)
    func noisy() -> Image {
      let pixels: [UInt8] = (0..<4096).map { _ in UInt8.random(in: 100...150, using: &generator) }
      return Image(width: 64, height: 64, channels: 1, pixels: pixels)
    }
    let blend = TemporalBlend(strength: 0.8)
    var outputs: [Image] = []
    for _ in 0..<6 { outputs.append(try blend(scene, noisy())) }
    let (flicker, without) = (try #require(blend.flicker), try #require(blend.flickerWithout))
    #expect(flicker < 0.45 * without, "\(flicker) of \(without)")
    #expect(try #require(blend.flickerOfInput) < 0.002)
    // After a cut nothing is taken over.
    var other = [UInt8](repeating: 0, count: 4096)
    for place in 0..<4096 { other[place] = 255 - UInt8(place / 64) * 4 }
    let dark = Image(width: 64, height: 64, channels: 1, pixels: other)
    let bright = Image(width: 64, height: 64, channels: 1, level: 250)
    let after = try blend(dark, bright)
    guard case .uint8(let pixels) = after.samples else { return }
    #expect(pixels.map(Double.init).reduce(0, +) / 4096 > 225)
  }
}
