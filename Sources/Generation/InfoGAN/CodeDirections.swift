import Adversarial
import Torch

/// What says which way a continuous code goes: a known change of a real picture moves its code by a known amount.
///
/// `E |Q(T x) - Q(x) - d|^2`, where T shears and thickens the picture x, and d is what that is worth in codes. A change alone
/// leaves open where zero is: each kind of picture could have its own. An upright picture is one for every kind; for
/// strokes, Q also learns the picture's rank in its batch. InfoGAN's
/// paper leaves the continuous codes to be found, and any mixture of two of them explains the pictures as well; this fixes
/// the first continuous code to the first change of the list, and so on. It is not in the InfoGAN paper.
public struct CodeDirections: Codable, Sendable, Equatable {
  /// The changes that a code can follow.
  public enum Change: String, Codable, Sendable, CaseIterable {
    /// Rows move sideways: the slant. A code of 1 is 0.45 columns for each row.
    case shear
    /// Strokes grow or shrink by a part of a pixel each side. A code of 1 is 0.8 of the way to the 3x3 maximum.
    case stroke
  }

  /// The change of each continuous code, in their order; empty leaves the codes to be found, as in the paper.
  public var changes: [Change] = [.shear, .stroke]
  /// The weight of the term; well above the information term's, so that Q reads the change and not whatever else the
  /// generator finds to carry a code.
  public var lambda = 4.0

  /// The defaults.
  public init() {}

  enum CodingKeys: String, CodingKey, CaseIterable {
    case changes = "code_changes"
    case lambda = "lambda_changes"
  }

  /// Changes pictures at random, and says by how much in codes.
  ///
  /// - Parameters:
  ///   - images: `[N, C, H, W]` in -1...1, bright on dark.
  ///   - random: draws the changes, on the CPU.
  /// - Returns: the pictures, and `[N, codes]`.
  func callAsFunction(_ images: Tensor, codes: Int, random: RandomSource) -> (images: Tensor, shift: Tensor) {
    let count = images.shape[0]
    var changed = images
    var shifts: [Tensor] = []
    for change in changes.prefix(codes) {
      let amount = (Tensor.rand([count], random: random) * 2 - 1).to(images.device)
      switch change {
      case .shear: changed = sheared(changed, by: amount * 0.45)
      case .stroke: changed = thickened(changed, by: amount * 0.8)
      }
      shifts.append(amount)
    }
    return (changed, stacked(shifts, dim: 1))
  }

  /// The places of pictures among the others of their batch by the width of their strokes: `[N]`, ranks spread evenly over
  /// -1...1. Of thick strokes a greater share of the ink is left when they shrink.
  func strokeRanks(of images: Tensor) -> Tensor {
    let ink = (images + 1).flattened(from: 1).sum(dims: [1])
    let left = (thickened(images, by: Tensor.full(like: ink, -1)) + 1).flattened(from: 1).sum(dims: [1])
    let ranks = (left / (ink + 1e-6)).sort(dim: 0).indices.sort(dim: 0).indices.to(.float32)
    return (ranks * 2 + 1) / Double(images.shape[0]) - 1
  }

  /// A positive amount leans the picture to the right.
  private func sheared(_ images: Tensor, by amount: Tensor) -> Tensor {
    let (one, zero) = (Tensor.ones(like: amount), Tensor.zeros(like: amount))
    let theta = stacked(
      [stacked([one, amount, zero], dim: 1), stacked([zero, one, zero], dim: 1)], dim: 1)
    return gridSample(images + 1, grid: affineGrid(theta, size: images.shape)) - 1
  }

  /// Between the picture and its greatest (or, for negative amounts, least) neighbour.
  private func thickened(_ images: Tensor, by amount: Tensor) -> Tensor {
    let amount = amount.reshaped([-1, 1, 1, 1])
    let grown = maxPool2d(images, kernelSize: 3, stride: 1, padding: 1)
    let shrunk = -maxPool2d(-images, kernelSize: 3, stride: 1, padding: 1)
    return images + amount.clamped(min: 0) * (grown - images) + (-amount).clamped(min: 0) * (shrunk - images)
  }
}
