public import Torch
public import TorchNN
public import Training

/// What the two players of one step lose, on what that step drew.
public struct GenerativeRound {
  /// The discriminator's loss, on pictures that no gradient goes back from.
  public let discriminator: () -> LossTerms
  /// The generator's loss, against the discriminator that has just moved.
  public let generator: () -> LossTerms

  /// Puts the losses of a step together; they hold on to its tensors.
  public init(discriminator: @escaping () -> LossTerms, generator: @escaping () -> LossTerms) {
    self.discriminator = discriminator
    self.generator = generator
  }
}

extension GenerativePair {
  /// The game's moves: the discriminator's in each step, with the heads that read its features; the generator's when its
  /// turn has come (`n_critic`), against the moved discriminator.
  ///
  /// - Parameters:
  ///   - due: in which steps the game is played.
  ///   - freezes: what else the generator's loss passes through.
  public func phases(
    _ round: GenerativeRound, step: Int, discriminatorName: String = "discriminator", heads: [Module] = [],
    due: Due = .always, freezes: [Module] = []
  ) -> [Phase] {
    let judges = [discriminator] + heads
    return [
      Phase(discriminatorName, optimizerOfDiscriminator, trains: judges, due: due, loss: round.discriminator),
      Phase(
        "generator", optimizerOfGenerator, trains: [generator], freezes: judges + freezes,
        due: due.every(recipe.game.criticSteps),
        then: { [self] in average?.update(after: (step - due.first) / recipe.game.criticSteps) },
        loss: round.generator),
    ]
  }

  /// The generator's loss in the recipe's game.
  ///
  /// - Parameter logits: what the discriminator says of its pictures.
  public func generatorLoss(_ logits: Tensor) -> LossTerms { LossTerms("G_GAN", recipe.game.loss.ofGenerator(logits)) }
}
