public import Datasets
import Torch
import Training
public import Vision

/// What a generator makes of a number of latent points, drawn when it is asked for and kept nowhere.
///
/// The picture at a place is the one that `gan generate` with the same count and seed writes under that number, rounded
/// to 8 bits as in its file.
public struct DrawnPictures: PictureSet {
  /// Draws them.
  public let generator: TrainedImageGenerator
  /// The weights file.
  public var source: String { generator.path }
  /// How many there are.
  public var count: Int { sample.count }
  private let sample: LatentSample

  /// Draws the latent points, whose classes and codes are left to chance.
  public init(by generator: TrainedImageGenerator, count: Int, seed: UInt64) {
    self.generator = generator
    sample = generator.space.sample(count, random: RandomSource(seed: seed))
  }

  /// Draws pictures.
  public func pictures(at places: [Int]) -> [Image] { generator.draw(sample.selected(places)).images() }

  /// Its number.
  public func pictureName(at place: Int) -> String { "picture \(place)" }
}
