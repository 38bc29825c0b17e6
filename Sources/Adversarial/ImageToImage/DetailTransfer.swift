import Torch
import Vision

/// Enlarges the translation of a small picture by the large one that it was made from.
///
/// Enlarging alone would be soft. What scaling down took from the input's brightness is laid over the result, times how much
/// the translation follows the input there: the slope of the fast guided filter (He and Sun 2015, 1505.00996, eq. 5).
/// The whole of that filter would smooth away what the network drew
/// (docs/results/driving.md).
struct DetailTransfer {
  /// How far around a place the slope is fitted, in pixels of the small picture.
  static let reach = 2
  /// What variation of brightness (-1...1, squared) counts as flat: noise is not to be multiplied.
  static let flatness = 0.01

  /// - Parameters:
  ///   - output: `[1, C', h, w]`, the translation of `small`.
  ///   - small: `[1, C, h, w]`, `large` scaled down.
  ///   - large: `[1, C, H, W]`.
  /// - Returns: `[1, C', H, W]` in -1...1.
  func callAsFunction(_ output: Tensor, of small: Tensor, from large: Tensor) -> Tensor {
    let size = Array(large.shape[2...])
    func enlarged(_ maps: Tensor) -> Tensor { upsample(maps, size: size, mode: .bilinear) }
    return withoutGradients {
      let (brightness, fine) = (small.luma(), large.luma())
      let (mean, meanOfOutput) = (around(brightness), around(output))
      let variance = around(brightness * brightness) - mean * mean
      let slope = (around(brightness * output) - mean * meanOfOutput) / (variance + Self.flatness)
      return (enlarged(output) + enlarged(around(slope)) * (fine - enlarged(brightness))).clamped(min: -1, max: 1)
    }
  }

  /// The mean of a square around each place.
  private func around(_ maps: Tensor) -> Tensor {
    let reach = Self.reach
    return avgPool2d(
      pad(maps, left: reach, right: reach, top: reach, bottom: reach, mode: .replicate), kernelSize: 2 * reach + 1,
      stride: 1)
  }
}
