/// A DICOM file (PS3.5, PS3.10) whose pixels are not compressed: the data elements in front of them, and the pixels.
///
/// Decoded here and not by OpenCV: its GDCM ends the program on damaged files, and applies neither rescaling nor window.
struct DICOMFile {
  private(set) var rows = 0
  private(set) var columns = 0
  private(set) var channels = 1
  private(set) var frames = 1
  private(set) var bitsAllocated = 16
  private(set) var bitsStored = 16
  private(set) var isSigned = false
  private var isRGB = false
  private var isPlanar = false
  /// Whether low values are white (MONOCHROME1).
  private(set) var isInverted = false
  private(set) var slope = 1.0
  private(set) var intercept = 0.0
  /// The first window.
  private(set) var windowCenter: Double?
  private(set) var windowWidth: Double?
  /// Where the pixels begin, and how many bytes they are said to have; nil where the end is marked.
  private var pixels: (start: Int, length: Int?) = (0, 0)
  private var reader: ByteReader
  private var isImplicit = false

  /// Nil where the bytes are no DICOM file.
  init?(_ bytes: [UInt8]) throws(HeaderFault) {
    reader = ByteReader(bytes: bytes, bigEndian: false)
    guard reader.starts(with: "DICM", at: 128) else { return nil }
    var offset = 132
    while true {
      // The group of file meta data is explicit whatever follows it.
      let group = try reader.u16(offset)
      let implicit = isImplicit && group != 2
      let element = try self.element(at: offset, implicit: implicit)
      if element.tag == 0x7FE0_0010 {
        pixels = (element.body, element.length)
        break
      }
      try take(element)
      if let length = element.length {
        offset = element.body + length
      } else {
        offset = try endOfItems(from: element.body, implicit, depth: 0)
      }
    }
    guard frames == 1 else { throw .unsupported("a DICOM file of \(frames) frames") }
    guard bitsAllocated == 8 || bitsAllocated == 16, (1...bitsAllocated).contains(bitsStored) else {
      throw .unsupported("a DICOM file of \(bitsStored) in \(bitsAllocated) bits a sample")
    }
    guard channels == 1 || channels == 3 && bitsAllocated == 8 && isRGB && !isPlanar else {
      throw .unsupported("a DICOM file of colours that are not RGB, pixel by pixel, in 8 bits")
    }
  }

  func header() throws(HeaderFault) -> ImageHeader { ImageHeader(format: .dicom, width: columns, height: rows) }

  // MARK: - Elements

  private struct Element {
    let tag: Int
    let body: Int
    /// Nil where the end is marked.
    let length: Int?
  }

  private static let longKinds: Set<String> = ["OB", "OW", "OF", "OD", "OL", "SQ", "UC", "UR", "UT", "UN"]

  private func element(at offset: Int, implicit: Bool) throws(HeaderFault) -> Element {
    let (group, number) = (try reader.u16(offset), try reader.u16(offset + 2))
    let tag = group << 16 | number
    var (body, length) = (offset + 8, 0)
    if implicit || tag >> 16 == 0xFFFE {
      length = try reader.u32(offset + 4)
    } else {
      let kind = String(
        decoding: [UInt8(try reader.byte(offset + 4)), UInt8(try reader.byte(offset + 5))], as: UTF8.self)
      if DICOMFile.longKinds.contains(kind) {
        length = try reader.u32(offset + 8)
        body = offset + 12
      } else {
        length = try reader.u16(offset + 6)
      }
    }
    if length == 0xFFFF_FFFF { return Element(tag: tag, body: body, length: nil) }
    guard tag == 0x7FE0_0010 || length <= reader.count - body else { throw .truncated }
    return Element(tag: tag, body: body, length: length)
  }

  /// Where a sequence, or an item, of marked end ends.
  private func endOfItems(from start: Int, _ implicit: Bool, depth: Int) throws(HeaderFault) -> Int {
    guard depth < 32 else { throw .damaged("its sequences lie too deep in each other") }
    var offset = start
    while true {
      let element = try element(at: offset, implicit: implicit)
      if element.tag == 0xFFFE_E0DD || element.tag == 0xFFFE_E00D { return element.body }
      if let length = element.length {
        offset = element.body + length
      } else {
        offset = try endOfItems(from: element.body, implicit, depth: depth + 1)
      }
    }
  }

