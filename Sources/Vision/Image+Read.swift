import COpenCV

extension Image {
  /// Extensions, without dot and in lower case, of the files that are read.
  public static let readableExtensions: Set<String> = ["jpg", "jpeg", "png", "bmp", "tif", "tiff", "dcm"]

  /// The most pixels that are decoded: a file can claim any size in a few bytes.
  static let maximumPixels = 250_000_000

  /// Reads a JPEG, PNG, BMP, TIFF or DICOM file, whatever its extension says, upright by its EXIF orientation.
  ///
  /// Alpha stays when the file has it; palettes become colours; 16 bit files stay 16 bit. DICOM's
  /// grey values are rescaled and windowed as the file says, to 16 bits; compressed ones are not read.
  ///
  /// - Throws: a sentence that names the file, when it is missing, empty, no picture, cut off, damaged or larger than
  ///   250 million pixels.
  public init(path: String, as mode: ColorMode = .unchanged) throws(VisionError) {
    try self.init(decoding: FileBytes.all(of: path), named: path, as: mode)
  }

  /// Decodes the bytes of a JPEG, PNG, BMP or TIFF file.
  ///
  /// - Parameter name: what the sentences of errors call the bytes.
  /// - Throws: as `init(path:as:)`.
  public init(decoding bytes: [UInt8], named name: String, as mode: ColorMode = .unchanged) throws(VisionError) {
    let header: ImageHeader
    let body: [UInt8]
    do throws(HeaderFault) {
      header = try ImageHeader(of: bytes)
      try header.checkSize()
      if header.format == .dicom {
        self = try DICOMFile.image(of: bytes).converted(to: mode)
        return
      }
      body = try header.checkedBody(bytes)
    } catch {
      throw error.sentence(naming: name)
    }
    self = try Image.decoded(body, header, named: name).converted(to: mode)
  }

  /// Width and height of a picture file as it is shown, after its EXIF orientation. Reads the header alone.
  ///
  /// - Throws: a sentence that names the file, when its header cannot be read. A sound header may stand above a damaged
  ///   body.
  public static func size(ofFileAt path: String) throws(VisionError) -> (width: Int, height: Int) {
    // Enough for nearly every header; those behind long colour profiles, and TIFF's at the end, need it all.
    let start = try FileBytes.start(of: path, count: 65_536)
    if !start.isWhole, let header = try? ImageHeader(of: start.bytes) { return header.uprightSize }
    do throws(HeaderFault) {
      return try ImageHeader(of: start.isWhole ? start.bytes : allBytes(of: path)).uprightSize
    } catch {
      throw error.sentence(naming: path)
    }
  }

  private static func allBytes(of path: String) throws(HeaderFault) -> [UInt8] {
    do throws(VisionError) { return try FileBytes.all(of: path) } catch { throw .file(error) }
  }

  private static func decoded(
    _ bytes: [UInt8], _ header: ImageHeader, named name: String
  ) throws(VisionError) -> Image {
    cocv_silence()
    var picture: OpaquePointer?
    // OpenCV turns TIFF upright itself, and nothing else when it is asked for the file as it is.
    let orientation = header.format == .tiff ? 1 : Int32(header.orientation)
    let code = cocv_decode(bytes, bytes.count, orientation, &picture)
    guard code == COCV_OK, let picture else {
      switch Int(code) {
      case COCV_UNSUPPORTED:
        throw VisionError(
          .unsupported, name, "cannot be used: \(Native.message); save it as grey or RGB with 8 or 16 bits")
      case COCV_OUT_OF_MEMORY:
        throw VisionError(
          .tooLarge, name, "(\(header.width)x\(header.height)) does not fit into memory; make it smaller")
      default:
        throw HeaderFault.damaged("the \(header.format.rawValue) data cannot be decoded").sentence(naming: name)
      }
    }
    defer { cocv_picture_destroy(picture) }
    let shape = cocv_picture_shape(picture)
    let (width, height, channels) = (Int(shape.width), Int(shape.height), Int(shape.channels))
    // The bounds were checked on the header, so the decoder must have read the same one.
    guard (width, height) == header.uprightSize else {
      throw HeaderFault.damaged("its header contradicts itself").sentence(naming: name)
    }
    func copied<Sample>(_: Sample.Type) -> [Sample] {
      [Sample](unsafeUninitializedCapacity: width * height * channels) { target, count in
        Native.check(cocv_picture_copy(picture, target.baseAddress!))
        count = width * height * channels
      }
    }
    let samples: Samples = shape.depth == 16 ? .uint16(copied(UInt16.self)) : .uint8(copied(UInt8.self))
    return Image(width: width, height: height, channels: channels, samples: samples)
  }
}
