public import Torch

/// A ``GANObjective`` with the choices that papers vary around it.
public struct AdversarialLoss: Sendable, Equatable {
  /// The game.
  public var objective: GANObjective
  /// Vanilla: whether the generator minimises `log(1 - D(G(z)))` as in Goodfellow et al. 2014, eq. 1, in place of the
  /// non-saturating `-log D(G(z))`.
  public var saturates: Bool
  /// Vanilla and least squares: the real pictures' target is this much below 1 (Salimans et al. 2016, 1606.03498, 3.4).
  public var labelSmoothing: Double

  /// The plain game.
  public init(_ objective: GANObjective = .vanilla, saturates: Bool = false, labelSmoothing: Double = 0) {
    self.objective = objective
    self.saturates = saturates
    self.labelSmoothing = labelSmoothing
  }

  /// The discriminator's loss on logits of real pictures, a scalar.
  public func ofReal(_ logits: Tensor) -> Tensor {
    guard labelSmoothing > 0 else { return objective.lossOfReal(logits) }
    let logits = logits.to(.float32)
    let target = Tensor.full(like: logits, 1 - labelSmoothing)
    switch objective {
    case .vanilla: return binaryCrossEntropyWithLogits(logits, target: target)
    case .lsgan: return meanSquaredError(logits, target)
    case .wganGP, .hinge: return objective.lossOfReal(logits)
    }
  }

  /// The discriminator's loss on logits of generated pictures, a scalar.
  public func ofFake(_ logits: Tensor) -> Tensor { objective.lossOfFake(logits) }

  /// The generator's loss on the logits that its pictures were given, a scalar.
  public func ofGenerator(_ logits: Tensor) -> Tensor {
    saturates && objective == .vanilla ? -objective.lossOfFake(logits) : objective.lossOfGenerator(logits)
  }
}
