public import Datasets
import Training

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

  /// What is done to pictures before a model's network sees them; nil leaves them.
  ///
  /// - Parameter model: what its file says of its training.
  func preparation(of model: ModelFile) throws -> Preprocess? {
    switch self {
    case .own: return nil
    case .size(let size): return Preprocess(mode: .resizeAndCrop, loadSize: size, cropSize: size, flip: false)
    case .learned:
      guard model.saysScale else { return nil }
      let pictures = try model.header.recipe.decoded(as: PictureRecipe.self, source: model.path)
      return try pictures.preparation().withoutAugmentation
    }
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
