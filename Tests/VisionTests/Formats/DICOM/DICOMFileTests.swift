import Foundation
import Testing

@testable import Vision

/// How DICOM files are packed: what their pixels are is found whatever the form.
struct DICOMFileTests {
  private let values = [0, 1, 1000, 32768, 65534, 65535]

  private func levels(_ file: DICOMBytes) throws -> [Int] {
    let image = try Image(decoding: file.file, named: "scan.dcm")
    #expect(image.width == 3 && image.height == 2 && image.channels == 1 && image.bitDepth == 16)
    return image.values
  }

  private func fault(_ bytes: [UInt8]) -> VisionError? {
    do throws(VisionError) {
      _ = try Image(decoding: bytes, named: "scan.dcm")
      return nil
    } catch {
      #expect(error.description.hasPrefix("scan.dcm ") && !error.description.contains("\n"))
      return error
    }
  }

  @Test(arguments: [DICOMBytes.Syntax.implicit, .explicit, .deflated, .bigEndian])
  func plainValues(syntax: DICOMBytes.Syntax) throws {
    #expect(try levels(.grey(values, syntax)) == values)
    #expect(try levels(.grey(values, syntax, kind: "MONOCHROME1")) == values.map { 65535 - $0 })
  }

  @Test(arguments: [DICOMBytes.Syntax.implicit, .explicit, .bigEndian], [false, true])
  func sequencesAreSteppedOver(syntax: DICOMBytes.Syntax, marked: Bool) throws {
    var file = DICOMBytes.grey(values, syntax)
    file.sequence(0x0008_1115, marked: marked) { $0.words(0x0028_0010, [9]) }
    #expect(try levels(file) == values)
  }

  /// Whatever stands in the preamble, `DICM` decides; without both, the first element does.
  @Test func theMarkDecides() throws {
    var file = DICOMBytes.grey(values)
    file.preamble = [0x49, 0x49, 42, 0, 8, 0, 0, 0] + [UInt8](repeating: 0, count: 120)
    #expect(try levels(file) == values)
    for syntax in [DICOMBytes.Syntax.explicit, .implicit] {
      file = .grey(values, syntax)
      file.preamble = nil
      #expect(try levels(file) == values)
    }
  }

  @Test func manyFramesAreCountedAndTheFirstIsRead() throws {
    var file = DICOMBytes.picture(width: 3, height: 2)
    file.text(0x0028_0008, "IS", "3")
    file.words(0x7FE0_0010, values + values.reversed() + values, kind: "OW")
    #expect(try levels(file) == values)
    #expect(try ImageHeader(of: file.file).pages == 3)
  }

  @Test func runLengthsAndBits() throws {
    // A header of one segment; 6 literal bytes.
    let header = [1, 0, 0, 0, 64] + [UInt8](repeating: 0, count: 59)
    var file = DICOMBytes.picture(.runLengths, width: 3, height: 2, bits: 8)
    file.fragments([header + [5, 0, 51, 102, 153, 204, 255]])
    #expect(try levels(file) == [0, 51, 102, 153, 204, 255].map { $0 * 257 })
    var bits = DICOMBytes.picture(width: 3, height: 2, bits: 1)
    bits.bytes(0x7FE0_0010, "OB", [0b101001])
    #expect(try levels(bits) == [1, 0, 0, 1, 0, 1].map { $0 * 65535 })
  }

  @Test func jpegIsReadAndOtherCodecsAreNamed() throws {
    let image = Pictures.gradient(width: 32, height: 16)
    for (kind, tolerance) in [("YBR_FULL_422", 12), ("YBR_FULL", 12)] {
      var file = DICOMBytes.picture(.jpeg, width: 32, height: 16, kind: kind, bits: 8)
      file.fragments([try image.encoded(as: "jpg")])
      let read = try Image(decoding: file.file, named: "scan.dcm")
      #expect(try #require(read.largestDifference(from: image)) < tolerance)
    }
    var video = DICOMBytes.picture(.mpeg2, width: 32, height: 16, kind: "YBR_PARTIAL_420", bits: 8)
    video.fragments([[0, 0, 1, 0xB3]])
    let error = fault(video.file)
    #expect(error?.kind == .unsupported && error?.description.contains("MPEG2") == true)
  }

