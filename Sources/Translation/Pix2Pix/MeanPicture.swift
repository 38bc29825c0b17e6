public import Datasets
public import Torch
import Training
public import Vision

/// The mean of training targets, pixel by pixel: an answer that needs no model, beside which one is judged.
///
/// It is part of a run and of the model file, so that it is never made of the pairs that are judged.
public struct MeanPicture {
  /// Its name in checkpoints and model files.
  public static let name = "mean_target"

  /// `[C, H, W]`, uint8.
  public let levels: Tensor

  /// Takes levels as a file has them.
  public init(levels: Tensor) { self.levels = levels }

  /// The mean of at most 500 targets spread over a set, at the first one's size; nil when none can be read.
  public init?(ofTargetsIn pairs: any PairedSource, recipe: Pix2PixRecipe) {
    let looked = min(pairs.count, 500)
    var (sum, count) = (nil as Tensor?, 0)
    for place in 0..<looked {
      // A pair that cannot be read is named by the loader.
      guard var target = try? recipe.sides(of: pairs, place * pairs.count / looked).truth else { continue }
      if let sum { target = target.resized(width: sum.shape[2], height: sum.shape[1]) }
      let values = Tensor(target.normalized(), shape: [target.channels, target.height, target.width])
      sum = sum.map { $0 + values } ?? values
      count += 1
    }
    guard let sum else { return nil }
    levels = ((sum / Double(count) + 1) * 127.5).rounded().clamped(min: 0, max: 255).to(.uint8)
  }

  /// The picture, at a size.
  public func image(width: Int, height: Int) -> Image {
    (levels.to(.float32) / 127.5 - 1).images()[0].resized(width: width, height: height)
  }
}
