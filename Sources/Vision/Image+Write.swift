import COpenCV
import Files

extension Image {
  /// Extensions, without dot, that `write(to:)` knows.
  public static let writableExtensions = Set(ImageFormat.allCases.filter(\.isWritable).flatMap(\.extensions))

  /// The format that a picture of this name is written in; nil where the name's extension names none, as for a folder.
  ///
  /// - Throws: a sentence that names the file, when its extension is that of a picture format that is not written, such
  ///   as `.gif` or `.heic`: a folder of that name would be no one's wish.
  public static func writingFormat(ofName path: String) throws(VisionError) -> ImageFormat? {
    let ending = FileName.ending(of: path)
    let format = ImageFormat(extension: ending)
    if let format, format.isWritable { return format }
    guard format != nil || foreignEndings.contains(ending) else { return nil }
    throw VisionError(
      .unknownExtension, path,
      "names a picture format that is not written (.\(ending)); end the name in .png, .jpg, .webp, .bmp or .tif")
  }

  private static let foreignEndings: Set<String> = [
    "heic", "heif", "avif", "jxl", "svg", "psd", "exr", "hdr", "ico", "tga", "pcx", "pam", "pfm", "jpx", "jpf", "eps",
    "pdf", "xcf",
  ]

  /// Writes the picture in the format that the extension names: JPEG, PNG, WebP, BMP or TIFF.
  ///
  /// The bytes go to a temporary name in the same folder, which then takes the place of `path`: a failure at any moment
  /// leaves what was there. JPEG keeps 8 bits and no alpha, WebP and BMP 8 bits; PNG and TIFF keep everything.
  ///
  /// - Parameter quality: of JPEG and WebP, 0...100.
  /// - Throws: a sentence that names the file, when the extension is unknown, the folder is missing or may not be
  ///   written to, the disk is full or memory runs out.
  public func write(to path: String, quality: Int = 95) throws(VisionError) {
    guard let format = try Image.writingFormat(ofName: path) else {
      let ending = FileName.ending(of: path)
      throw VisionError(
        .unknownExtension, path,
        "has \(ending.isEmpty ? "no extension" : "the extension .\(ending)"), which names no picture format; "
          + "end the name in .png, .jpg, .webp, .bmp or .tif")
    }
    let bytes = try encoded(as: format, quality: quality, for: path)
    do throws(FileError) { try AtomicFile.write(bytes, to: path) } catch { throw VisionError(error) }
  }

  /// The bytes of a file of the format that an extension names: `png`, `jpg`, `webp`, `bmp` or `tif`.
  ///
  /// - Parameter quality: of JPEG and WebP, 0...100.
  /// - Throws: when the format is unknown or cannot hold a picture of this size, or memory runs out.
  public func encoded(as fileExtension: String, quality: Int = 95) throws(VisionError) -> [UInt8] {
    let place = "the \(width)x\(height) picture"
    guard let format = ImageFormat(extension: fileExtension), format.isWritable else {
      throw VisionError(
        .unknownExtension, place, "cannot be encoded as \"\(fileExtension)\"; choose png, jpg, webp, bmp or tif")
    }
    return try encoded(as: format, quality: quality, for: place)
  }

  private func encoded(as format: ImageFormat, quality: Int, for place: String) throws(VisionError) -> [UInt8] {
    let most = format == .jpeg ? 65_500 : format == .webp ? 16_383 : Int.max
    if max(width, height) > most {
      throw VisionError(
        .tooLarge, place,
        "is \(width)x\(height), and \(format.rawValue) ends at \(most) pixels a side; write it as PNG or TIFF")
    }
    do throws(HeaderFault) {
      // What the steps below take beside the picture.
      try Memory.require(samples.count, of: UInt16.self)
      var image = [.jpeg, .bmp, .webp].contains(format) ? withBitDepth(8) : self
      if format == .jpeg, channels == 4 { image = image.withChannels(3) }
      return try Native.encoded(image, as: format, quality: quality)
    } catch {
      throw error.sentence(naming: place, writing: format)
    }
  }
}
