import Datasets
import Torch
import Vision

/// What looks at pictures for a ``TrainedDetector``, whatever it learned of normal ones.
protocol PictureScorer {
  /// The side of its windows, or of whole pictures.
  var side: Int { get }
  /// 1 grey, 3 colour.
  var channels: Int { get }
  /// Which pictures it was trained on.
  var data: NormalDataRecipe { get }
  /// What judging a picture takes, in bytes for each of its pixels.
  var bytesPerPixel: Int { get }
  /// What a model file holds.
  var tensors: [(name: String, tensor: Tensor)] { get }

  /// A picture as it takes them.
  ///
  /// - Throws: a sentence that names the picture: colour where it takes grey, too small.
  func prepared(_ image: Image, named name: String) throws(DatasetError) -> Image

  /// Scores and maps of prepared pictures.
  ///
  /// - Parameters:
  ///   - calibration: what scores are scaled by; nil while it is fitted.
  ///   - progress: is told how many pictures are done.
  func items(in pictures: [Image], by calibration: Calibration?, progress: (Int) -> Void) throws -> [ScoredItem]
}

extension PictureScorer {
  /// Sums and weights of windows, the blended map, its tensor, what smoothing holds, the picture and its overlay.
  static var plainBytesPerPixel: Int { 48 }
  var bytesPerPixel: Int { Self.plainBytesPerPixel }
}
