public import Datasets
import Torch
import Training
import Vision

/// What knowing the place alone is worth: the answers of somebody who has seen a camera's training pictures and learned
/// nothing else. The honest opponents of a translator on fixed cameras.
public struct KnownPlaces {
  private struct Place {
    var sum: Tensor
    var pairs: [(thumbnail: [Float], target: Image)]
  }

  private let places: [String: Place]
  private static let thumbnail = 32

  /// Reads the training pairs, prepared as for judging; nil where the set does not say what place a pair shows.
  public init?(_ pairs: any PairedSource, recipe: Pix2PixRecipe) {
    var places: [String: Place] = [:]
    for index in 0..<pairs.count {
      // A pair that cannot be read was named by the loader.
      guard let name = pairs.place(at: index), let sides = try? recipe.sides(of: pairs, index) else { continue }
      let target = sides.truth
      let values = Tensor(target.normalized(), shape: [target.channels, target.height, target.width])
      let pair = (Self.thumbnail(sides.input), target)
      if var place = places[name] {
        guard place.sum.shape == values.shape else { continue }
        place.sum = place.sum + values
        place.pairs.append(pair)
        places[name] = place
      } else {
        places[name] = Place(sum: values, pairs: [pair])
      }
    }
    guard !places.isEmpty else { return nil }
    self.places = places
  }

  /// The mean of the place's training targets; nil of a place that was not seen.
  func mean(at name: String) -> Image? {
    places[name].map { ($0.sum / Double($0.pairs.count)).unsqueezed(dim: 0).images()[0] }
  }

  /// The target that went with the place's training input that resembles this one most; nil of a place not seen.
  func nearest(to input: Image, at name: String) -> Image? {
    let own = Self.thumbnail(input)
    func distance(_ other: [Float]) -> Float { zip(own, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
    return places[name]?.pairs.min { distance($0.thumbnail) < distance($1.thumbnail) }?.target
  }

  private static func thumbnail(_ image: Image) -> [Float] {
    image.resized(width: thumbnail, height: thumbnail).normalized()
  }
}
