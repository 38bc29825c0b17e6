public import Datasets
public import Training

/// What training pictures are made of the data's.
public struct PictureRecipe: Recipe {
  /// What is done to the size.
  public var preprocess = Preprocess.Mode.resizeAndCrop
  /// The size of a training picture.
  public var imageSize = Preprocess.Size(256)
  /// The size before the random window is cut: `auto` is 286/256 of `image_size`.
  public var loadSize = "auto"
  /// Whether pictures are mirrored by chance.
  public var flip = true

  enum CodingKeys: String, CodingKey {
    case preprocess
    case imageSize = "image_size"
    case loadSize = "load_size"
    case flip
  }

  /// Scaled to 286x286, a window of 256x256 cut, mirrored by chance (1611.07004, 6.2).
  public init() {}

  /// Whether every training picture has the size `image_size`.
  public var isSizeFixed: Bool { preprocess == .resizeAndCrop || preprocess == .crop }

  /// Says every number.
  ///
  /// - Throws: a sentence that names the size which does not fit the other.
  public mutating func resolve() throws {
    if loadSize == "auto" { loadSize = Preprocess.jitter(to: imageSize).loadSize.description }
    try preparation().validate()
  }

  /// How pictures are prepared.
  ///
  /// - Throws: when `load_size` is no size.
  public func preparation() throws(DatasetError) -> Preprocess {
    let load =
      loadSize == "auto" ? Preprocess.jitter(to: imageSize).loadSize : try Preprocess.Size(parsing: loadSize)
    return Preprocess(mode: preprocess, loadSize: load, cropSize: imageSize, flip: flip)
  }
}
