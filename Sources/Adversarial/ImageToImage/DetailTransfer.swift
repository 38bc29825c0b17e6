import Torch
import Vision

/// Brings what a network made of a scaled picture to the picture's own size.
///
/// Enlarging alone would be soft. What scaling down took from the input's brightness is laid over the result, times how much
/// the result follows the input there: the slope of the fast guided filter (He and Sun 2015, 1505.00996, eq. 5). The whole
/// of that filter would smooth away what the network drew (docs/results/driving.md).
struct DetailTransfer {
  /// How far around a place the slope is fitted, in pixels of the small picture.
  private static let reach = 2
  /// What variation of brightness (-1...1, squared) counts as flat: noise is not to be multiplied.
  private static let flatness = 0.01
  /// What it takes for each pixel of the large picture: some dozens of numbers.
  private static let bytesOfPixel = 120

  /// The output at the picture's size; where that is smaller than what the network saw, it is only scaled.
  ///
  /// - Parameters:
  ///   - output: `[1, C', h, w]` in -1...1, what the network made.
  ///   - seen: `[1, C, h, w]` in -1...1, the picture as the network saw it.
  ///   - picture: of any size, in the colours of `seen`.
  /// - Throws: when there is no room for it.
  func callAsFunction(_ output: Tensor, of seen: Tensor, at picture: Image) throws(TorchError) -> Image {
    let (height, width) = (seen.shape[2], seen.shape[3])
    guard (width, height) != (picture.width, picture.height) else { return Self.image(of: output) }
    guard width <= picture.width, height <= picture.height else {
      return Self.image(of: output).resized(width: picture.width, height: picture.height)
    }
    try ProcessMemory.require(picture.width * picture.height * Self.bytesOfPixel)
    let large = Tensor(picture.normalized(), shape: [1, picture.channels, picture.height, picture.width])
    // Planes: the network's own layout has three neighbours where enlarging wants a row.
    return Self.image(of: enlarged(output.contiguous(), of: seen, from: try large.moved(to: output.device)))
  }

  private static func image(of output: Tensor) -> Image {
    Image(normalized: output.array(), channels: output.shape[1], height: output.shape[2], width: output.shape[3])
  }

  /// `[1, C', H, W]` for `large`, `[1, C, H, W]`.
  private func enlarged(_ output: Tensor, of small: Tensor, from large: Tensor) -> Tensor {
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
