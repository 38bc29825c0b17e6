import Datasets
import Torch
import Training

/// Pictures of bright strokes on a dark ground, and how wide the strokes are.
enum Strokes {
  /// Whether a data set's pictures are of strokes: the border is dark, and most of the ink is gone when strokes shrink by a
  /// pixel each side. Of 1,000 pictures of MNIST 0.16 of the ink is left, of Fashion-MNIST 0.58.
  ///
  /// - Parameter images: at most 1,000 of them, spread over the set, are looked at.
  static func areShown(by images: LabelledImages) -> Bool {
    guard images.count > 0 else { return false }
    let looked = min(images.count, 1000)
    let pictures = Tensor(pictures: images.batch((0..<looked).map { $0 * images.count / looked }))
    let (height, width) = (pictures.shape[2], pictures.shape[3])
    guard height > 2, width > 2 else { return false }
    let ink = pictures + 1
    let inside = ink.narrow(dim: 2, start: 1, length: height - 2).narrow(dim: 3, start: 1, length: width - 2)
    let borderPixels = 2 * (height + width) - 4
    let border = (ink.sum() - inside.sum()).item() / Double(looked * pictures.shape[1] * borderPixels)
    let left = ((thickened(pictures, by: Tensor.full([looked], -1)) + 1).sum() / (ink.sum() + 1e-6)).item()
    return border < 0.1 && left < 0.35
  }

  /// The places of pictures among the others of their batch by the width of their strokes: `[N]`, ranks spread evenly over
  /// -1...1. Of thick strokes a greater share of the ink is left when they shrink.
  static func ranks(of images: Tensor) -> Tensor {
    let ink = (images + 1).flattened(from: 1).sum(dims: [1])
    let left = (thickened(images, by: Tensor.full(like: ink, -1)) + 1).flattened(from: 1).sum(dims: [1])
    let ranks = (left / (ink + 1e-6)).sort(dim: 0).indices.sort(dim: 0).indices.to(.float32)
    return (ranks * 2 + 1) / Double(images.shape[0]) - 1
  }

  /// Between the picture and its greatest (or, for negative amounts, least) neighbour.
  static func thickened(_ images: Tensor, by amount: Tensor) -> Tensor {
    let amount = amount.reshaped([-1, 1, 1, 1])
    let grown = maxPool2d(images, kernelSize: 3, stride: 1, padding: 1)
    let shrunk = -maxPool2d(-images, kernelSize: 3, stride: 1, padding: 1)
    return images + amount.clamped(min: 0) * (grown - images) + (-amount).clamped(min: 0) * (shrunk - images)
  }
}
