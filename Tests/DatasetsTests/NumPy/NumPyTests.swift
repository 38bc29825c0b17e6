import CZlib
import Foundation
import Testing
import Vision

@testable import Datasets

/// MedMNIST's archives, sound and hostile.
struct NumPyTests {
  private let folder = try? TemporaryFolder()

  private func array(_ kind: String, _ shape: String, _ body: [UInt8], order: String = "False") -> [UInt8] {
    var header = "{'descr': '\(kind)', 'fortran_order': \(order), 'shape': \(shape), }"
    while (10 + header.utf8.count + 1) % 64 != 0 { header += " " }
    header += "\n"
    let length = header.utf8.count
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + Array(header.utf8) + body
  }

  @Test func floatsAreWrittenAsNumPyWritesThem() {
    let written = NumPyFile.bytes([1, -2.5, 0, 3e-7, .infinity, 6], shape: [2, 3])
    let bodies: [[UInt8]] = [
      [0, 0, 0x80, 0x3F], [0, 0, 0x20, 0xC0], [0, 0, 0, 0], [0xB0, 0x0F, 0xA1, 0x34], [0, 0, 0x80, 0x7F],
      [0, 0, 0xC0, 0x40],
    ]
    #expect(written == array("<f4", "(2, 3, )", bodies.flatMap { $0 }))
  }

  private struct Member {
    var name: String
    var bytes: [UInt8]
    var deflates = false
    /// What the directory claims, where it lies.
    var claimedSize: Int?
  }