  private mutating func take(_ element: Element) throws(HeaderFault) {
    switch element.tag {
    case 0x0002_0010: try take(transferSyntax: text(element))
    case 0x0028_0002: channels = try reader.u16(element.body)
    case 0x0028_0004:
      let kind = try text(element)
      (isInverted, isRGB) = (kind == "MONOCHROME1", kind == "RGB")
    case 0x0028_0006: isPlanar = try reader.u16(element.body) == 1
    case 0x0028_0008: frames = Int(try text(element)) ?? 1
    case 0x0028_0010: rows = try reader.u16(element.body)
    case 0x0028_0011: columns = try reader.u16(element.body)
    case 0x0028_0100: bitsAllocated = try reader.u16(element.body)
    case 0x0028_0101: bitsStored = try reader.u16(element.body)
    case 0x0028_0103: isSigned = try reader.u16(element.body) == 1
    case 0x0028_1050: windowCenter = try number(element)
    case 0x0028_1051: windowWidth = try number(element)
    case 0x0028_1052: intercept = try number(element) ?? 0
    case 0x0028_1053: slope = try number(element) ?? 1
    default: break
    }
  }

  private mutating func take(transferSyntax name: String) throws(HeaderFault) {
    isImplicit = name == "1.2.840.10008.1.2"
    guard isImplicit || name == "1.2.840.10008.1.2.1" else {
      throw .unsupported("a compressed DICOM file (decompress it, such as by gdcmconv --raw)")
    }
  }

  private func text(_ element: Element) throws(HeaderFault) -> String {
    guard let length = element.length else { throw .damaged("a text has no end") }
    let bytes = reader.bytes[element.body..<element.body + length]
    return String(decoding: bytes, as: UTF8.self).filter { $0 != " " && $0 != "\0" }
  }

  /// The first of the numbers in a text; nil where there is none.
  private func number(_ element: Element) throws(HeaderFault) -> Double? {
    try text(element).split(separator: "\\").first.flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil }
  }

  // MARK: - Values

  /// The picture: grey as levels of 16 bits, colour as it is.
  func image() throws(HeaderFault) -> Image {
    let count = rows * columns * channels
    let needed = count * bitsAllocated / 8
    guard let length = pixels.length, length >= needed, needed <= reader.count - pixels.start else { throw .truncated }
    let bytes = reader.bytes[pixels.start..<pixels.start + needed]
    if channels == 3 { return Image(width: columns, height: rows, channels: 3, pixels: Array(bytes)) }
    let stored =
      bitsAllocated == 8
      ? bytes.map(UInt16.init)
      : stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }
    return Image(width: columns, height: rows, channels: 1, samples: .uint16(levels(stored)))
  }

  /// Stored values as grey levels of 16 bits: rescaled, then through the window (PS3.3, C.11.2.1.2.1); without one, the range
  /// that the bits can hold becomes black to white.
  func levels(_ stored: [UInt16]) -> [UInt16] {
    let mask = (1 << bitsStored) - 1
    let sign = 1 << (bitsStored - 1)
    func value(_ raw: UInt16) -> Double {
      let bits = Int(raw) & mask
      return Double(isSigned && bits & sign != 0 ? bits - mask - 1 : bits) * slope + intercept
    }
    let ends = [isSigned ? -sign : 0, isSigned ? sign - 1 : mask].map { Double($0) * slope + intercept }.sorted()
    func level(_ value: Double) -> UInt16 {
      var share = (value - ends[0]) / max(ends[1] - ends[0], .leastNormalMagnitude)
      if let windowCenter, let windowWidth, windowWidth >= 1 {
        share =
          windowWidth > 1
          ? (value - (windowCenter - 0.5)) / (windowWidth - 1) + 0.5 : value > windowCenter - 0.5 ? 1 : 0
      }
      let bounded = min(max(isInverted ? 1 - share : share, 0), 1)
      return UInt16(bounded * 65535 + 0.5)
    }
    // Each of the values that there can be is computed once.
    var table = [UInt16?](repeating: nil, count: 65536)
    return stored.map { raw in
      if let known = table[Int(raw)] { return known }
      let result = level(value(raw))
      table[Int(raw)] = result
      return result
    }
  }
}
