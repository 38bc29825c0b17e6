import Adversarial
import Datasets
import Torch
import Training

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
    /// All of these where the pictures are of strokes on a dark ground, as digits are, else none; it stands alone.
    case automatic = "auto"
  }

  /// The change of each continuous code, in their order; empty leaves the codes to be found, as in the paper.
  public var changes: [Change] = [.automatic]
  /// The weight of the term; well above the information term's, so that Q reads the change and not whatever else the
  /// generator finds to carry a code.
  public var lambda = 4.0

  /// The defaults.
  public init() {}

  enum CodingKeys: String, CodingKey {
    case changes = "code_changes"
    case lambda = "lambda_changes"
  }

  /// Decides what is left to the data, and drops changes that no code is there for.
  mutating func resolve(for images: LabelledImages, codes: Int) {
    if changes.contains(.automatic) { changes = Strokes.areShown(by: images) ? [.shear, .stroke] : [] }
    changes = Array(changes.prefix(codes))
  }

  /// Changes pictures at random, and says by how much in codes.
  ///
  /// - Parameters:
  ///   - images: `[N, C, H, W]` in -1...1, bright on dark.
  ///   - random: draws the changes, on the CPU.
  /// - Returns: the pictures, and `[N, changes]`; nil where no code follows a change.
  func change(_ images: Tensor, random: RandomSource) -> (images: Tensor, shift: Tensor)? {
    guard !changes.isEmpty else { return nil }
    let count = images.shape[0]
    var changed = images
    var shifts: [Tensor] = []
    for change in changes {
      let amount = (Tensor.rand([count], random: random) * 2 - 1).to(images.device)
      switch change {
      case .shear: changed = sheared(changed, by: amount * 0.45)
      case .stroke: changed = Strokes.thickened(changed, by: amount * 0.8)
      case .automatic: preconditionFailure("the data has decided")
      }
      shifts.append(amount)
    }
    return (changed, stacked(shifts, dim: 1))
  }

  /// How far the continuous codes of changed real pictures are from where the changes should have moved them, and the code
  /// of strokes from the picture's rank.
  ///
  /// - Parameters:
  ///   - features: the discriminator's, of the pictures before and after.
  ///   - read: features to the means of the continuous codes.
  func loss(
    of real: Tensor, from features: Tensor, to changed: Tensor, shift: Tensor, read: (Tensor) -> Tensor?
  ) -> LossTerms? {
    let codes = shift.shape[1]
    guard let means = read(features)?.to(.float32).narrow(dim: 1, start: 0, length: codes),
      let moved = read(changed)?.to(.float32).narrow(dim: 1, start: 0, length: codes)
    else { return nil }
    let change = (moved - means - shift).square().sum(dims: [1]).mean() * 0.5
    let loss = LossTerms(total: change * lambda, terms: [(name: "Q_changes", value: change)])
    guard let code = changes.firstIndex(of: .stroke) else { return loss }
    let rank = (means[0..., code] - Strokes.ranks(of: real)).square().mean() * 0.5
    return loss.adding("Q_strokes", rank, weight: lambda)
  }

  /// A positive amount leans the picture to the right.
  private func sheared(_ images: Tensor, by amount: Tensor) -> Tensor {
    let (one, zero) = (Tensor.ones(like: amount), Tensor.zeros(like: amount))
    let theta = stacked(
      [stacked([one, amount, zero], dim: 1), stacked([zero, one, zero], dim: 1)], dim: 1)
    return gridSample(images + 1, grid: affineGrid(theta, size: images.shape)) - 1
  }
}
