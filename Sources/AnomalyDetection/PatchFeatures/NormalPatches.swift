import Datasets
import Foundation
import Torch
import Vision

/// The patches of normal pictures, made picture by picture whenever they are asked for: they need not fit in memory.
public struct NormalPatches {
  /// How many pictures are learned, turned and mirrored ones included.
  public let pictureCount: Int
  /// Numbers of a patch.
  public let channels: Int
  /// Where every picture has the same number of patches: how many along height and width; nil otherwise.
  public let places: [Int]?
  /// One over the deviation of each channel over pictures, `[channels]`: patches are multiplied by it.
  let scale: Tensor
  /// The sum of patches of all pictures.
  public let patchCount: Int
  private let pictures: [Image]
  private let turns: [Turn]
  private let extractor: PatchExtractor

  /// How a picture is turned and mirrored.
  private struct Turn {
    let angle: Double
    let isMirrored: Bool
  }

  /// - Parameter pictures: as the detector takes them, at least one.
  init(_ pictures: [Image], recipe: PatchRecipe, extractor: PatchExtractor) throws {
    self.pictures = pictures
    self.extractor = extractor
    turns = (0..<recipe.rotations).flatMap { step in
      [false, true].prefix(recipe.flips ? 2 : 1).map {
        Turn(angle: 2 * .pi * Double(step) / Double(recipe.rotations), isMirrored: $0)
      }
    }
    pictureCount = pictures.count * turns.count
    func grid(_ image: Image) -> [Int] {
      [(image.height + recipe.grid - 1) / recipe.grid, (image.width + recipe.grid - 1) / recipe.grid]
    }
    let grids = pictures.map(grid)
    places = grids.allSatisfy { $0 == grids[0] } ? grids[0] : nil
    patchCount = grids.reduce(0) { $0 + $1[0] * $1[1] } * turns.count
    scale = try Self.scale(pictures, extractor)
    channels = scale.count
  }

  /// From how many pictures, spread over all, the channels' deviations are.
  private static let scalePictures = 64

  private static func scale(_ pictures: [Image], _ extractor: PatchExtractor) throws -> Tensor {
    let count = min(scalePictures, pictures.count)
    var (sum, squares, patches) = (Tensor(0), Tensor(0), 0)
    for place in 0..<count {
      let map = try extractor.patches(tensor(pictures[place * pictures.count / count])).to(.cpu).to(.float64)
      sum = sum + map.sum(dims: [0, 2, 3])
      squares = squares + map.square().sum(dims: [0, 2, 3])
      patches += map.size(2) * map.size(3)
    }
    let mean = sum / Double(patches)
    let deviation = (squares / Double(patches) - mean.square()).clamped(min: 0).sqrt()
    // A channel that never changes says nothing, and must not divide by nothing.
    let least = max(deviation.max().item() * 1e-3, 1e-12)
    return (1 / deviation.clamped(min: least)).to(.float32)
  }

  /// Hands out the patches of each picture, `[1, channels, h, w]`, in a fixed order.
  func forEach(progress: (Double) -> Void = { _ in }, _ body: (Tensor) throws -> Void) throws {
    var done = 0
    for picture in pictures {
      let tensor = Self.tensor(picture)
      for turn in turns {
        try body(try extractor.patches(Self.turned(tensor, turn)) * PatchExtractor.beside(scale))
        done += 1
        progress(Double(done) / Double(pictureCount))
      }
    }
  }

  private static func tensor(_ image: Image) -> Tensor {
    Tensor(image.normalized(), shape: [1, image.channels, image.height, image.width])
  }

  /// A picture turned by a share of a turn, against the clock, as it is learned.
  static func turned(_ image: Image, step: Int, of count: Int) -> Tensor {
    turned(tensor(image), Turn(angle: 2 * .pi * Double(step) / Double(count), isMirrored: false))
  }

  /// What lies outside a turned picture is its border, mirrored: no edge that no picture has.
  private static func turned(_ picture: Tensor, _ turn: Turn) -> Tensor {
    var picture = turn.isMirrored ? picture.flipped(dims: [3]) : picture
    let quarter = turn.angle / (.pi / 2)
    if quarter == quarter.rounded() {
      // Exact where no pixel falls between others.
      switch Int(quarter) % 4 {
      case 1: picture = picture.transposed(2, 3).flipped(dims: [2])
      case 2: picture = picture.flipped(dims: [2, 3])
      case 3: picture = picture.transposed(2, 3).flipped(dims: [3])
      default: break
      }
      return picture.contiguous()
    }
    return rotated(picture, by: turn.angle)
  }

  private static func rotated(_ picture: Tensor, by angle: Double) -> Tensor {
    let (height, width) = (picture.size(2), picture.size(3))
    // Mirrored as far as the corners reach.
    let (x, y) = (min(width - 1, (height + 1) / 2), min(height - 1, (width + 1) / 2))
    let wide = pad(picture, left: x, right: x, top: y, bottom: y, mode: .reflect)
    let (h, w) = (Double(height + 2 * y), Double(width + 2 * x))
    let (c, s) = (cos(angle), sin(angle))
    // In coordinates of -1...1, which are stretched where the sides differ.
    let theta = Tensor(
      [Float(c), Float(-s * h / w), 0, Float(s * w / h), Float(c), 0], shape: [1, 2, 3])
    let turned = gridSample(wide, grid: affineGrid(theta, size: wide.shape))
    return turned.narrow(dim: 2, start: y, length: height).narrow(dim: 3, start: x, length: width).contiguous()
  }
}
