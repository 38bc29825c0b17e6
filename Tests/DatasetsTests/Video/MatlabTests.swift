import Foundation
import Testing
import Vision

@testable import Datasets

/// Masks in MATLAB's files, small ones that `Tests/ReaderFuzzer/make_seeds.py` put together.
struct MatlabTests {
  private static let files = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("ReaderFuzzer/corpus/matlab").path

  private func read(_ path: String) throws -> [FrameTruth] {
    try VideoSet.Clip(name: "x", source: .file(path), truthFile: path).truths()
  }

  @Test(arguments: [("cell.mat", 2), ("packed.mat", 2), ("doubles.mat", 1)])
  func cellsAreFrames(name: String, count: Int) throws {
    let truths = try read(Self.files + "/" + name)
    #expect(truths.count == count)
    let mask = try #require(truths.last?.mask)
    #expect((mask.width, mask.height) == (count == 2 ? (4, 3) : (2, 2)))
  }

  /// The library would take 8 GB for a file of 300 bytes.
  @Test func whatClaimsMoreThanItHoldsIsRefused() throws {
    let path = Self.files + "/claims-more.mat"
    #expect { try read(path) } throws: { "\($0)" == "\(path) cannot be read as a MATLAB file; get it again" }
    let folder = try TemporaryFolder()
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.files + "/cell.mat")))
    // The cell's second size, 2, lies behind the header, the tag of the matrix, its flags and the tag of its sizes.
    let place = 128 + 8 + 16 + 8 + 4
    #expect(bytes[place] == 2)
    bytes[place + 2] = 0x40
    let claimed = folder.path("claimed.mat")
    try Data(bytes).write(to: URL(fileURLWithPath: claimed))
    #expect { try MatlabBounds.check(claimed) } throws: { "\($0)".contains("claimed.mat cannot be read") }
    let four = folder.path("four.mat")
    try Data(bytes.prefix(100)).write(to: URL(fileURLWithPath: four))
    #expect { try read(four) } throws: { "\($0)".contains("version 5 to 7") }
  }
}
