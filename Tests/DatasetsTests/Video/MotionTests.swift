import Foundation
import Testing
import Vision

@testable import Datasets

/// Motion of clips: windows of flows, streams, files and batches agree.
struct MotionTests {
  private let folder: TemporaryFolder
  private let format = MotionFormat(width: 48, height: 32, channels: 1)

  init() throws { folder = try TemporaryFolder() }

  /// A textured square that moves to the right over a textured ground.
  private func frame(_ number: Int, speed: Int = 2) -> Image {
    var pixels = (0..<96 * 64).map { (place: Int) -> UInt8 in
      let (x, y) = (place % 96, place / 96)
      return UInt8(70 + (x * 7 + y * 11) % 40)
    }
    for y in 20..<44 {
      for x in 0..<24 {
        let column = (8 + number * speed + x) % 96
        let level = 150 + (x * 13 + y * 29) % 100
        pixels[y * 96 + column] = UInt8(level)
      }
    }
    return Image(width: 96, height: 64, channels: 1, pixels: pixels)
  }

  private func clip(_ count: Int, name: String = "walk", speed: Int = 2) throws -> VideoSet.Clip {
    try FileManager.default.createDirectory(atPath: folder.path(name), withIntermediateDirectories: true)
    let paths = (1...count).map { folder.path("\(name)/\($0).png") }
    for (place, path) in paths.enumerated() { try frame(place, speed: speed).write(to: path) }
    return VideoSet.Clip(name: name, source: .frames(paths))
  }

  @Test func windowsLieAroundFramesOrBeforeThem() {
    let centred = MotionWindow(length: 5, isCentred: true)
    #expect(centred.flows(ofFrame: 10, among: 100) == 8..<13 && centred.delay == 3)
    #expect(centred.flows(ofFrame: 0, among: 100) == 0..<3)
    #expect(centred.flows(ofFrame: 100, among: 100) == 98..<100)
    let past = MotionWindow(length: 3, isCentred: false)
    #expect(past.flows(ofFrame: 10, among: 100) == 7..<10 && past.delay == 0)
    #expect(past.flows(ofFrame: 1, among: 100) == 0..<1)
    // Nothing lies before the first frame: the nearest flow stands in.
    #expect(past.flows(ofFrame: 0, among: 100) == 0..<1)
    #expect(MotionWindow(length: 1, isCentred: true).flows(ofFrame: 7, among: 7) == 6..<7)
  }

  @Test func meansAndMirrorsOfFields() {
    let one = FlowField(width: 2, height: 1, x: [1, 3], y: [0, 4])
    let other = FlowField(width: 2, height: 1, x: [3, -3], y: [2, 0])
    #expect(FlowField.mean(of: [one, other]) == FlowField(width: 2, height: 1, x: [2, 0], y: [1, 2]))
    #expect(one.mirrored == FlowField(width: 2, height: 1, x: [-3, -1], y: [4, 0]))
    #expect(one.mirrored.mirrored == one && one.speeds == [1, 5])
  }

