import Foundation
import Testing

@testable import Vision

/// DICOM files, written by hand: 16 bits, signed, with rescaling and window.
struct DICOMTests {
  private func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 255) } }

  private func element(_ group: Int, _ number: Int, _ kind: String, _ body: [UInt8], implicit: Bool = false) -> [UInt8]
  {
    let even = body.count % 2 == 0 ? body : body + [kind == "UI" ? 0 : 32]
    let tag = little(group, 2) + little(number, 2)
    if implicit { return tag + little(even.count, 4) + even }
    let isLong = ["OW", "OB", "SQ", "UN"].contains(kind)
    return tag + Array(kind.utf8) + (isLong ? [0, 0] + little(even.count, 4) : little(even.count, 2)) + even
  }

  private func file(
    _ values: [Int], columns: Int, signed: Bool = false, window: (String, String)? = nil, slope: String? = nil,
    intercept: String? = nil, inverted: Bool = false, implicit: Bool = false, sequence: Bool = false
  ) -> [UInt8] {
    func add(_ number: Int, _ kind: String, _ body: [UInt8], group: Int = 0x28) -> [UInt8] {
      element(group, number, kind, body, implicit: implicit)
    }
    func text(_ number: Int, _ kind: String, _ text: String?) -> [UInt8] {
      text.map { add(number, kind, Array($0.utf8)) } ?? []
    }
    let syntax = implicit ? "1.2.840.10008.1.2" : "1.2.840.10008.1.2.1"
    let secondary = "1.2.840.10008.5.1.4.1.1.7"
    let meta =
      element(2, 1, "OB", [0, 1]) + element(2, 2, "UI", Array(secondary.utf8))
      + element(2, 3, "UI", Array("1.2.3".utf8))
      + element(2, 0x10, "UI", Array(syntax.utf8))
    var data = add(0x16, "UI", Array(secondary.utf8), group: 8) + add(0x18, "UI", Array("1.2.3".utf8), group: 8)
    if sequence {
      let item = little(0xFFFE, 2) + little(0xE000, 2) + little(0xFFFF_FFFF, 4)
      data +=
        implicit ? little(8, 2) + little(0x1115, 2) : little(8, 2) + little(0x1115, 2) + Array("SQ".utf8) + [0, 0]
      data += little(0xFFFF_FFFF, 4) + item + add(0x100, "SH", Array("ab".utf8), group: 8)
      data += little(0xFFFE, 2) + little(0xE00D, 2) + little(0, 4)
      data += little(0xFFFE, 2) + little(0xE0DD, 2) + little(0, 4)
    }
    data += add(2, "US", little(1, 2)) + add(4, "CS", Array((inverted ? "MONOCHROME1" : "MONOCHROME2").utf8))
    data += add(0x10, "US", little(values.count / columns, 2)) + add(0x11, "US", little(columns, 2))
    data += add(0x100, "US", little(16, 2)) + add(0x101, "US", little(16, 2)) + add(0x102, "US", little(15, 2))
    data += add(0x103, "US", little(signed ? 1 : 0, 2))
    data += text(0x1050, "DS", window?.0) + text(0x1051, "DS", window?.1)
    data += text(0x1052, "DS", intercept) + text(0x1053, "DS", slope)
    data += add(0x10, "OW", values.flatMap { little($0, 2) }, group: 0x7FE0)
    return [UInt8](repeating: 0, count: 128) + Array("DICM".utf8)
      + element(2, 0, "UL", little(meta.count, 4)) + meta + data
  }

  private func levels(_ bytes: [UInt8]) throws -> [UInt16] {
    let image = try Image(decoding: bytes, named: "scan.dcm")
    #expect(image.width == 3 && image.height == 2 && image.channels == 1)
    guard case .uint16(let levels) = image.samples else {
      Issue.record("not 16 bits")
      return []
    }
    return levels
  }

  @Test(arguments: [false, true])
  func valuesWithoutAWindowFillTheRange(implicit: Bool) throws {
    let bytes = file([0, 1, 1000, 32768, 65534, 65535], columns: 3, implicit: implicit, sequence: true)
    #expect(try levels(bytes) == [0, 1, 1000, 32768, 65534, 65535])
    let inverted = file([0, 1, 1000, 32768, 65534, 65535], columns: 3, inverted: true, implicit: implicit)
    #expect(try levels(inverted) == [65535, 65534, 64535, 32767, 1, 0])
  }

  /// A scan in Hounsfield units: stored signed, slope 2, intercept -1000, window 0 +- 100.
  @Test func rescalingAndWindow() throws {
    let stored = [400, 450, 500, 550, 600, -20]
    let bytes = file(
      stored.map { $0 & 0xFFFF }, columns: 3, signed: true, window: ("0\\40", "201\\400"), slope: "2",
      intercept: "-1000")
    let known = stored.map { value -> UInt16 in
      let share = (Double(value) * 2 - 1000 + 0.5) / 200 + 0.5
      return UInt16(min(max(share, 0), 1) * 65535 + 0.5)
    }
    #expect(try levels(bytes) == known)
  }

  @Test func whatCannotBeReadIsNamed() throws {
    let good = file([1, 2, 3, 4, 5, 6], columns: 3)
    for bytes in [Array(good.prefix(200)), Array(good.prefix(140)), Array(good.prefix(good.count - 20))] {
      do {
        _ = try Image(decoding: bytes, named: "scan.dcm")
        Issue.record("\(bytes.count) bytes were read")
      } catch {
        #expect(error.description.hasPrefix("scan.dcm ") && !error.description.contains("\n"))
      }
    }
    for place in 128..<good.count - 12 {
      var bytes = good
      bytes[place] ^= 0xFF
      _ = try? Image(decoding: bytes, named: "scan.dcm")
    }
  }
}
