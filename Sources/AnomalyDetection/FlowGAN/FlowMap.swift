import Foundation
import Torch

/// How maps of cells become smoothed maps and scores.
struct FlowMap {
  /// The side of the averaged square, in cells; odd.
  let box: Int
  /// How many of the highest cells are averaged.
  let top: Int

  /// - Parameters:
  ///   - width: of the map, in cells.
  ///   - height: of the map, in cells.
  init(_ recipe: FlowScoreRecipe, width: Int, height: Int) {
    self.init(box: recipe.box, top: recipe.top, width: width, height: height)
  }

  init(box: Double, top: Double, width: Int, height: Int) {
    self.box = 2 * Int((box * Double(width) / 2).rounded()) + (box > 0 ? 1 : 0)
    self.top = max(1, Int((top * Double(width * height)).rounded()))
  }

  /// Means over the square around each cell, `[N, h, w]`; beyond the border its last cells go on.
  func smoothed(_ cells: Tensor) -> Tensor {
    guard box > 1 else { return cells }
    return withoutGradients {
      let reach = box / 2
      let wide = pad(
        cells.unsqueezed(dim: 1), left: reach, right: reach, top: reach, bottom: reach, mode: .replicate)
      return avgPool2d(wide, kernelSize: box, stride: 1).squeezed(dim: 1)
    }
  }

  /// The mean of the highest cells of each smoothed map, `[N]`.
  func scores(_ smoothed: Tensor) -> [Double] {
    withoutGradients {
      let count = smoothed.shape[0]
      let flat = smoothed.reshaped([count, smoothed.shape[1] * smoothed.shape[2]])
      return (flat.topk(top, dim: 1).values.mean(dims: [1]).array() as [Float]).map(Double.init)
    }
  }
}
