import CCodecs

/// Pictures by the libraries of their formats: libjpeg, libpng, libtiff, libwebp, giflib, OpenJPEG.
enum Codec {
  private static func number(of format: ImageFormat) -> Int32 {
    switch format {
    case .jpeg: Int32(CCODECS_JPEG)
    case .png: Int32(CCODECS_PNG)
    case .tiff: Int32(CCODECS_TIFF)
    case .webp: Int32(CCODECS_WEBP)
    case .gif: Int32(CCODECS_GIF)
    case .jpeg2000: Int32(CCODECS_JPEG2000)
    default: preconditionFailure("\(format) is not theirs")
    }
  }

  static func header(of bytes: [UInt8], _ format: ImageFormat) throws(HeaderFault) -> ImageHeader {
    let found = try read(bytes, format)
    var header = ImageHeader(format: format, width: Int(found.width), height: Int(found.height))
    header.orientation = Int(found.orientation)
    header.pages = Int(found.pages)
    header.channels = Int(found.channels)
    header.bitDepth = Int(found.depth)
    return header
  }

  private static func read(_ bytes: [UInt8], _ format: ImageFormat) throws(HeaderFault) -> ccodecs_header {
    var header = ccodecs_header()
    try check(ccodecs_read_header(number(of: format), bytes, bytes.count, &header))
    return header
  }

  /// The first page as stored, before the orientation.
  static func image(of bytes: [UInt8], _ header: ImageHeader) throws(HeaderFault) -> Image {
    let samples: Image.Samples =
      header.bitDepth == 16 ? .uint16(try samples(of: bytes, header)) : .uint8(try samples(of: bytes, header))
    return Image(width: header.width, height: header.height, channels: header.channels, samples: samples)
  }

  private static func samples<Sample: FixedWidthInteger>(
    of bytes: [UInt8], _ header: ImageHeader
  ) throws(HeaderFault) -> [Sample] {
    let count = header.width * header.height * header.channels
    try Memory.require(count, of: Sample.self)
    var found = ccodecs_header(
      width: Int32(header.width), height: Int32(header.height), channels: Int32(header.channels),
      depth: Int32(header.bitDepth), orientation: 1, pages: 1)
    var code = Int32(CCODECS_OK)
    let samples = [Sample](unsafeUninitializedCapacity: count) { target, filled in
      code = ccodecs_decode(number(of: header.format), bytes, bytes.count, &found, target.baseAddress!)
      // A failed decoder leaves some of it unwritten, which nobody may see.
      filled = code == CCODECS_OK ? count : 0
    }
    try check(code)
    return samples
  }

  static func check(_ code: Int32) throws(HeaderFault) {
    switch Int(code) {
    case CCODECS_OK: return
    case CCODECS_TRUNCATED: throw .truncated
    case CCODECS_UNSUPPORTED: throw .unsupported(message)
    case CCODECS_OUT_OF_MEMORY: throw .outOfMemory
    default: throw .damaged(message)
    }
  }

  private static var message: String { String(cString: ccodecs_last_message()) }
}