  private func zip(_ members: [Member]) -> [UInt8] {
    func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 255) } }
    var (file, directory) = ([UInt8](), [UInt8]())
    for member in members {
      let packed = member.deflates ? deflated(member.bytes) : member.bytes
      let size = member.claimedSize ?? member.bytes.count
      let common =
        little(20, 2) + little(0, 2) + little(member.deflates ? 8 : 0, 2) + little(0, 4)
        + little(Int(crc32(0, member.bytes, UInt32(member.bytes.count))), 4)
        + little(member.deflates ? packed.count : size, 4) + little(size, 4) + little(member.name.utf8.count, 2)
      directory +=
        little(0x0201_4B50, 4) + little(20, 2) + common + little(0, 12) + little(file.count, 4)
        + Array(member.name.utf8)
      file += little(0x0403_4B50, 4) + common + little(0, 2) + Array(member.name.utf8) + packed
    }
    let start = file.count
    return file + directory + little(0x0605_4B50, 4) + little(0, 4) + little(members.count, 2)
      + little(members.count, 2) + little(directory.count, 4) + little(start, 4) + little(0, 2)
  }

  private func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    deflateInit2_(
      &stream, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    defer { deflateEnd(&stream) }
    var (input, output) = (bytes, [UInt8](repeating: 0, count: bytes.count + 100))
    let (source, target) = (input.count, output.count)
    input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(source))
        (stream.next_out, stream.avail_out) = (output.baseAddress, UInt32(target))
        _ = deflate(&stream, Z_FINISH)
      }
    }
    return Array(output[..<Int(stream.total_out)])
  }

  private func images(_ count: Int) -> [UInt8] { (0..<count * 6).map { UInt8($0 % 256) } }

  private func medMNIST(deflates: Bool = false) -> [UInt8] {
    zip([
      Member(name: "train_images.npy", bytes: array("|u1", "(3, 2, 3)", images(3)), deflates: deflates),
      Member(name: "train_labels.npy", bytes: array("|u1", "(3, 1)", [0, 1, 0]), deflates: deflates),
      Member(name: "test_images.npy", bytes: array("|u1", "(2, 2, 3)", images(2)), deflates: deflates),
      Member(name: "test_labels.npy", bytes: array("<i8", "(2,)", [1] + [UInt8](repeating: 0, count: 15))),
    ])
  }

  @Test(arguments: [false, true])
  func partsAndLabels(deflates: Bool) throws {
    let folder = try #require(folder)
    try folder.write(medMNIST(deflates: deflates), to: "set/x.npz")
    for path in [folder.path("set"), folder.path("set/x.npz")] {
      #expect(try labelledSplits(at: path) == ["train", "test"])
      let train = try openLabelledDataset(at: path)
      #expect(train.count == 3 && train.width == 3 && train.height == 2 && train.labels == [0, 1, 0])
      #expect(train.pixels == images(3) && train.format == .numPy)
      #expect(try openLabelledDataset(at: path, split: "test").labels == [1, 0])
    }
    let set = try openAnomalySet(at: folder.path("set/x.npz"), split: "train")
    #expect(set.normal == [0, 2] && set.isParted && set.samples[1].isAbnormal == true)
    #expect(try set.load(2).samples == .uint8(Array(images(3)[12...])))
    #expect(throws: DatasetError.self) { try openLabelledDataset(at: folder.path("set"), split: "val") }
  }

  @Test func coloursBecomePlanes() throws {
    let folder = try #require(folder)
    let bytes = zip([Member(name: "images.npy", bytes: array("|u1", "(1, 1, 2, 3)", [1, 2, 3, 4, 5, 6]))])
    try folder.write(bytes, to: "c.npz")
    let images = try openLabelledDataset(at: folder.path("c.npz"))
    #expect(images.channels == 3 && images.pixels == [1, 4, 2, 5, 3, 6] && images.labels == nil)
  }

  @Test func wideNumbersKeepTheirSign() throws {
    let values = try NumPyArray(array("<i2", "(2,)", [0xFE, 0xFF, 5, 0]), named: "x", as: .labels).values.integers
    #expect(values == [-2, 5])
    #expect(try NumPyArray(array("|i1", "(1,)", [0xFF]), named: "x", as: .labels).values.integers == [-1])
    let top = try NumPyArray(array("<u8", "(1,)", [UInt8](repeating: 0xFF, count: 8)), named: "x", as: .labels)
    #expect(top.values.integers == [Int.max])
  }

  private func open(_ kind: String, _ shape: String, _ body: [UInt8], labels: [UInt8]? = nil) throws -> LabelledImages {
    let folder = try #require(folder)
    var members = [Member(name: "images.npy", bytes: array(kind, shape, body))]
    if let labels { members.append(Member(name: "labels.npy", bytes: array("|u1", "(\(labels.count),)", labels))) }
    try folder.write(zip(members), to: "k.npz")
    return try openLabelledDataset(at: folder.path("k.npz"))
  }

  private func little<Value: FixedWidthInteger>(_ values: [Value]) -> [UInt8] {
    values.flatMap { value in withUnsafeBytes(of: value.littleEndian) { Array($0) } }
  }

  @Test func truthValuesAreBlackAndWhite() throws {
    #expect(try open("|b1", "(2, 1, 2)", [0, 1, 1, 0]).pixels == [0, 255, 255, 0])
    #expect(try open("<i8", "(1, 1, 2)", little([7, 255] as [Int64])).pixels == [7, 255])
  }

  /// The advice of a refusal must make a right picture: neither black nor the low bytes.
  @Test func otherKindsAreRefusedWithTheRightMend() throws {
    func advice(_ kind: String, _ body: [UInt8]) -> String {
      do {
        _ = try open(kind, "(1, 1, 2)", body)
        return "read"
      } catch { return "\(error)" }
    }
    func floats(_ a: Float, _ b: Float) -> [UInt8] { little([a.bitPattern, b.bitPattern]) }
    #expect(advice("<u2", little([0, 65535] as [UInt16])).hasSuffix("by (array >> 8).astype(numpy.uint8)"))
    #expect(advice("<u2", little([0, 4000] as [UInt16])).hasSuffix("by (array >> 4).astype(numpy.uint8)"))
    #expect(
      advice("<i2", little([-1024, 3071] as [Int16])).contains("numpy.interp(array, (-1024.0, 3071.0), (0, 255))"))
    #expect(advice("<f4", floats(0, 1)).hasSuffix("by (array * 255).round().astype(numpy.uint8)"))
    #expect(advice("<f4", floats(-1, 1)).hasSuffix("by ((array + 1) * 127.5).round().astype(numpy.uint8)"))
    #expect(advice("<f4", floats(0, 254)).hasSuffix("by array.round().astype(numpy.uint8)"))
    #expect(
      advice("<f8", little([0.25, -3.5].map(\.bitPattern))).contains("numpy.interp(array, (-3.5, 0.25), (0, 255))"))
    #expect(advice(">u2", [0, 1, 0, 1]).contains("kind >u2"))
  }

  @Test func classesFromOneOn() throws {
    let images = try open("|u1", "(3, 1, 1)", [1, 2, 3], labels: [2, 1, 4])
    #expect(images.labels == [1, 0, 3] && images.classNames == ["1", "2", "3", "4"])
    #expect(images.emptyClasses == ["3"] && images.summary.contains("no pictures of class 3"))
  }

  /// Each of these ends in one sentence that names the file.
  @Test func hostileFiles() throws {
    let folder = try #require(folder)
    let good = medMNIST()
    let pictures = array("|u1", "(1, 2, 3)", images(1))
    func one(_ bytes: [UInt8]) -> [UInt8] { zip([Member(name: "images.npy", bytes: bytes)]) }
    var cases: [[UInt8]] = [
      [], Array("PK".utf8), Array("not a zip".utf8), zip([]), Array(good.dropLast(30)), Array(good.dropFirst(40)),
      one([]), one([0x93]), one(Array("\u{93}NUMPY".utf8)), one(Array(pictures.prefix(20))), one(pictures.dropLast()),
      one(pictures + [0]), one(array("|u1", "(1, 2)", [0, 0])), one(array("|O", "(1, 2, 3)", images(1))),
      one(array("<f4", "(1, 1, 1)", [0, 0, 0, 0])), one(array("|u1", "(1, 2, 3)", images(1), order: "True")),
      one(array("|u1", "(9223372036854775807, 9223372036854775807, 2)", [])), one(array("|u1", "(-1, 2, 3)", [])),
      one(array("|u1", "(0, 2, 3)", [])), one(array("|u1", "", images(1))), one(array("<u2", "(1, 1, 1)", [0, 1])),
      zip([Member(name: "images.npy", bytes: pictures, deflates: true, claimedSize: 7)]),
      zip([Member(name: "images.npy", bytes: pictures, claimedSize: 1 << 30)]),
      zip([
        Member(name: "images.npy", bytes: pictures), Member(name: "labels.npy", bytes: array("|u1", "(2,)", [0, 1])),
      ]),
      zip([
        Member(name: "images.npy", bytes: pictures),
        Member(name: "labels.npy", bytes: array("<i4", "(1,)", [0xFF, 0xFF, 0xFF, 0xFF])),
      ]),
    ]
    // One wrong bit among the pixels: the checksum tells.
    var wrong = one(pictures)
    wrong[30 + "images.npy".utf8.count + pictures.count - 1] ^= 1
    cases.append(wrong)
    // A bomb: a small file that claims little and unpacks to much.
    cases.append(
      zip([
        Member(
          name: "images.npy", bytes: [UInt8](repeating: 0, count: 1 << 22), deflates: true, claimedSize: 100)
      ]))
    for (number, bytes) in cases.enumerated() {
      try folder.write(bytes, to: "bad\(number).npz")
      let path = folder.path("bad\(number).npz")
      do {
        _ = try openLabelledDataset(at: path)
        Issue.record("case \(number) was read")
      } catch {
        #expect(isSentence(error.description, naming: path), "\(number): \(error)")
      }
    }
  }

  /// No flipped byte may crash the reader.
  @Test func everyFlippedByte() throws {
    let folder = try #require(folder)
    let good = medMNIST(deflates: true)
    for place in good.indices {
      var bytes = good
      bytes[place] ^= 0xFF
      try folder.write(bytes, to: "flip.npz")
      _ = try? openLabelledDataset(at: folder.path("flip.npz"))
      _ = try? openAnomalySet(at: folder.path("flip.npz"), split: "test")
    }
  }
}
