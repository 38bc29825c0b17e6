public import Torch

/// The game that generator and discriminator play, on logits of any shape. Losses are computed in 32 bits, whatever the
/// logits are.
public enum GANObjective: String, Codable, Sendable, CaseIterable {
  /// Cross entropy, the generator's loss in its non-saturating form (Goodfellow et al. 2014, 1406.2661).
  case vanilla
  /// Least squares to 1 for real and 0 for fake (Mao et al. 2017, 1611.04076).
  case lsgan
  /// Wasserstein distance; the critic needs a ``GradientPenalty`` beside it (Gulrajani et al. 2017, 1704.00028).
  case wganGP = "wgan-gp"
  /// Hinge (Lim and Ye 2017, 1705.02894).
  case hinge

  /// The discriminator's loss on logits of real pictures, a scalar.
  public func lossOfReal(_ logits: Tensor) -> Tensor {
    let logits = logits.to(.float32)
    return switch self {
    case .vanilla: binaryCrossEntropyWithLogits(logits, target: Tensor.ones(like: logits))
    case .lsgan: meanSquaredError(logits, Tensor.ones(like: logits))
    case .wganGP: -logits.mean()
    case .hinge: relu(1 - logits).mean()
    }
  }

  /// The discriminator's loss on logits of generated pictures, a scalar.
  public func lossOfFake(_ logits: Tensor) -> Tensor {
    let logits = logits.to(.float32)
    return switch self {
    case .vanilla: binaryCrossEntropyWithLogits(logits, target: Tensor.zeros(like: logits))
    case .lsgan: meanSquaredError(logits, Tensor.zeros(like: logits))
    case .wganGP: logits.mean()
    case .hinge: relu(1 + logits).mean()
    }
  }

  /// The generator's loss on the logits that its pictures were given, a scalar.
  public func lossOfGenerator(_ logits: Tensor) -> Tensor {
    let logits = logits.to(.float32)
    return switch self {
    case .vanilla, .lsgan: lossOfReal(logits)
    case .wganGP, .hinge: -logits.mean()
    }
  }
}
