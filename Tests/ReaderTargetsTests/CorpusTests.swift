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
      let start = ContinuousClock.now
      bytes.withUnsafeBytes { target.read($0) }
      // Debug builds beside other tests on few cores: a hang takes longer than this.
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      #expect(seconds < 10, "\(target.rawValue)/\(name) took \(seconds) s")
    }
  }
}