  @Test(arguments: [MotionWindow(length: 5, isCentred: true), MotionWindow(length: 4, isCentred: false)])
  func aStreamHasTheFlowsOfTheFile(window: MotionWindow) throws {
    let clip = try clip(12)
    let file = try MotionCache(folder.path("cache")).motion(of: clip, as: format)
    let section = MotionSection(file, name: "walk")
    #expect(file.count == 12 && section.count == 11 && file.frameSize == (96, 64))
    let stream = MotionStream(format, framesPerSecond: 25)
    var buffer = MotionBuffer(window)
    var ready: [MotionBuffer.Ready] = []
    let video = try clip.reader()
    var pushed = 0
    while let frame = try video.next() {
      if let motion = try stream.push(frame) { ready += buffer.push(motion) }
      pushed += 1
      // Verdicts come as late as the window says, and no later.
      #expect(ready.count == max(0, min(pushed - 1, pushed - window.delay)) || pushed <= window.delay)
    }
    if let last = stream.finish() { ready += buffer.push(last) }
    ready += buffer.finish()
    #expect(ready.map(\.frame.index) == Array(0..<12))
    for (number, one) in ready.enumerated() {
      let (kept, picture) = (try section.flow(number, window), try section.picture(number))
      #expect(one.frame.picture == picture)
      // The file keeps 1/64 of a pixel.
      for (a, b) in zip(one.flow.x + one.flow.y, kept.x + kept.y) { #expect(abs(a - b) <= 1.0 / 64) }
    }
    // The square moves by two pixels of the frame.
    let inside = ready[6].flow.x[16 * 48 + 15]
    #expect(abs(inside - 2) < 0.6, "\(inside)")
  }

  @Test func lateFramesMoveAsFastAsOthers() throws {
    let stream = MotionStream(MotionFormat(width: 96, height: 64, channels: 1), framesPerSecond: 25)
    func push(_ index: Int, _ shown: Int) throws -> FlowField? {
      try stream.push(VideoFrame(index: index, time: Double(shown) / 25, image: frame(shown)))?.flow
    }
    _ = try push(0, 0)
    let steady = try #require(try push(1, 1))
    // Two frames are missing: the square has moved three times as far in three times the time.
    let late = try #require(try push(4, 4))
    let place = 30 * 96 + 26
    #expect(abs(steady.x[place] - 2) < 0.6 && abs(late.x[place] - 2) < 0.8, "\(steady.x[place]) \(late.x[place])")
  }

  @Test func motionFilesAreReusedAndRenewed() throws {
    let cache = try MotionCache(folder.path("cache"))
    var clip = try clip(5)
    let first = try cache.motion(of: clip, as: format)
    let made = try modified(first.path)
    #expect(try cache.motion(of: clip, as: format).path == first.path)
    #expect(try modified(first.path) == made)
    // Another way of computing is another file.
    var other = format
    other.method = .farneback
    #expect(try cache.motion(of: clip, as: other).path != first.path)
    #expect(try cache.motion(of: clip, as: format, from: 0.05).count == 3)
    #expect(try cache.motion(of: clip, as: format, until: 0.1).count == 3)
    #expect(try cache.motion(of: clip, as: format, framesPerSecond: 5, from: 0.05).count == 4)
    // Another source under the same name is seen by its size and date.
    clip = try self.clip(5, speed: 4)
    let renewed = try cache.motion(of: clip, as: format)
    #expect(try renewed.flow(1) != first.flow(1))
    // Half a file is none.
    let bytes = try Data(contentsOf: URL(fileURLWithPath: renewed.path))
    let expected = try renewed.flow(1)
    for length in [0, 5, bytes.count / 2, bytes.count - 1] {
      // Another file in its place: an open one is mapped, and must not shrink.
      try bytes.prefix(length).write(to: URL(fileURLWithPath: renewed.path), options: .atomic)
      let again = try cache.motion(of: clip, as: format)
      #expect(try again.count == 5 && again.flow(1) == expected)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: cache.path).allSatisfy { !$0.hasSuffix(".tmp") })
  }

  private func modified(_ path: String) throws -> Date? {
    try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
  }

  @Test func twoRunsMayMakeAFileAtOnce() async throws {
    let cache = try MotionCache(folder.path("cache"))
    let (clip, format) = (try clip(6), format)
    let flows = try await withThrowingTaskGroup(of: FlowField?.self) { group in
      for _ in 0..<4 { group.addTask { try cache.motion(of: clip, as: format).flow(2) } }
      return try await group.reduce(into: [FlowField?]()) { $0.append($1) }
    }
    #expect(flows.count == 4 && flows.allSatisfy { $0 == flows[0] && $0 != nil })
  }

  @Test func aFolderThatIsNotKeptGoes() throws {
    let cache = try MotionCache("none")
    #expect(FileManager.default.fileExists(atPath: cache.path) && cache.isTemporary)
    cache.remove()
    #expect(!FileManager.default.fileExists(atPath: cache.path))
    let kept = try MotionCache(folder.path("kept"))
    kept.remove()
    #expect(FileManager.default.fileExists(atPath: kept.path))
    try folder.write("x", to: "file")
    #expect { try MotionCache(folder.path("file/below")) } throws: { "\($0)".contains("--flow-cache") }
  }

  @Test func whatHasNoMotionSaysSo() throws {
    let cache = try MotionCache(folder.path("cache"))
    let single = try clip(1, name: "single")
    let file = try cache.motion(of: single, as: format)
    #expect(file.count == 1 && MotionSection(file, name: "single").count == 0)
    let gone = VideoSet.Clip(name: "gone", source: .file(folder.path("gone.avi")))
    #expect { try cache.motion(of: gone, as: format) } throws: { isSentence("\($0)", naming: "gone.avi") }
    let late = try clip(3)
    #expect { try cache.motion(of: late, as: format, from: 99) } throws: { "\($0)".contains("--from") }
  }

  @Test func batchesAreScaledMirroredAndRepeatable() throws {
    let file = try MotionCache(folder.path("cache")).motion(of: try clip(8), as: format)
    let (section, window) = (MotionSection(file, name: "walk"), MotionWindow(length: 1, isCentred: true))
    let sample = (picture: try section.picture(3), flow: try section.flow(3, window))
    let batch = MotionBatch([sample, sample], scale: 2)
    #expect(batch.frames.shape == [2, 1, 32, 48] && batch.flows.shape == [2, 3, 32, 48])
    let size = 32 * 48
    #expect(batch.flows.values[5] == sample.flow.x[5] / 2)
    #expect(batch.flows.values[2 * size + 5] == sample.flow.speeds[5] / 2)
    func loader(flip: Bool, seed: UInt64) -> MotionLoader {
      MotionLoader([section], window: window, scale: 2, flip: flip, batchSize: 3, seed: seed)
    }
    let (one, other) = (loader(flip: true, seed: 4), loader(flip: true, seed: 4))
    defer {
      one.stop()
      other.stop()
    }
    // Seven frames have a flow.
    #expect(one.batchesPerEpoch == 2 || one.batchesPerEpoch == 3)
    var flipped = 0
    for _ in 0..<6 {
      let (batch, same) = (try one.next(), try other.next())
      #expect(batch.flows.values == same.flows.values)
      // The square moves to the right; in a mirror to the left.
      for index in 0..<batch.flows.shape[0] {
        let sum = batch.flows.values[index * 3 * size..<index * 3 * size + size].reduce(0, +)
        if sum < 0 { flipped += 1 }
      }
    }
    #expect((3...15).contains(flipped), "\(flipped) of 18 are mirrored")
  }

  @Test func partsOfAFileDoNotLookBeyondThemselves() throws {
    let file = try MotionCache(folder.path("cache")).motion(of: try clip(10), as: format)
    let part = MotionSection(file, name: "walk", frames: 4..<8)
    let window = MotionWindow(length: 5, isCentred: true)
    #expect(part.count == 4)
    #expect(try part.flow(0, window) == FlowField.mean(of: [4, 5, 6].compactMap { try file.flow($0) }))
    #expect(try part.flow(3, window) == FlowField.mean(of: [5, 6, 7].compactMap { try file.flow($0) }))
  }
}
