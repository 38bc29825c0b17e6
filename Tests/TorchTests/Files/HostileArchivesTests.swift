import Files
import Foundation
import Testing

@testable import Torch

@Suite struct HostileArchivesTests {
  let folder: FilesFolder

  init() throws { folder = try FilesFolder() }

  private func refusal(_ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    let path = try folder.write(bytes)
    return reason(path, sourceLocation: sourceLocation) { () throws(FileError) in
      try TorchArchive.stateDictionary(path: path)
    }
  }

  private let zeros = [UInt8](repeating: 0, count: 16)

  private func archive(
    shape: [Int], strides: [Int], offset: Int = 0, count: Int = 4, key: String = "0"
  ) -> ArchiveBuilder {
    ArchiveBuilder(
      pickle: tensorPickle(shape: shape, strides: strides, offset: offset, count: count, key: key),
      storages: [("0", zeros)])
  }

  @Test func checksumsAreThoseOfZip() {
    #expect(Array("123456789".utf8).withUnsafeBytes { CRC32.checksum($0) } == 0xCBF4_3926)
    #expect([UInt8]().withUnsafeBytes { CRC32.checksum($0) } == 0)
  }

  @Test func everyCutIsAnError() throws {
    let whole = try fixtureBytes("no_checksums.pth")
    for length in 0..<whole.count { _ = try refusal(Array(whole[..<length])) }
  }

  @Test(arguments: ["no_checksums.pth", "module.pth"]) func noChangedByteCrashes(name: String) throws {
    let whole = try fixtureBytes(name)
    for position in whole.indices {
      for value in [whole[position] ^ 1, 0xFF] {
        var changed = whole
        changed[position] = value
        let path = try folder.write(changed)
        _ = try? TorchArchive.stateDictionary(path: path)
      }
    }
  }

  @Test func aChangedWeightIsNoticed() throws {
    let builder = archive(shape: [4], strides: [1])
    let whole = builder.built()
    let weights = try #require(whole.indices.first { whole[$0...].starts(with: zeros) })
    var changed = whole
    changed[weights + 5] = 1
    #expect(try refusal(changed).contains("checksum of 'a/data/0' is wrong"))
  }

  @Test func largeArchivesAreRead() throws {
    var builder = archive(shape: [2, 2], strides: [1, 2])
    builder.isLarge = true
    let path = try folder.write(builder.built())
    #expect(try TorchArchive.stateDictionary(path: path).map(\.tensor.shape) == [[2, 2]])
    // Each cut and change of the 64-bit records is an error or harmless.
    let whole = builder.built()
    for position in whole.indices {
      var changed = whole
      changed[position] = 0xFF
      let path = try folder.write(changed)
      _ = try? TorchArchive.stateDictionary(path: path)
    }
  }

  @Test func tensorsStayInTheirStorage() throws {
    let outside: [(shape: [Int], strides: [Int], offset: Int)] = [
      ([5], [1], 0), ([4], [1], 1), ([2, 2], [4, 1], 0), ([1], [1], 4), ([1], [1], -1), ([2], [-1], 3), ([-1], [1], 0),
      ([1], [1, 1], 0), ([2], [.max], 0), ([2, 2], [.max, .max], 0), ([2], [1], .max), ([.max], [1], 0),
      ([.max, .max], [0, 0], 0), ([1 << 62], [0], 0), ([], [], 4),
    ]
    for (shape, strides, offset) in outside {
      let text = try refusal(archive(shape: shape, strides: strides, offset: offset).built())
      #expect(text.contains("outside of its storage"), "\(shape) \(strides) \(offset)")
    }
    let deep = [Int](repeating: 1, count: 65)
    #expect(try refusal(archive(shape: deep, strides: deep).built()).contains("makes no sense"))
    // 10^12 elements out of one.
    #expect(try refusal(archive(shape: [1_000_000_000_000], strides: [0]).built()).contains("repeat their elements"))
    #expect(try refusal(archive(shape: [4], strides: [1], count: 5).built()).contains("has 16 bytes for 5 elements"))
    #expect(try refusal(archive(shape: [4], strides: [1], count: .max).built()).contains("elements"))
    #expect(try refusal(archive(shape: [4], strides: [1], key: "../0").built()).contains("'../0' is missing"))
  }

  @Test func brokenArchivesAreRefused() throws {
    var twice = archive(shape: [4], strides: [1])
    twice.entries.append(twice.entries[1])
    #expect(try refusal(twice.built()).contains("twice"))
    var program = archive(shape: [4], strides: [1])
    program.entries.append(("a/constants.pkl", []))
    #expect(try refusal(program.built()).contains("TorchScript"))
    var other = archive(shape: [4], strides: [1])
    other.entries[0].name = "a/readme"
    #expect(try refusal(other.built()).contains("not one of torch.save"))
    #expect(try refusal([UInt8](repeating: 0, count: 257) + Array("ustar".utf8)).contains("tar archive"))
    #expect(try refusal(Array("hello, this is a text".utf8)).contains("no file of torch.save"))
    #expect(try refusal(Array("PK\u{3}\u{4}".utf8)).contains("cut short"))
  }
}
