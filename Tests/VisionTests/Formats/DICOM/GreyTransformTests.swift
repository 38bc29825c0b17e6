import Foundation
import Testing

@testable import Vision

/// Stored values to levels, against the formulas of PS3.3, C.11.
struct GreyTransformTests {
  private let stored = [0, 512, 1024, 2048, 3000, 4095]

  private func levels(
    _ values: [Int]? = nil, stored bits: Int = 12, signed: Bool = false, kind: String = "MONOCHROME2",
    _ fill: (inout DICOMBytes) -> Void
  ) throws -> [Int] {
    var file = DICOMBytes.grey(values ?? stored, kind: kind, stored: bits, signed: signed)
    fill(&file)
    return try Image(decoding: file.file, named: "scan.dcm").values
  }

  private func rounded(_ share: Double) -> Int { Int(min(max(share, 0), 1) * 65535 + 0.5) }

  @Test func whatTheBitsHoldWithoutAWindow() throws {
    #expect(try levels { _ in } == stored.map { rounded(Double($0) / 4095) })
    let signed = [-2048, -1, 0, 1, 100, 2047]
    #expect(try levels(signed, signed: true) { _ in } == signed.map { rounded((Double($0) + 2048) / 4095) })
  }

  /// A scan in Hounsfield units: stored signed, slope 2, intercept -1000, window 0 +- 100; the first of two windows.
  @Test func rescalingAndWindow() throws {
    let stored = [400, 450, 500, 550, 600, -20]
    let known = stored.map { rounded((Double($0) * 2 - 1000 + 0.5) / 200 + 0.5) }
    let found = try levels(stored, stored: 16, signed: true) {
      $0.rescale(slope: "2", intercept: "-1000")
      $0.window("0\\40", "201\\400")
    }
    #expect(found == known)
  }

  /// Positron emission has slopes far below 1, whose products must not be cut to whole numbers.
  @Test func slopesBelowOneKeepTheirFractions() throws {
    let found = try levels {
      $0.rescale(slope: "0.001", intercept: "0")
      $0.window("2", "4", function: "LINEAR_EXACT")
    }
    #expect(found == stored.map { rounded(Double($0) / 4000) })
  }

  @Test func sigmoid() throws {
    let found = try levels { $0.window("2048", "1000", function: "SIGMOID") }
    #expect(found == stored.map { rounded(1 / (1 + exp(-4 * (Double($0) - 2048) / 1000))) })
    #expect(found[3] == 32768)
    #expect(throws: VisionError.self) { try levels { $0.window("2048", "1000", function: "WAVY") } }
  }

  /// A table shaped like a square root, which goes before the window.
  @Test func valuesOfInterestByATable() throws {
    let entries = (0..<4096).map { Int((Double($0) / 4095).squareRoot() * 4095 + 0.5) }
    let found = try levels {
      $0.sequence(0x0028_3010) {
        $0.words(0x0028_3002, [4096, 0, 12])
        $0.words(0x0028_3006, entries, kind: "OW")
      }
      $0.window("10", "20")
    }
    #expect(found == stored.map { rounded(Double(entries[$0]) / 4095) })
    #expect(found[3] / 257 == 180 || found[3] / 257 == 181)
  }

  /// Values below and above the table take its ends' entries.
  @Test func theModalitysTable() throws {
    let found = try levels([5, 10, 11, 12, 13, 99]) {
      $0.sequence(0x0028_3000, marked: true) {
        $0.words(0x0028_3002, [3, 10, 8])
        $0.words(0x0028_3006, [50, 0, 255], kind: "OW")
      }
    }
    #expect(found == [50, 50, 0, 255, 255, 255].map { $0 * 257 })
  }

  /// In files of many frames the attributes stand in groups.
  @Test func groupsOfFrames() throws {
    let found = try levels {
      $0.sequence(0x5200_9229) {
        $0.sequence(0x0028_9145) { $0.rescale(slope: "1", intercept: "-1024") }
        $0.sequence(0x0028_9132) { $0.window("0", "2049") }
      }
    }
    #expect(found == stored.map { rounded((Double($0) - 1024 + 0.5) / 2048 + 0.5) })
  }

  @Test func inversionComesLast() throws {
    let plain = try levels { $0.window("2048", "1000") }
    #expect(try levels(kind: "MONOCHROME1") { $0.window("2048", "1000") } == plain.map { 65535 - $0 })
  }
}
