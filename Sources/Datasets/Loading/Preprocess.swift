/// How a picture of any size becomes a training picture: the modes of the pix2pix code base, by their names.
public struct Preprocess: Codable, Sendable, Equatable {
  /// What is done to the size.
  public enum Mode: String, Codable, Sendable, CaseIterable {
    /// Resize to `loadSize` whatever the shape was, then cut a random window of `cropSize`.
    case resizeAndCrop = "resize_and_crop"
    /// Cut a random window of `cropSize`; a smaller picture is first enlarged until it covers the window.
    case crop
    /// Resize to the width of `loadSize`, keeping the shape.
    case scaleWidth = "scale_width"
    /// Leave the size alone.
    case none
  }

  /// A width and height in pixels, written `256` when square and `256x192` when not.
  public struct Size: Sendable, Equatable, CustomStringConvertible {
    /// In pixels.
    public let width: Int
    /// In pixels.
    public let height: Int

    /// A size of at least one pixel each way.
    public init(width: Int, height: Int) {
      precondition(width > 0 && height > 0, "a size is at least one pixel each way")
      self.width = width
      self.height = height
    }

    /// A square.
    public init(_ side: Int) { self.init(width: side, height: side) }

    /// Reads `286` or `256x192` (width first).
    ///
    /// - Throws: when the text is anything else, or a side is not in 1...65536.
    public init(parsing text: String) throws(DatasetError) {
      let sides = text.lowercased().split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
      guard (1...2).contains(sides.count), sides.allSatisfy({ (1...65536).contains($0) }) else {
        throw DatasetError("'\(text)' is no picture size; write 256 for a square or 256x192 for width and height")
      }
      self.init(width: sides[0], height: sides[sides.count - 1])
    }

    /// `256` when square, else `256x192`.
    public var description: String { width == height ? "\(width)" : "\(width)x\(height)" }
  }

  /// What is done to the size.
  public var mode: Mode
  /// The size before the random window is cut.
  public var loadSize: Size
  /// The size of the window, and so of the training picture.
  public var cropSize: Size
  /// Whether every second picture, by chance, is mirrored left to right.
  public var flip: Bool

  /// Sets all four.
  public init(mode: Mode, loadSize: Size, cropSize: Size, flip: Bool) {
    self.mode = mode
    self.loadSize = loadSize
    self.cropSize = cropSize
    self.flip = flip
  }

  /// The paper's jitter (1611.07004, 6.2): resize to 286/256 of the training size, cut a window, mirror.
  public static func jitter(to cropSize: Size) -> Preprocess {
    let load = Size(width: (cropSize.width * 286 + 128) / 256, height: (cropSize.height * 286 + 128) / 256)
    return Preprocess(mode: .resizeAndCrop, loadSize: load, cropSize: cropSize, flip: true)
  }

  /// The same without chance, for evaluation: resized straight to the training size, never mirrored.
  ///
  /// `crop` cuts nothing: it becomes `none`, since a fully convolutional network takes the whole picture.
  public var withoutAugmentation: Preprocess {
    let whole = mode == .resizeAndCrop ? cropSize : loadSize
    return Preprocess(mode: mode == .crop ? .none : mode, loadSize: whole, cropSize: cropSize, flip: false)
  }

  /// - Throws: when the window is larger than the size that it is cut from.
  public func validate() throws(DatasetError) {
    guard mode == .resizeAndCrop else { return }
    guard cropSize.width <= loadSize.width, cropSize.height <= loadSize.height else {
      throw DatasetError(
        "the crop size \(cropSize) is larger than the load size \(loadSize); make the load size at least as large")
    }
  }
}

extension Preprocess.Size: Codable {
  /// Reads text such as `256x192`, or a bare number.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try (try? container.decode(Int.self)).map(String.init) ?? container.decode(String.self)
    try self.init(parsing: text)
  }

  /// Writes text such as `256x192`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
