import Foundation
import LoopbackServer
import Testing

@testable import Datasets

@Suite(.serialized) struct DownloadTests {
  private let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }

  private func download(_ server: LoopbackServer, to folder: TemporaryFolder, attempts: Int = 5) throws -> Download {
    let url = try #require(URL(string: server.address + "set/a.bin"))
    return Download(url: url, path: folder.path("a.bin"), attempts: attempts, patience: 5)
  }

  private func content(_ folder: TemporaryFolder) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.path("a.bin"))))
  }

  @Test func aFileArrivesWhole() throws {
    let (server, folder) = (try LoopbackServer(["/set/a.bin": bytes]), try TemporaryFolder())
    defer { server.stop() }
    let last = Progress()
    try download(server, to: folder).run { last.set($0, $1) }
    #expect(try content(folder) == bytes)
    #expect(last.value == [300_000, 300_000])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.bin"])
    #expect(server.requests == [.init(path: "/set/a.bin", range: nil, ifRange: nil)])
  }

  /// A broken connection is taken up again from the byte where it broke.
  @Test func aBrokenConnectionIsTakenUpAgain() throws {
    let (server, folder) = (try LoopbackServer(["/set/a.bin": bytes]), try TemporaryFolder())
    defer { server.stop() }
    server.cut(after: 100_000, 50_000)
    try download(server, to: folder).run()
    #expect(try content(folder) == bytes)
    #expect(server.requests.map(\.range) == [nil, "bytes=100000-", "bytes=150000-"])
    #expect(server.requests.map(\.ifRange) == [nil, "\"1\"", "\"1\""])
  }

  /// A run that was killed leaves its part, and the next one goes on from there.
  @Test func theNextRunGoesOn() throws {
    let (server, folder) = (try LoopbackServer(["/set/a.bin": bytes]), try TemporaryFolder())
    defer { server.stop() }
    server.cut(after: 100_000, 0, 0)
    #expect { try download(server, to: folder, attempts: 2).run() } throws: {
      isSentence("\($0)", naming: server.address) && "\($0)".contains("100000 bytes")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path("a.bin")))
    try download(server, to: folder).run()
    #expect(try content(folder) == bytes)
    #expect(server.requests.last?.range == "bytes=100000-")
  }

  @Test func aFileThatChangedMeanwhileComesAnew() throws {
    let (server, folder) = (try LoopbackServer(["/set/a.bin": bytes]), try TemporaryFolder())
    defer { server.stop() }
    server.cut(after: 100_000, 0, 0)
    #expect(throws: DatasetError.self) { try download(server, to: folder, attempts: 2).run() }
    let other = [UInt8](repeating: 9, count: 250_000)
    server.replace("/set/a.bin", with: other)
    try download(server, to: folder).run()
    #expect(try content(folder) == other)
  }

  @Test func aServerWithoutRangesServesToo() throws {
    let (server, folder) = (try LoopbackServer(["/set/a.bin": bytes], knowsRanges: false), try TemporaryFolder())
    defer { server.stop() }
    server.cut(after: 100_000)
    try download(server, to: folder).run()
    #expect(try content(folder) == bytes)
  }

  /// Stopped between the last byte and the renaming.
  @Test func aPartThatIsWholeIsTaken() throws {
    let (server, folder) = (try LoopbackServer(["/set/a.bin": bytes]), try TemporaryFolder())
    defer { server.stop() }
    try folder.write(bytes, to: "a.bin.part")
    try download(server, to: folder).run()
    #expect(try content(folder) == bytes)
    #expect(server.requests.map(\.range) == ["bytes=300000-"])
  }

  @Test func whatIsNotThereIsSaid() throws {
    let (server, folder) = (try LoopbackServer([:]), try TemporaryFolder())
    #expect { try download(server, to: folder).run() } throws: {
      isSentence("\($0)", naming: server.address) && "\($0)".contains("404")
    }
    server.stop()
    #expect { try download(server, to: folder, attempts: 1).run() } throws: {
      isSentence("\($0)", naming: server.address)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0 == "a.bin" }.isEmpty)
  }
}

/// Remembers the last report of progress.
private final class Progress: @unchecked Sendable {
  // The download has ended, and its queue with it, before it is read.
  private(set) var value: [Int?] = []
  func set(_ count: Int, _ total: Int?) { value = [count, total] }
}
