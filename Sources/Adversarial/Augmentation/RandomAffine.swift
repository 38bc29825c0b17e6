public import Torch

/// Small random changes of shape that keep what a picture shows: rotation, scale, shear and shift, each picture its own.
public struct RandomAffine: Codable, Sendable, Equatable {
  /// The greatest angle in degrees, either way.
  public var rotation: Double
  /// The greatest change of each side in logarithms: 0.2 is 0.82 to 1.22.
  public var scale: Double
  /// The greatest shear: how far a row moves for each row away from the middle.
  public var shear: Double
  /// The greatest shift each way, as a share of the side.
  public var shift: Double

  /// Sets the ranges.
  public init(rotation: Double = 15, scale: Double = 0.2, shear: Double = 0.3, shift: Double = 0.1) {
    self.rotation = rotation
    self.scale = scale
    self.shear = shear
    self.shift = shift
  }

  /// Transforms pictures `[N, C, H, W]` in -1...1, bilinear; beyond the border they are -1.
  ///
  /// - Parameter generator: draws the transformations, on the CPU.
  public func callAsFunction(_ images: Tensor, random: RandomSource) -> Tensor {
    let draws = (Tensor.rand([6, images.shape[0]], random: random) * 2 - 1).to(images.device)
    let angle = draws[0] * (rotation * .pi / 180)
    let (wide, high) = ((draws[1] * scale).exp(), (draws[2] * scale).exp())
    let slope = draws[3] * shear
    // The grid is two units wide.
    let (right, down) = (draws[4] * (2 * shift), draws[5] * (2 * shift))
    let (cosine, sine) = (angle.cos(), angle.sin())
    // Rotation · shear · scale, then the shift.
    let theta = stacked(
      [
        stacked([cosine * wide, cosine * slope * wide - sine * high, right], dim: 1),
        stacked([sine * wide, sine * slope * wide + cosine * high, down], dim: 1),
      ], dim: 1)
    return gridSample(images + 1, grid: affineGrid(theta, size: images.shape)) - 1
  }
}
