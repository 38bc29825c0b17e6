import Foundation
import Testing

@testable import Torch

/// libtorch is loaded by the first call, whichever it is, and where it does not load one line says what to do.
///
/// A process loads it once, so each of these runs in one of its own.
struct DelayedLoadingTests {
  @Test func theFirstCallKeepsItsArguments() async {
    // Pointers, whole numbers and floating-point ones at once, in registers and on the stack.
    await #expect(processExitsWith: .success) {
      let values = Tensor.linspace(0.25, 1.75, count: 4).array()
      guard values == [0.25, 0.75, 1.25, 1.75] else { exit(2) }
    }
    await #expect(processExitsWith: .success) {
      try loadLibtorch()
      try loadLibtorch()
      guard liveTensorCount == 0, Tensor.linspace(-1, 1, count: 3).array() == [-1, 0, 1] else { exit(2) }
    }
  }

  @Test func threadsThatCallFirstTogetherAllGoOn() async {
    await #expect(processExitsWith: .success) {
      await withTaskGroup(of: Void.self) { group in
        for value in 0..<16 {
          group.addTask {
            if Tensor.full([2], Double(value)).array() != [Float(value), Float(value)] { exit(2) }
          }
        }
      }
    }
  }

  @Test func aMissingLibraryIsNamed() async throws {
    let result = await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
      setenv("SWIFT_GAN_LIBRARIES", "/nowhere", 1)
      do throws(TorchError) {
        try loadLibtorch()
        exit(2)
      } catch {
        guard error.kind == .missingFile, error.message.hasPrefix("/nowhere/libSwiftGANTorch") else { exit(3) }
      }
      _ = Tensor.zeros([1])
    }
    let said = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(said.contains("error: /nowhere/libSwiftGANTorch"), "\(said)")
    #expect(said.contains("swift build"), "\(said)")
  }

  @Test(arguments: [false, true]) func aBrokenLibraryIsNamed(isCutShort: Bool) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("libraries-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var content = Data("no library".utf8)
    if isCutShort {
      let whole = try FileHandle(forReadingFrom: URL(fileURLWithPath: CommandLine.arguments[0]))
      content = try #require(try whole.read(upToCount: 100_000))
    }
    for ending in ["so", "dylib"] {
      try content.write(to: folder.appendingPathComponent("libSwiftGANTorch." + ending))
    }
    let result = await #expect(
      processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
    ) { [path = folder.path as String] in
      setenv("SWIFT_GAN_LIBRARIES", path, 1)
      _ = Tensor.zeros([1])
    }
    let said = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(said.contains("error: \(folder.path)/libSwiftGANTorch"), "\(said)")
    #expect(said.contains("does not load") || said.contains("is cut short"), "\(said)")
  }
}
