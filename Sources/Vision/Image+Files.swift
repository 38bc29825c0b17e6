/// What a picture file says of itself.
public struct ImageFileInfo: Sendable, Equatable {
  public let format: ImageFormat
  /// Pixels in a row as shown, after the EXIF orientation.
  public let width: Int
  /// Rows as shown.
  public let height: Int
  /// Pages of a TIFF, frames of a DICOM, GIF or WebP file, of which `Image(path:)` reads the first.
  public let pages: Int
}

extension Image {
  /// Extensions, without dot and in lower case, of the files that are read.
  public static let readableExtensions = Set(ImageFormat.allCases.flatMap(\.extensions))

  /// Whether a file is to be taken for a picture: by its extension, or, where it has none that is known, by its first
  /// bytes, as for DICOM files without one. What cannot be opened is no picture.
  public static func isPicture(fileAt path: String) -> Bool {
    if ImageFormat(extension: FileName.ending(of: path)) != nil { return true }
    guard let start = try? FileBytes.start(of: path, count: 256).bytes else { return false }
    // Two letters are too little to tell a bitmap from a text.
    guard let format = ImageFormat(startingWith: start), format != .bmp else { return false }
    return true
  }

  /// Format, size and pages of a picture file, from its header alone.
  ///
  /// - Throws: as `size(ofFileAt:)`.
  public static func info(ofFileAt path: String) throws(VisionError) -> ImageFileInfo {
    // The whole file, since pages stand anywhere in it.
    let bytes = try FileBytes.all(of: path)
    do throws(HeaderFault) {
      let header = try ImageHeader(of: bytes)
      let (width, height) = header.uprightSize
      return ImageFileInfo(format: header.format, width: width, height: height, pages: header.pages)
    } catch {
      throw error.sentence(naming: path)
    }
  }

  /// Width and height of a picture file as it is shown, after its EXIF orientation. Reads the header alone.
  ///
  /// - Throws: a sentence that names the file, when its header cannot be read. A sound header may stand above a damaged
  ///   body.
  public static func size(ofFileAt path: String) throws(VisionError) -> (width: Int, height: Int) {
    // Enough for nearly every header; those behind long colour profiles, and TIFF's at the end, need it all.
    let start = try FileBytes.start(of: path, count: 65_536)
    if !start.isWhole, let header = try? ImageHeader(of: start.bytes) { return header.uprightSize }
    let bytes = start.isWhole ? start.bytes : try FileBytes.all(of: path)
    do throws(HeaderFault) {
      return try ImageHeader(of: bytes).uprightSize
    } catch {
      throw error.sentence(naming: path)
    }
  }
}

/// What a path's last part says.
enum FileName {
  /// The extension without dot, in lower case; empty where there is none.
  static func ending(of path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count > 1 ? parts[parts.count - 1].lowercased() : ""
  }
}
