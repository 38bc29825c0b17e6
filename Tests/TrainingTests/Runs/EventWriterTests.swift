import Foundation
import TestFolders
import Testing

@testable import Training

struct EventWriterTests {
  /// The check value that the polynomial's definition lists, and RFC 3720's 32 zero bytes.
  @Test func checksumsAreKnown() {
    #expect(CRC32C.checksum(Array("123456789".utf8)) == 0xe306_9283)
    #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8a91_36aa)
    #expect(EventFileReader.checksum(Data("123456789".utf8)) == 0xe306_9283)
  }

  @Test func anIndependentReaderSeesScalarsAndImages() throws {
    let scratch = try ScratchFolder()
    let writer = try EventWriter(inFolder: scratch.path, startingAt: 0)
    try writer.add(scalars: [("generator/l1", 0.5), ("discriminator/real", -2)], step: 300)
    let picture = [UInt8]((0..<700).map { UInt8($0 % 251) })
    try writer.add(image: picture, width: 640, height: 480, channels: 3, tag: "samples", step: 301)
    let events = try EventFileReader.events(inFile: writer.path)
    #expect(events.count == 3)
    #expect(events[0].fileVersion == "brain.Event:2")
    #expect(abs(events[0].wallTime - Date().timeIntervalSince1970) < 60)
    #expect(events[1].step == 300)
    #expect(events[1].scalars == ["generator/l1": 0.5, "discriminator/real": -2])
    let image = try #require(events[2].images["samples"])
    #expect((image.width, image.height, image.channels) == (640, 480, 3))
    #expect(image.bytes == Data(picture))
  }

  @Test func aResumedFileDropsLaterStepsAndReplacesNothing() throws {
    let scratch = try ScratchFolder()
    let first = try EventWriter(inFolder: scratch.path, startingAt: 0)
    let second = try EventWriter(inFolder: scratch.path, startingAt: 20)
    #expect(first.path != second.path)
    let events = try EventFileReader.events(inFile: second.path)
    #expect(events.last?.isSessionStart == true)
    #expect(events.last?.step == 21)
  }

  /// TensorBoard itself reads what we wrote, also after a resumed sitting. Runs where Python has the package.
  @Test(.enabled(if: TensorBoard.isInstalled)) func tensorBoardReadsIt() throws {
    let scratch = try ScratchFolder()
    do {
      let writer = try EventWriter(inFolder: scratch.path, startingAt: 0)
      for step in [10, 20, 30] { try writer.add(scalars: [("generator/l1", Double(step))], step: step) }
      try writer.add(image: [0xff, 0xd8], width: 4, height: 2, channels: 3, tag: "samples", step: 20)
    }
    let resumed = try EventWriter(inFolder: scratch.path, startingAt: 20)
    try resumed.add(scalars: [("generator/l1", 25)], step: 25)
    let output = try TensorBoard.run(
      """
      import sys
      from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
      events = EventAccumulator(sys.argv[1])
      events.Reload()
      print([(e.step, e.value) for e in events.Scalars('generator/l1')])
      print([(e.step, e.width, e.height) for e in events.Images('samples')])
      """, scratch.path)
    #expect(output == "[(10, 10.0), (20, 20.0), (25, 25.0)]\n[(20, 4, 2)]\n")
  }
}

/// Python's `tensorboard` package; `GAN_PYTHON` names the interpreter, `python3` otherwise.
private enum TensorBoard {
  static let isInstalled = (try? run("import tensorboard", "")) != nil

  struct Failure: Error {}

  static func run(_ program: String, _ argument: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let python = ProcessInfo.processInfo.environment["GAN_PYTHON"] ?? "python3"
    process.arguments = [python, "-c", program, argument]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure() }
    return String(decoding: data, as: UTF8.self)
  }
}
