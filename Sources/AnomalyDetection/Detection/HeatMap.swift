import Foundation
import Torch

/// Values over a picture, row by row.
public struct HeatMap: Sendable, Equatable {
  /// `[height, width]`.
  public let values: [Float]
  /// In pixels.
  public let width: Int
  /// In pixels.
  public let height: Int

  /// Takes values that are already laid out.
  public init(values: [Float], width: Int, height: Int) {
    precondition(values.count == width * height, "a map of \(width)x\(height) has \(values.count) values")
    self.values = values
    self.width = width
    self.height = height
  }

  private var tensor: Tensor { Tensor(values, shape: [1, 1, height, width]) }

  private init(_ tensor: Tensor) {
    self.init(values: tensor.array(), width: tensor.shape[3], height: tensor.shape[2])
  }

  /// The map scaled to another size, linear between values.
  public func resized(width: Int, height: Int) -> HeatMap {
    if width == self.width, height == self.height { return self }
    let smaller = width < self.width || height < self.height
    return withoutGradients {
      HeatMap(upsample(tensor, size: [height, width], mode: .bilinear, antialias: smaller))
    }
  }

  /// The map smoothed by a Gaussian, mirrored nowhere: beyond the border the last values go on.
  ///
  /// - Parameter deviation: in pixels; 0 changes nothing.
  public func smoothed(_ deviation: Double) -> HeatMap {
    guard deviation > 0 else { return self }
    let reach = max(1, Int((3 * deviation).rounded(.up)))
    let raw = (-reach...reach).map { Float(exp(-Double($0 * $0) / (2 * deviation * deviation))) }
    let sum = raw.reduce(0, +)
    let kernel = Tensor(raw.map { $0 / sum }, shape: [1, 1, 1, raw.count])
    return withoutGradients {
      let wide = pad(tensor, left: reach, right: reach, top: reach, bottom: reach, mode: .replicate)
      return HeatMap(conv2d(conv2d(wide, weight: kernel), weight: kernel.transposed(2, 3)))
    }
  }

  /// The mean of a share of the values, 0...1, the highest ones; of at least one.
  public func mean(ofHighest share: Double) -> Double {
    let count = max(1, Int(Double(values.count) * share))
    return withoutGradients {
      Tensor(values, shape: [values.count]).topk(count, dim: 0).values.mean().item()
    }
  }

  /// The mean over a square, its upper left corner at (`x`, `y`).
  func mean(x: Int, y: Int, side: Int) -> Double {
    var sum = 0.0
    for row in y..<y + side { for column in x..<x + side { sum += Double(values[row * width + column]) } }
    return sum / Double(side * side)
  }

  /// The value in the middle of all in order; 0 of none.
  public var median: Float { values.isEmpty ? 0 : values.sorted()[values.count / 2] }

  /// A place in a picture, in pixels from the upper left.
  public struct Place: Codable, Sendable, Equatable {
    /// To the right.
    public let x: Int
    /// Downwards.
    public let y: Int
  }

  /// Where the map is highest, in a picture of a size; the first of equals, row by row.
  public func hottest(width: Int, height: Int) -> Place {
    let place = values.indices.max { values[$0] < values[$1] } ?? 0
    let (column, row) = (place % self.width, place / self.width)
    return Place(x: (2 * column + 1) * width / (2 * self.width), y: (2 * row + 1) * height / (2 * self.height))
  }

  /// The highest value.
  public var maximum: Double { Double(values.max() ?? 0) }
}
