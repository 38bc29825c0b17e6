public import Torch

/// One less the correlation of two pictures' edges, for training: what a translation without pairs is to keep, whatever it
/// does to colour and brightness (after Hiasa et al. 2018, 1803.06629, eqs. 4 and 5).
///
/// The paper correlates the signed gradients along x and along y. Here their lengths are correlated, since an edge may turn
/// round: at night a lit window is brighter than the wall that it is darker than by day.
public struct GradientConsistencyLoss {
  /// A loss without state.
  public init() {}

  /// The mean over pictures of `1 - r`, r Pearson's correlation of the lengths of both brightness gradients.
  ///
  /// Gradients are central differences of the luma (of the only channel, where there is one); the border is left out.
  ///
  /// - Parameters:
  ///   - output: `[N, 1 or 3, H, W]`, of at least 3x3 pixels.
  ///   - input: of the same height and width; no gradient reaches it.
  /// - Returns: a scalar in 0...2; 1 for a picture without edges.
  public func callAsFunction(_ output: Tensor, _ input: Tensor) -> Tensor {
    // Correlations are small differences of sums, which bfloat16 has no digits for.
    autocast(device: output.device, enabled: false) {
      let (x, y) = (deviations(edges(output)), deviations(edges(input.detached())))
      let norms = (x.square().sum(dims: [1]) * y.square().sum(dims: [1]) + 1e-12).sqrt()
      return 1 - ((x * y).sum(dims: [1]) / norms).mean()
    }
  }

  /// The lengths of the brightness gradients, `[N, (H - 2)(W - 2)]`.
  private func edges(_ pictures: Tensor) -> Tensor {
    let luma = pictures.to(.float32).luma().select(dim: 1, index: 0)
    let (height, width) = (luma.shape[1], luma.shape[2])
    let inner = luma.narrow(dim: 1, start: 1, length: height - 2)
    let columns = luma.narrow(dim: 2, start: 1, length: width - 2)
    let right =
      inner.narrow(dim: 2, start: 2, length: width - 2) - inner.narrow(dim: 2, start: 0, length: width - 2)
    let down =
      columns.narrow(dim: 1, start: 2, length: height - 2) - columns.narrow(dim: 1, start: 0, length: height - 2)
    // The root of nothing has no gradient; a thousandth of a level is nothing.
    return (right.square() + down.square() + 1e-10).sqrt().flattened(from: 1)
  }

  private func deviations(_ values: Tensor) -> Tensor { values - values.mean(dims: [1], keepDims: true) }
}
