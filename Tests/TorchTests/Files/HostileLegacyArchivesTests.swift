import Files
import Foundation
import Testing

@testable import Torch

/// Files of the format before PyTorch 1.6 that are damaged or lie.
@Suite struct HostileLegacyArchivesTests {
  let folder: FilesFolder

  init() throws { folder = try FilesFolder() }

  private func refusal(_ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    let path = try folder.write(bytes)
    return reason(path, sourceLocation: sourceLocation) { () throws(FileError) in
      try TorchArchive.stateDictionary(path: path)
    }
  }

  private let magic: [UInt8] = [
    0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
  ]

  private func text(_ value: String) -> [UInt8] { [0x8C, UInt8(value.utf8.count)] + Array(value.utf8) }

  /// A file of one tensor `w` of a storage of floats.
  private func archive(
    format: UInt16 = 1001, isLittleEndian: Bool = true, shape: [Int] = [4], strides: [Int] = [1], count: Int = 4,
    view: [UInt8] = [0x4E], keys: [String] = ["0"], size: UInt64 = 4, bytes: Int = 16
  ) -> [UInt8] {
    var pickle = tensorPickle(shape: shape, strides: strides, count: count)
    // Behind the number of elements, at the end of the persistent identifier.
    let end = pickle.indices.first { pickle[$0...].starts(with: [0x74, 0x51]) } ?? 0
    pickle.insert(contentsOf: view, at: end)
    var file = magic + [0x80, 2, 0x4D] + little(format) + [0x2E]
    file += [0x80, 2, 0x7D] + text("little_endian") + [isLittleEndian ? 0x88 : 0x89, 0x73, 0x2E] + pickle
    file += [0x80, 2, 0x5D, 0x28] + keys.flatMap(text) + [0x65, 0x2E]
    return file + little(size) + [UInt8](repeating: 0, count: bytes)
  }

  @Test func theBuilderBuildsWhatIsRead() throws {
    let path = try folder.write(archive())
    #expect(try TorchArchive.stateDictionary(path: path).map(\.tensor.shape) == [[4]])
  }

  @Test(arguments: ["legacy_views.pth", "legacy.pth"]) func everyCutIsAnError(name: String) throws {
    let whole = try fixtureBytes(name)
    for length in 0..<whole.count { _ = try refusal(Array(whole[..<length])) }
  }

  @Test(arguments: ["legacy_views.pth", "legacy_malicious.pth"]) func noChangedByteCrashes(name: String) throws {
    let whole = try fixtureBytes(name)
    for position in whole.indices {
      for value in [whole[position] ^ 1, 0xFF] {
        var changed = whole
        changed[position] = value
        let path = try folder.write(changed)
        _ = try? TorchArchive.stateDictionary(path: path)
      }
    }
    #expect(!FileManager.default.fileExists(atPath: "/tmp/swift-gan-pickle-was-run"))
  }

  @Test func liesAreRefused() throws {
    #expect(try refusal(archive(format: 1002)).contains("unknown number of its format"))
    #expect(try refusal(archive(isLittleEndian: false)).contains("big-endian"))
    #expect(try refusal(archive(count: 5)).contains("has 4 elements and should have 5"))
    #expect(try refusal(archive(count: .max, size: UInt64(Int.max))).contains("ends too early"))
    #expect(try refusal(archive(count: 1 << 61, size: 1 << 61)).contains("ends too early"))
    #expect(try refusal(archive(size: .max)).contains("ends too early"))
    #expect(try refusal(archive(bytes: 15)).contains("ends too early"))
    #expect(try refusal(archive(shape: [5])).contains("outside of its storage"))
    #expect(try refusal(archive(shape: [1_000_000_000_000], strides: [0])).contains("repeat their elements"))
    #expect(try refusal(archive(keys: [])).contains("storage '0' is missing"))
    #expect(try refusal(archive(keys: ["1"])).contains("makes no sense"))
    #expect(try refusal(archive(keys: ["0", "0"], bytes: 64)).contains("makes no sense"))
    #expect(try refusal(archive(view: [0x29])).contains("parts of others"))
  }
}
