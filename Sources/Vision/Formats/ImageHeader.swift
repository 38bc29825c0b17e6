import CCodecs

/// What a file says about its picture before anything is decoded.
struct ImageHeader: Equatable {
  let format: ImageFormat
  /// As stored, before the orientation.
  let width: Int
  let height: Int
  /// EXIF's 1...8; 1 is upright.
  var orientation = 1
  /// Pages or frames, of which the first is read.
  var pages = 1
  /// 1, 3 or 4, and 8 or 16, where they are known before decoding.
  var channels = 0
  var bitDepth = 0

  var uprightSize: (width: Int, height: Int) { orientation >= 5 ? (height, width) : (width, height) }

  /// Reads the header of a file, or of its start; `truncated` is thrown when more bytes are needed.
  init(of bytes: [UInt8]) throws(HeaderFault) {
    guard let format = ImageFormat(startingWith: bytes) else {
      if bytes.count < 12, ImageFormat.couldStart(bytes) { throw .truncated }
      throw .notAnImage(ImageFormat.foreignName(startingWith: bytes) ?? "not a picture")
    }
    switch format {
    case .dicom: self = try DICOMFile.header(of: bytes)
    case .bmp: self = try BMPFile(bytes).header()
    case .netpbm: self = try PNMFile(bytes).header()
    case .sunRaster:
      let reader = ByteReader(bytes: bytes)
      self.init(format: .sunRaster, width: try reader.u32(4), height: try reader.u32(8))
    case .jpeg, .png, .tiff, .webp, .gif, .jpeg2000: self = try Codec.header(of: bytes, format)
    }
    guard width > 0, height > 0 else { throw .damaged("it claims \(width)x\(height) pixels") }
  }

  init(format: ImageFormat, width: Int, height: Int) {
    self.format = format
    self.width = width
    self.height = height
  }

  /// Refuses sizes that no machine decodes, and those that so few bytes cannot hold.
  func checkSize(inBytes count: Int) throws(HeaderFault) {
    // Each side alone first, so that the product cannot overflow.
    guard width <= 1 << 20, height <= 1 << 20, width * height <= Image.maximumPixels else {
      throw .tooLarge(width: width, height: height)
    }
    // Deflate packs at most 1032 to 1: a small PNG that claims much is cut off or hostile. A bit is the least a sample has.
    if format == .png, width * height / 8 / 1040 > count { throw .damaged("it holds less than it claims") }
  }
}
