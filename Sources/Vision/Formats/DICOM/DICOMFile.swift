import CDICOM

/// A DICOM file (PS3.5, PS3.10): parsed and decompressed by DCMTK, its grey values shown by `GreyTransform`.
enum DICOMFile {
  /// Whether the bytes are a DICOM file; the 128 in front of the mark may hold anything, such as a TIFF header.
  static func isDICOM(_ bytes: [UInt8]) -> Bool {
    ByteReader(bytes: bytes).starts(with: "DICM", at: 128) || startsWithoutPreamble(bytes)
  }

  /// Old files begin right away with a data element of the groups 2 or 8, in explicit or in implicit form.
  private static func startsWithoutPreamble(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 132, bytes[0] == 2 || bytes[0] == 8, bytes[1] == 0, bytes[2] <= 0x18, bytes[3] == 0 else {
      return false
    }
    let kind = bytes[4...5]
    let isExplicit = ["UL", "OB", "UI", "CS", "DA", "LO", "SH"].contains { kind.elementsEqual($0.utf8) }
    return isExplicit || (2...64).contains(bytes[4]) && bytes[4] % 2 == 0 && bytes[5...7].allSatisfy { $0 == 0 }
  }

  /// Size and frames, from a file or its start; `truncated` is thrown when more bytes are needed.
  static func header(of bytes: [UInt8]) throws(HeaderFault) -> ImageHeader {
    try opened(bytes, headerOnly: true) { (file) throws(HeaderFault) in
      let header = try read(file)
      var found = ImageHeader(format: .dicom, width: Int(header.width), height: Int(header.height))
      found.pages = Int(header.frames)
      return found
    }
  }

  /// The first frame: grey as levels of 16 bits, colours as RGB of 8 or 16.
  static func image(of bytes: [UInt8]) throws(HeaderFault) -> Image {
    try opened(bytes, headerOnly: false) { (file) throws(HeaderFault) in
      let header = try read(file)
      // Before anything is decompressed, so that its faults are named first.
      let transform = header.channels == 1 ? try GreyTransform(header, file) : nil
      try check(cdicom_decode(file))
      let (width, height) = (Int(header.width), Int(header.height))
      if let transform {
        return Image(width: width, height: height, channels: 1, samples: .uint16(try grey(file, header, transform)))
      }
      let samples: Image.Samples =
        cdicom_color_bits(file) == 8
        ? .uint8(try colors(file, header)) : .uint16(try colors(file, header))
      return Image(width: width, height: height, channels: 3, samples: samples)
    }
  }

  private static func opened<Result>(
    _ bytes: [UInt8], headerOnly: Bool, _ body: (OpaquePointer) throws(HeaderFault) -> Result
  ) throws(HeaderFault) -> Result {
    try bytes.withUnsafeBufferPointer { (buffer) throws(HeaderFault) in
      guard let start = buffer.baseAddress else { throw .truncated }
      var file: OpaquePointer?
      try check(cdicom_open(start, buffer.count, headerOnly ? 1 : 0, &file))
      guard let file else { throw .damaged("it cannot be opened") }
      defer { cdicom_destroy(file) }
      return try body(file)
    }
  }

  private static func read(_ file: OpaquePointer) throws(HeaderFault) -> cdicom_header {
    var header = cdicom_header()
    try check(cdicom_read_header(file, &header))
    return header
  }

  static func check(_ code: Int32) throws(HeaderFault) {
    let message = String(cString: cdicom_last_message())
    switch Int(code) {
    case CDICOM_OK: return
    case CDICOM_TRUNCATED: throw .truncated
    case CDICOM_UNSUPPORTED: throw .unsupported(message)
    case CDICOM_OUT_OF_MEMORY: throw .outOfMemory
    case CDICOM_NO_PICTURE: throw .noPicture(message)
    default: throw .damaged(message)
    }
  }

  private static func grey(
    _ file: OpaquePointer, _ header: cdicom_header, _ transform: GreyTransform
  ) throws(HeaderFault) -> [UInt16] {
    let count = Int(header.width) * Int(header.height)
    var levels: [UInt16] = []
    try Memory.require(count, of: UInt16.self)
    levels.reserveCapacity(count)
    var known = GreyTransform.Memo(transform)
    var values = [Double](repeating: 0, count: min(count, 1 << 16))
    while levels.count < count {
      let part = min(values.count, count - levels.count)
      try check(cdicom_copy_values(file, levels.count, part, &values))
      for value in values.prefix(part) { levels.append(known[value]) }
    }
    return levels
  }

  private static func colors<Sample: FixedWidthInteger>(
    _ file: OpaquePointer, _ header: cdicom_header
  ) throws(HeaderFault) -> [Sample] {
    let count = Int(header.width) * Int(header.height) * 3
    try Memory.require(count, of: Sample.self)
    var samples = [Sample](repeating: 0, count: count)
    try check(cdicom_copy_colors(file, &samples, count * MemoryLayout<Sample>.size))
    return samples
  }
}
