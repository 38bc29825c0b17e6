import COpenCV

extension Image {
  /// Extensions, without dot, that `write(to:)` knows.
  public static let writableExtensions: Set<String> = ["jpg", "jpeg", "png", "bmp", "tif", "tiff"]

  /// Writes the picture in the format that the extension names: JPEG, PNG, BMP or TIFF.
  ///
  /// The bytes go to a temporary name in the same folder, which then takes the place of `path`: a failure at any moment
  /// leaves what was there. JPEG keeps 8 bits and no alpha, BMP 8 bits; PNG and TIFF keep everything.
  ///
  /// - Parameter quality: of JPEG, 0...100.
  /// - Throws: a sentence that names the file, when the extension is unknown, the folder is missing or may not be
  ///   written to, or the disk is full.
  public func write(to path: String, quality: Int = 95) throws(VisionError) {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    let ending = parts.count > 1 ? parts[parts.count - 1].lowercased() : ""
    guard Image.writableExtensions.contains(ending) else {
      throw VisionError(
        .unknownExtension, path,
        "has \(ending.isEmpty ? "no extension" : "the extension .\(ending)"), which names no picture format; "
          + "end the name in .png, .jpg, .bmp or .tif")
    }
    try AtomicFile.write(encoded(as: ending, quality: quality, for: path), to: path)
  }

  /// The bytes of a file of the format that an extension names: `png`, `jpg`, `bmp` or `tif`.
  ///
  /// - Parameter quality: of JPEG, 0...100.
  /// - Throws: when the format is unknown or cannot hold a picture of this size.
  public func encoded(as fileExtension: String, quality: Int = 95) throws(VisionError) -> [UInt8] {
    try encoded(as: fileExtension, quality: quality, for: "the \(width)x\(height) picture")
  }

  private func encoded(as fileExtension: String, quality: Int, for place: String) throws(VisionError) -> [UInt8] {
    let ending = fileExtension.lowercased()
    guard Image.writableExtensions.contains(ending) else {
      throw VisionError(
        .unknownExtension, place, "cannot be encoded as \"\(fileExtension)\"; choose png, jpg, bmp or tif")
    }
    let isJPEG = ending == "jpg" || ending == "jpeg"
    if isJPEG, max(width, height) > 65_500 {
      throw VisionError(
        .tooLarge, place, "is \(width)x\(height), and JPEG ends at 65500 pixels a side; write it as PNG or TIFF")
    }
    var image = isJPEG || ending == "bmp" ? withBitDepth(8) : self
    if isJPEG, channels == 4 { image = image.withChannels(3) }
    return try image.encodedByOpenCV(as: ending, quality: quality, for: place)
  }

  private func encodedByOpenCV(as ending: String, quality: Int, for place: String) throws(VisionError) -> [UInt8] {
    cocv_silence()
    var bytes: OpaquePointer?
    let shape = Native.shape(of: self)
    let quality = Int32(min(max(quality, 0), 100))
    let code =
      switch samples {
      case .uint8(let values): cocv_encode(values, shape, "." + ending, quality, &bytes)
      case .uint16(let values): cocv_encode(values, shape, "." + ending, quality, &bytes)
      }
    guard code == COCV_OK, let bytes else {
      throw VisionError(.unwritable, place, "cannot be encoded as \(ending) (\(Native.message)); try .png")
    }
    defer { cocv_bytes_destroy(bytes) }
    return Array(UnsafeBufferPointer(start: cocv_bytes_data(bytes), count: cocv_bytes_count(bytes)))
  }
}
