import Foundation
import ReaderTargets
import Testing

/// Every input that the fuzzer has kept goes through its reader: seeds, and what once ended badly.
struct CorpusTests {
  private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .path

  /// Files of PyTorch are kept once, for the tests of their reader.
  private static func inputs(of target: ReaderTarget) throws -> [String] {
    var folders = ["\(tests)/ReaderFuzzer/corpus/\(target.rawValue)"]
    if target == .pth { folders.append("\(tests)/Fixtures/archives") }
    return try folders.flatMap { folder in
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { "\(folder)/\($0)" }
    }
  }

  @Test(arguments: ReaderTarget.allCases)
  func keptInputsEndWithinASecond(target: ReaderTarget) throws {
    let paths = try Self.inputs(of: target)
    #expect(paths.count > 3, "there is too little of \(target.rawValue) to say anything")
    for path in paths {
      let bytes = try #require(FileManager.default.contents(atPath: path))
      #expect(bytes.count < 1 << 16, "\(path) is too large to be kept")
      let start = Self.processorTime
      bytes.withUnsafeBytes { target.read($0) }
      let seconds = Self.processorTime - start
      // The first of them loads libraries, in a debug build.
      #expect(seconds < 5, "\(path) took \(seconds) s")
    }
  }

  /// Seconds of the processor that this thread has had: other tests run beside it.
  private static var processorTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
