public import Torch
public import Vision

/// The pixels themselves as features: levels of 0...255 of pictures of one size.
public final class PixelFeatures: FeatureExtractor {
  private let width: Int
  private let height: Int
  private let channels: Int

  public let source = "pixels"
  public var preparation: String { "\(width)x\(height), \(channels == 1 ? "grey" : "colour"), levels 0...255" }

  /// Brings pictures to one size and to grey (1) or colour (3).
  public init(width: Int, height: Int, channels: Int) {
    precondition(width > 0 && height > 0 && (channels == 1 || channels == 3), "pictures are grey or colour")
    self.width = width
    self.height = height
    self.channels = channels
  }

  public func features(of images: [Image]) -> Tensor {
    let rows = images.map { image in
      let levels = image.converted(to: channels == 1 ? .gray : .rgb).resized(width: width, height: height).normalized()
      return Tensor(levels)
    }
    return (stacked(rows) + 1) * 127.5
  }
}
