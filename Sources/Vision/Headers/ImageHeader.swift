/// What a file says about its picture before anything is decoded.
struct ImageHeader: Equatable {
  enum Format: String {
    case jpeg = "JPEG"
    case png = "PNG"
    case bmp = "BMP"
    case tiff = "TIFF"
    case dicom = "DICOM"
  }

  let format: Format
  /// As stored, before the orientation.
  let width: Int
  let height: Int
  /// EXIF's 1...8; 1 is upright.
  var orientation = 1
  /// Pages or frames, of which the first is read.
  var pages = 1

  var uprightSize: (width: Int, height: Int) { orientation >= 5 ? (height, width) : (width, height) }

  /// Reads the header of a file, or of its start; `truncated` is thrown when more bytes are needed.
  init(of bytes: [UInt8]) throws(HeaderFault) {
    let reader = ByteReader(bytes: bytes)
    // Before TIFF, whose header may stand in front of DICOM's mark.
    if DICOMFile.isDICOM(bytes) {
      self = try DICOMFile.header(of: bytes)
    } else if reader.starts(with: [0xFF, 0xD8]) {
      self = try JPEGFile(reader).header()
    } else if reader.starts(with: PNGFile.signature) {
      self = try PNGFile(reader).header()
    } else if reader.starts(with: "BM") {
      self = try BMPFile(bytes).header()
    } else if let file = try TIFFFile(bytes) {
      self = try file.header()
    } else if bytes.count < 8, ImageHeader.couldStart(bytes) {
      throw .truncated
    } else {
      throw .notAnImage(ImageHeader.foreignFormat(reader) ?? "not a picture")
    }
    guard width > 0, height > 0 else { throw .damaged("it claims \(width)x\(height) pixels") }
  }

  init(format: Format, width: Int, height: Int, orientation: Int = 1, pages: Int = 1) {
    self.format = format
    self.width = width
    self.height = height
    self.orientation = orientation
    self.pages = pages
  }

  func checkSize() throws(HeaderFault) {
    // Each side alone first, so that the product cannot overflow.
    guard width <= 1 << 20, height <= 1 << 20, width * height <= Image.maximumPixels else {
      throw .tooLarge(width: width, height: height)
    }
  }

  /// The bytes to decode, once they are known to be all there: decoders fill what is missing with grey in silence.
  func checkedBody(_ bytes: [UInt8]) throws(HeaderFault) -> [UInt8] {
    switch format {
    case .jpeg:
      try JPEGFile(ByteReader(bytes: bytes)).checkEnd()
      return bytes
    case .png: return try PNGFile(ByteReader(bytes: bytes)).essence(width: width, height: height)
    case .bmp:
      try BMPFile(bytes).checkEnd()
      return bytes
    case .tiff:
      try TIFFFile(bytes)?.checkEnd()
      return bytes
    case .dicom: return bytes
    }
  }

  private static func couldStart(_ bytes: [UInt8]) -> Bool {
    [[0xFF, 0xD8], PNGFile.signature, [0x42, 0x4D], [0x49, 0x49, 0x2A, 0], [0x4D, 0x4D, 0, 0x2A]].contains {
      $0.starts(with: bytes)
    }
  }

  /// A name for what users most often have instead.
  private static func foreignFormat(_ reader: ByteReader) -> String? {
    if reader.starts(with: "RIFF"), reader.starts(with: "WEBP", at: 8) { return "a WebP picture" }
    if reader.starts(with: "GIF8") { return "a GIF picture" }
    if reader.starts(with: "ftyp", at: 4) {
      if reader.starts(with: "heic", at: 8) || reader.starts(with: "mif1", at: 8) { return "a HEIC picture" }
      return reader.starts(with: "avif", at: 8) ? "an AVIF picture" : "a video"
    }
    if reader.starts(with: "%PDF") { return "a PDF document" }
    if reader.starts(with: "PK\u{3}\u{4}") { return "a zip archive" }
    if reader.starts(with: "<svg") || reader.starts(with: "<?xml") { return "an SVG or XML text" }
    if reader.starts(with: "<!DOCTYPE html") || reader.starts(with: "<html") { return "a web page" }
    return nil
  }
}
