import Metrics
public import Torch

/// The structural dissimilarity of two batches of pictures, `1 - SSIM`, for training (Zhao et al. 2017, 1511.08861, eqs. 5
/// to 7; SSIM is that of Wang et al. 2004).
///
/// It asks for the truth's contrast and edges where an absolute distance is content with a blur. Why it is computed apart
/// from `ImageMetrics.ssim` says `StructuralSimilarity`, whose window it takes.
public struct StructuralLoss {
  /// A loss without state.
  public init() {}

  /// The mean over pictures, channels and the window's valid positions.
  ///
  /// - Parameters:
  ///   - output: `[N, C, H, W]` in -1...1. The window is 11 pixels wide, or the greatest odd number that fits.
  ///   - target: of the same shape and range; no gradient reaches it.
  /// - Returns: a scalar in 0...2.
  public func callAsFunction(_ output: Tensor, _ target: Tensor) -> Tensor {
    // Variances are small differences of squares, which bfloat16 has no digits for.
    autocast(device: output.device, enabled: false) {
      let (x, y) = (levels(output), levels(target.detached()))
      let blur = Blur(height: x.shape[2], width: x.shape[3], device: x.device)
      let (ofX, ofY) = (blur(stacked([x, x.square(), x * y])), blur(stacked([y, y.square()])))
      let (meanX, meanY) = (ofX[0], ofY[0])
      let product = meanX * meanY
      let squares = meanX.square() + meanY.square()
      let (c1, c2) = (0.01 * 0.01, 0.03 * 0.03)
      let similarity =
        (2 * product + c1) * (2 * (ofX[2] - product) + c2) / ((squares + c1) * (ofX[1] + ofY[1] - squares + c2))
      return 1 - similarity.mean()
    }
  }

  /// -1...1 to 0...1.
  private func levels(_ images: Tensor) -> Tensor { (images.to(.float32) + 1) * 0.5 }

  /// The window along both sides as two products with banded matrices: on a CPU a convolution of single planes takes several
  /// times as long.
  private struct Blur {
    /// From H to the valid positions, `[H - 10, H]`.
    let columns: Tensor
    /// From W to the valid positions, `[W, W - 10]`.
    let rows: Tensor

    init(height: Int, width: Int, device: Device) {
      columns = Blur.band(height).to(device)
      rows = Blur.band(width).transposed(0, 1).to(device)
    }

    func callAsFunction(_ planes: Tensor) -> Tensor { columns.matmul(planes.matmul(rows)) }

    /// The window in each row, one place further than in the row above.
    static func band(_ side: Int) -> Tensor {
      let weights = StructuralSimilarity.window(fitting: side)
      let count = side - weights.count + 1
      var values = [Float](repeating: 0, count: count * side)
      for row in 0..<count {
        for (tap, weight) in weights.enumerated() { values[row * side + row + tap] = Float(weight) }
      }
      return Tensor(values, shape: [count, side])
    }
  }
}
