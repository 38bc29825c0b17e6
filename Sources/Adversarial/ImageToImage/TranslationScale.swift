public import Datasets
import Training
public import Vision

/// At what scale a translator looks at pictures; what it gives back has their own size whatever it is.
///
/// A network that learned from streets 256 pixels wide knows cars of twenty pixels. Shown a frame of 1280 pixels as it is,
/// it sees cars of a hundred, which it never did.
public enum TranslationScale: Sendable, Equatable {
  /// As in training and in evaluation, where the model's file says so; else their own.
  case learned
  /// Their own: pixel by pixel.
  case own
  /// Scaled to this size.
  case size(Preprocess.Size)

  /// Reads `learned`, `own`, `256` or `256x144`.
  ///
  /// - Throws: when the text is none of them.
  public init(parsing text: String) throws(DatasetError) {
    switch text {
    case "learned": self = .learned
    case "own": self = .own
    default:
      guard let size = try? Preprocess.Size(parsing: text) else {
        throw DatasetError("'\(text)' is no scale; use learned, own, or a size such as 256x144")
      }
      self = .size(size)
    }
  }

  /// How a model's network sees pictures; nil is as they are.
  ///
  /// - Parameter model: what its file says of its training.
  func preparation(of model: ModelFile) throws -> PictureScale? {
    switch self {
    case .own: return nil
    case .size(let size):
      return PictureScale(Preprocess(mode: .resizeAndCrop, loadSize: size, cropSize: size, flip: false))
    case .learned:
      guard model.saysScale else { return nil }
      let pictures = try model.header.recipe.decoded(as: PictureRecipe.self, source: model.path)
      let shapes = pictures.shapes.count == 2 ? pictures.shapes[0]...max(pictures.shapes[0], pictures.shapes[1]) : nil
      return PictureScale(try pictures.preparation(), shapes: shapes)
    }
  }
}

/// How a picture becomes one of the size that a network learned at.
///
/// Where training scaled every picture to one size, whatever its shape was, a picture of such a shape is scaled so too. One
/// of another shape, such as a wide frame for a model of narrow ones, is scaled as the nearest of training's shapes was, to
/// as many pixels: cars keep the width that the network knows.
public struct PictureScale: Sendable, Equatable {
  /// What training and evaluation do to a picture, without chance.
  public let preprocess: Preprocess
  /// Width over height of the pictures of training as they were; nil where nobody knows.
  public let shapes: ClosedRange<Double>?

  public init(_ preprocess: Preprocess, shapes: ClosedRange<Double>? = nil) {
    self.preprocess = preprocess.withoutAugmentation
    self.shapes = shapes
  }

  /// The picture as the network sees it.
  public func applied(to image: Image) -> Image {
    guard preprocess.mode == .resizeAndCrop, let shapes else { return preprocess.applied(to: image) }
    let size = preprocess.cropSize
    // One of the size of training was scaled before, as evaluation does.
    guard (image.width, image.height) != (size.width, size.height) else { return image }
    let shape = Double(image.width) / Double(image.height)
    let nearest = min(max(shape, shapes.lowerBound), shapes.upperBound)
    // Sizes are whole pixels, so that shapes of one camera differ by a hair.
    guard abs(shape / nearest - 1) > 0.02 else { return preprocess.applied(to: image) }
    let (pixels, squash) = (Double(size.width * size.height), Double(size.width) / Double(size.height) / nearest)
    let height = (pixels / (shape * squash)).squareRoot()
    return image.resized(
      width: max(1, Int((pixels / height).rounded())), height: max(1, Int(height.rounded())))
  }
}

extension ModelFile {
  /// Whether it says at what size its network learned, which those that were imported do not.
  var saysScale: Bool { header.recipe["image_size"] != nil }
}

extension TrainedGenerator {
  /// Whether the file says at what scale the network learned; imported ones do not.
  public var saysScale: Bool { file.saysScale }
}
