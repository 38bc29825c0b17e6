public import Datasets
public import Torch
public import Vision

/// Turns pictures into the numbers by which sets of them are compared.
public protocol FeatureExtractor: AnyObject {
  /// What makes the features, such as the name of the feature file.
  var source: String { get }
  /// How pictures are prepared: the filter, the size, the range of values.
  var preparation: String { get }
  /// The features of pictures, [pictures, features] on the CPU.
  ///
  /// - Throws: a sentence where the pictures do not fit.
  func features(of images: [Image]) throws -> Tensor
}

extension FeatureExtractor {
  /// The features of pictures that are made or read one batch after the other, [pictures, features].
  ///
  /// - Parameters:
  ///   - indices: the places of the pictures in the set; all by default.
  ///   - progress: is told how many are done.
  /// - Throws: a sentence that names a picture that cannot be read, or says why it does not fit.
  public func features(
    of set: any PictureSet, indices: [Int]? = nil, batchSize: Int = 32, progress: (Int) -> Void = { _ in }
  ) throws -> Tensor {
    let indices = indices ?? Array(0..<set.count)
    precondition(!indices.isEmpty && batchSize > 0, "a set has pictures, and a batch too")
    var parts: [Tensor] = []
    for start in stride(from: 0, to: indices.count, by: batchSize) {
      let batch = indices[start..<min(start + batchSize, indices.count)]
      parts.append(try features(of: try set.pictures(at: Array(batch))))
      progress(start + batch.count)
    }
    return concatenated(parts)
  }
}
