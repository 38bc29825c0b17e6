/// The first directory of a TIFF file (revision 6.0, and BigTIFF); Exif data has the same form.
struct TIFFFile {
  private let reader: ByteReader
  private let isBig: Bool
  private var entries: [Int: Entry] = [:]

  private struct Entry {
    let kind: Int
    let count: Int
    /// Where the values are.
    let offset: Int
  }

  /// Reads the directory; nil when the bytes are no TIFF at all.
  init?(_ bytes: [UInt8]) throws(HeaderFault) {
    let little: [UInt8] = [0x49, 0x49]
    guard bytes.starts(with: little) || bytes.starts(with: [0x4D, 0x4D]) else { return nil }
    reader = ByteReader(bytes: bytes, bigEndian: !bytes.starts(with: little))
    guard reader.count >= 8, let version = try? reader.u16(2), version == 42 || version == 43 else { return nil }
    isBig = version == 43
    try readDirectory(at: isBig ? reader.u64(8) : reader.u32(4))
  }

  private mutating func readDirectory(at start: Int) throws(HeaderFault) {
    let count = isBig ? try reader.u64(start) : try reader.u16(start)
    guard count < 10_000 else { throw .damaged("its directory claims \(count) entries") }
    let size = isBig ? 20 : 12
    for index in 0..<count {
      let entry = start + (isBig ? 8 : 2) + index * size
      let kind = try reader.u16(entry + 2)
      let values = isBig ? try reader.u64(entry + 4) : try reader.u32(entry + 4)
      let place = entry + (isBig ? 12 : 8)
      let (bytes, overflow) = values.multipliedReportingOverflow(by: TIFFFile.width(of: kind))
      let isInline = !overflow && bytes <= (isBig ? 8 : 4)
      let offset = isInline ? place : isBig ? try reader.u64(place) : try reader.u32(place)
      entries[try reader.u16(entry)] = Entry(kind: kind, count: values, offset: offset)
    }
  }

  private static func width(of kind: Int) -> Int {
    switch kind {
    case 3, 8: 2
    case 4, 9, 11, 13: 4
    case 5, 10, 12, 16, 17, 18: 8
    default: 1
    }
  }

  /// The whole numbers of an entry, bounded by what the file can hold.
  private func values(_ tag: Int) throws(HeaderFault) -> [Int] {
    guard let entry = entries[tag] else { return [] }
    let width = TIFFFile.width(of: entry.kind)
    guard entry.count <= reader.count / width else { throw .truncated }
    var values: [Int] = []
    for index in 0..<entry.count {
      let offset = entry.offset + index * width
      switch width {
      case 1: values.append(try reader.byte(offset))
      case 2: values.append(try reader.u16(offset))
      case 4: values.append(try reader.u32(offset))
      default: values.append(try reader.u64(offset))
      }
    }
    return values
  }

  private var orientation: Int? {
    guard let value = try? values(274).first, (1...8).contains(value) else { return nil }
    return value
  }

  func header() throws(HeaderFault) -> ImageHeader {
    guard let width = try values(256).first, let height = try values(257).first else {
      throw .damaged("its directory gives no size")
    }
    return ImageHeader(format: .tiff, width: width, height: height, orientation: orientation ?? 1)
  }

  /// Every strip or tile must lie inside the file.
  func checkEnd() throws(HeaderFault) {
    for (offsetTag, countTag) in [(273, 279), (324, 325)] {
      for (offset, count) in zip(try values(offsetTag), try values(countTag)) {
        guard count <= reader.count, offset <= reader.count - count else { throw .truncated }
      }
    }
  }

  /// The orientation in the Exif data of another format, 1...8, or nil.
  static func orientation(inExif bytes: [UInt8]) -> Int? {
    // Makers of cameras write much nonsense there; a picture is better shown unturned than refused.
    guard let file = try? TIFFFile(bytes) else { return nil }
    return file.orientation
  }
}