  @Test func coloursOfEveryKind() throws {
    let colors: [UInt8] = [255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 99, 199]
    var file = DICOMBytes.picture(width: 2, height: 2, kind: "RGB", bits: 8)
    file.bytes(0x7FE0_0010, "OB", colors)
    #expect(try Image(decoding: file.file, named: "a") == Image(width: 2, height: 2, channels: 3, pixels: colors))
    var palette = DICOMBytes.picture(width: 3, height: 1, kind: "PALETTE COLOR", bits: 8)
    for (channel, entries) in [[0x1000, 0x2000, 0x3000], [0, 0x8000, 0xFFFF], [0x5555, 0x6666, 0x7777]].enumerated() {
      palette.words(0x0028_1101 + channel, [3, 10, 16])
      palette.words(0x0028_1201 + channel, entries, kind: "OW")
    }
    palette.bytes(0x7FE0_0010, "OB", [10, 12, 11])
    let shown = try Image(decoding: palette.file, named: "a")
    #expect(shown.values == [0x1000, 0, 0x5555, 0x3000, 0xFFFF, 0x7777, 0x2000, 0x8000, 0x6666])
    var planes = DICOMBytes.picture(width: 2, height: 1, kind: "RGB", bits: 16)
    planes.words(0x0028_0006, [1])
    planes.words(0x7FE0_0010, [1, 2, 3000, 4000, 50000, 60000], kind: "OW")
    let layered = try Image(decoding: planes.file, named: "a")
    #expect(layered.values == [1, 3000, 50000, 2, 4000, 60000])
  }

  @Test func reasonsAreTrue() {
    var report = DICOMBytes()
    report.text(0x0008_0016, "UI", "1.2.840.10008.5.1.4.1.1.88.11")
    report.text(0x0008_0060, "CS", "SR")
    #expect(fault(report.file)?.kind == .notAnImage)
    #expect(fault(report.file)?.description.contains("without a picture (SR)") == true)
    #expect(fault(DICOMBytes.picture(width: 3, height: 2).file)?.description.contains("without pixels") == true)
    var deep = DICOMBytes.picture(width: 3, height: 2, bits: 32)
    deep.words(0x7FE0_0010, [Int](repeating: 7, count: 12), kind: "OW")
    #expect(fault(deep.file)?.kind == .unsupported && fault(deep.file)?.description.contains("32 bits") == true)
    var huge = DICOMBytes.picture(width: 65535, height: 65535)
    huge.words(0x7FE0_0010, [1], kind: "OW")
    #expect(fault(huge.file)?.kind == .tooLarge)
    var hollow = DICOMBytes.picture(width: 15000, height: 15000)
    hollow.bytes(0x7FE0_0010, "OW", [1, 2], length: 450_000_000)
    #expect(fault(hollow.file)?.kind == .truncated)
  }

  @Test(arguments: [DICOMBytes.Syntax.implicit, .explicit, .deflated, .bigEndian])
  func everyCutIsNoticed(syntax: DICOMBytes.Syntax) {
    let good = DICOMBytes.grey(values, syntax).file
    for count in 133..<good.count {
      #expect(fault(Array(good.prefix(count))) != nil, "cut to \(count) of \(good.count)")
    }
    #expect(fault(Array(good.dropLast(4)))?.kind == .truncated)
  }

  @Test func flippedBytesNeverCrash() throws {
    var packed = DICOMBytes.picture(.jpeg, width: 32, height: 16, kind: "YBR_FULL", bits: 8)
    packed.fragments([try Pictures.gradient(width: 32, height: 16).encoded(as: "jpg")])
    var table = DICOMBytes.grey(values, stored: 12)
    table.sequence(0x0028_3010) {
      $0.words(0x0028_3002, [4, 0, 8])
      $0.words(0x0028_3006, [1, 2, 3, 4], kind: "OW")
    }
    for good in [table.file, packed.file, DICOMBytes.grey(values, .deflated).file] {
      for place in 128..<min(good.count, 900) {
        var bytes = good
        bytes[place] ^= 0xFF
        _ = try? Image(decoding: bytes, named: "scan.dcm")
      }
    }
  }
}
