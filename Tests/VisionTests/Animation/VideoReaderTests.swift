import Foundation
import Testing

@testable import Vision

/// Videos that are written here and read back.
struct VideoReaderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Grey frames, each brighter than the last: its shade tells which one it is.
  private func frames(_ count: Int, width: Int = 64, height: Int = 48) -> [Image] {
    (0..<count).map { Image(width: width, height: height, channels: 3, level: UInt8(20 + 10 * $0)) }
  }

  private func write(_ frames: [Image], _ name: String, framesPerSecond: Double = 10) throws -> String {
    let path = folder.path(name)
    let writer = try VideoWriter(
      path, width: frames[0].width, height: frames[0].height, framesPerSecond: framesPerSecond)
    for frame in frames { try writer.append(frame) }
    try writer.finish()
    return path
  }

  private func shade(_ image: Image) -> Int {
    guard case .uint8(let samples) = image.samples else { return -1 }
    return samples.reduce(0) { $0 + Int($1) } / samples.count
  }

  @Test(arguments: ["walk.avi", "walk.mp4"])
  func whatIsWrittenIsRead(name: String) throws {
    let video = try VideoReader(try write(frames(12), name)) { Issue.record("\($0)") }
    #expect(video.width == 64 && video.height == 48 && !video.isLive)
    #expect(video.frameCount == 12 && abs(video.framesPerSecond - 10) < 0.01)
    var count = 0
    while let frame = try video.next() {
      #expect(frame.index == count && abs(frame.time - Double(count) / 10) < 0.005)
      #expect(abs(shade(frame.image) - (20 + 10 * count)) <= 4)
      count += 1
    }
    #expect(count == 12)
    #expect(try video.next() == nil)
  }

  @Test func theColoursKeepTheirOrder() throws {
    let red = Image(width: 32, height: 32, channels: 3, pixels: (0..<3072).map { $0 % 3 == 0 ? 220 : 30 })
    let video = try VideoReader(try write([red, red], "red.avi"))
    guard case .uint8(let samples)? = try video.next()?.image.samples else { return }
    #expect(samples[0] > 180 && samples[1] < 70 && samples[2] < 70)
  }

  @Test func aVideoThatIsCutOffGivesWhatItHasAndSaysSo() throws {
    let noise = (0..<20).map { frame in
      Image(
        width: 64, height: 64, channels: 1,
        pixels: (0..<4096).map { UInt8(truncatingIfNeeded: ($0 &* 7919 &+ frame &* 104_729) >> 3) })
    }
    let path = try write(noise, "whole.avi")
    let bytes = try folder.bytes("whole.avi")
    try folder.write(Array(bytes[..<(bytes.count / 2)]), to: "half.avi")
    var remarks: [String] = []
    let video = try VideoReader(folder.path("half.avi")) { remarks.append($0) }
    var count = 0
    while try video.next() != nil { count += 1 }
    #expect((1..<20).contains(count))
    // Without its index the file may not know how many frames it had.
    if let known = video.frameCount, known > count + 1 {
      #expect(remarks.count == 1 && remarks[0].contains("half.avi is cut off") && remarks[0].contains("\(count) of"))
    }
    #expect(FileManager.default.fileExists(atPath: path))
  }

  @Test func picturesAreFramesAndBadOnesAreNamed() throws {
    for (place, frame) in frames(5).enumerated() { try frame.write(to: folder.path("\(place).png")) }
    try folder.write(Array("no picture".utf8), to: "2.png")
    try Image(width: 32, height: 24, channels: 1, level: 200).write(to: folder.path("4.png"))
    let paths = (0..<5).map { folder.path("\($0).png") }
    var remarks: [String] = []
    let video = try VideoReader(named: "walk", frames: paths, framesPerSecond: 5) { remarks.append($0) }
    var (places, times) = ([Int](), [Double]())
    while let frame = try video.next() {
      places.append(frame.index)
      times.append(frame.time)
      #expect(frame.image.width == 64 && frame.image.channels == 3)
    }
    #expect(places == [0, 1, 3, 4] && zip(times, [0, 0.2, 0.6, 0.8]).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(remarks.count == 2 && remarks[0].contains("2.png") && remarks[1].contains("32x24"))
    let strict = try VideoReader(named: "walk", frames: paths, sizeChange: .refuse)
    let error = #expect(throws: VisionError.self) { while try strict.next() != nil {} }
    #expect(error?.description.contains("walk changes its size: frame 5 is 32x24") == true)
  }

  @Test func whatIsNoVideoIsNamed() throws {
    try folder.write(Array("no video".utf8), to: "text.avi")
    try folder.write([], to: "nothing.avi")
    for (name, kind) in [
      ("text.avi", VisionError.Kind.notAnImage), ("nothing.avi", .empty), ("missing.avi", .missing), ("", .notAFile),
    ] {
      let error = #expect(throws: VisionError.self) { try VideoReader(folder.path(name)) }
      #expect(error?.kind == kind && error?.description.contains("\n") == false)
    }
  }

  @Test func aWriterThatIsNotFinishedLeavesNothing() throws {
    do {
      let writer = try VideoWriter(folder.path("walk.avi"), width: 65, height: 47, framesPerSecond: 10)
      #expect(writer.width == 66 && writer.height == 48)
      try writer.append(frames(1)[0])
    }
    #expect(try folder.names == [])
  }
}
