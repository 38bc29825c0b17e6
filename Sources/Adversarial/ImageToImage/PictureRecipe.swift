public import Datasets
public import Training

/// What training pictures are made of the data's.
public struct PictureRecipe: Recipe {
  /// What is done to the size.
  public var preprocess = Preprocess.Mode.resizeAndCrop
  /// The size of a training picture.
  public var imageSize = Preprocess.Size(256)
  /// The size before the random window is cut: `auto` is 286/256 of `image_size`, and `image_size` for fixed cameras.
  public var loadSize = "auto"
  /// Whether pictures are mirrored by chance.
  public var flip = Flip.auto
  /// The least and the greatest width over height of the data's pictures as they are; empty is unknown.
  public var shapes: [Double] = []

  enum CodingKeys: String, CodingKey {
    case preprocess
    case imageSize = "image_size"
    case loadSize = "load_size"
    case flip
    case shapes = "source_shapes"
  }

  /// Scaled to 286x286, a window of 256x256 cut, mirrored by chance (1611.07004, 6.2).
  public init() {}

  /// Whether every training picture has the size `image_size`.
  public var isSizeFixed: Bool { preprocess == .resizeAndCrop || preprocess == .crop }

  /// The shortest side of a training picture; nil where pictures differ.
  public var shortestSide: Int? { isSizeFixed ? min(imageSize.width, imageSize.height) : nil }

  /// Whether pictures are mirrored by chance: `auto`, `true` or `false`.
  public enum Flip: Codable, Sendable, Equatable {
    /// Where the camera moves; what a fixed camera sees has its place.
    case auto
    case always(Bool)

    public init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let flips = try? container.decode(Bool.self) {
        self = .always(flips)
      } else if try container.decode(String.self) == "auto" {
        self = .auto
      } else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "use auto, true or false")
      }
    }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .auto: try container.encode("auto")
      case .always(let flips): try container.encode(flips)
      }
    }
  }

  /// What is done by chance unless the data says otherwise: `mirrored`, `moved`.
  public var leftToTheData: [String] {
    (flip == .auto ? ["mirrored"] : []) + (loadSize == "auto" ? ["moved"] : [])
  }

  /// Says every number.
  ///
  /// - Parameters:
  ///   - fixedCamera: whether the pictures are of cameras that do not move; they are then held still.
  ///   - shapes: the data's, where somebody looked.
  /// - Throws: a sentence that names the size which does not fit the other.
  public mutating func resolve(fixedCamera: Bool = false, shapes: ClosedRange<Double>? = nil) throws {
    if self.shapes.isEmpty, let shapes { self.shapes = [shapes.lowerBound, shapes.upperBound] }
    try check(
      self.shapes.isEmpty || self.shapes.count == 2 && self.shapes[0] > 0 && self.shapes[0] <= self.shapes[1],
      "source_shapes is \(self.shapes); use the least and the greatest width over height, or leave it out")
    if flip == .auto { flip = .always(!fixedCamera) }
    if loadSize == "auto" {
      loadSize = (fixedCamera ? imageSize : Preprocess.jitter(to: imageSize).loadSize).description
    }
    try preparation().validate()
  }

  /// How pictures are prepared.
  ///
  /// - Throws: when `load_size` is no size.
  public func preparation() throws(DatasetError) -> Preprocess {
    let load =
      loadSize == "auto" ? Preprocess.jitter(to: imageSize).loadSize : try Preprocess.Size(parsing: loadSize)
    return Preprocess(mode: preprocess, loadSize: load, cropSize: imageSize, flip: flip != .always(false))
  }
}
