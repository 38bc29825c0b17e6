import Foundation
import ReaderTargets
import Testing

/// Every input that the fuzzer has kept goes through its reader: seeds, and what once ended badly.
struct CorpusTests {
  private static let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("ReaderFuzzer/corpus").path

  @Test(arguments: ReaderTarget.allCases)
  func keptInputsEndWithinASecond(target: ReaderTarget) throws {
    let folder = Self.corpus + "/" + target.rawValue
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(names.count > 3, "\(folder) holds too little to say anything")
    for name in names {
      let bytes = try #require(FileManager.default.contents(atPath: folder + "/" + name))
      #expect(bytes.count < 1 << 16, "\(name) is too large to be kept")
      let start = Self.processorTime
      bytes.withUnsafeBytes { target.read($0) }
      let seconds = Self.processorTime - start
      // The first of them loads libraries, in a debug build.
      #expect(seconds < 5, "\(target.rawValue)/\(name) took \(seconds) s")
    }
  }

  /// Seconds of the processor that this thread has had: other tests run beside it.
  private static var processorTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
