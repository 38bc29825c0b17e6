import COpenCV

extension Image {
  /// The most pixels that are decoded: a file can claim any size in a few bytes.
  static let maximumPixels = 250_000_000

  /// Reads a picture file of any `ImageFormat`, whatever its extension says, upright by its EXIF orientation.
  ///
  /// Alpha stays when the file has it; palettes and inks become colours; 16 bit files stay 16 bit. Of several pages or
  /// frames the first is read: `info(ofFileAt:)` counts them. DICOM's grey values are rescaled and windowed as the file
  /// says, to 16 bits.
  ///
  /// - Throws: a sentence that names the file, when it is missing, empty, no picture, cut off, damaged, larger than
  ///   250 million pixels, or does not fit into memory.
  public init(path: String, as mode: ColorMode = .unchanged) throws(VisionError) {
    try self.init(decoding: FileBytes.all(of: path), named: path, as: mode)
  }

  /// Decodes the bytes of a picture file of any `ImageFormat`.
  ///
  /// - Parameter name: what the sentences of errors call the bytes.
  /// - Throws: as `init(path:as:)`.
  public init(decoding bytes: [UInt8], named name: String, as mode: ColorMode = .unchanged) throws(VisionError) {
    do throws(HeaderFault) {
      let header = try ImageHeader(of: bytes)
      try header.checkSize(inBytes: bytes.count)
      self = try Image.decoded(bytes, header).turned(header.orientation).read(as: mode)
    } catch {
      throw error.sentence(naming: name)
    }
  }

  private static func decoded(_ bytes: [UInt8], _ header: ImageHeader) throws(HeaderFault) -> Image {
    switch header.format {
    case .dicom: return try DICOMFile.image(of: bytes)
    case .jpeg, .png, .tiff, .webp, .gif, .jpeg2000: return try Codec.image(of: bytes, header)
    case .bmp: try BMPFile(bytes).checkEnd()
    case .netpbm: try PNMFile(bytes).checkEnd()
    case .sunRaster: break
    }
    return try Native.decoded(bytes, header)
  }

  private func turned(_ orientation: Int) throws(HeaderFault) -> Image {
    guard orientation > 1 else { return self }
    let swaps = orientation >= 5
    return try Native.attempt(self, width: swaps ? height : width, height: swaps ? width : height) {
      cocv_orient($0, $1, Int32(orientation), $2)
    }
  }

  private func read(as mode: ColorMode) throws(HeaderFault) -> Image {
    let wanted = mode == .gray ? 1 : mode == .rgb ? 3 : channels
    guard wanted != channels else { return self }
    return try Native.attempt(self, width: width, height: height, channels: wanted) {
      cocv_convert($0, $1, Int32(wanted), $2)
    }
  }
}
