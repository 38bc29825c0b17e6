public import Torch
public import Training

/// What every discriminator of a generative system minimises, on logits and with the slopes' penalties.
public struct DiscriminatorLoss {
  private let recipe: GameRecipe
  private let loss: AdversarialLoss
  private let penaltyNoise: RandomSource

  /// - Parameter penaltyNoise: draws the points of the gradient penalty.
  public init(_ recipe: GameRecipe, penaltyNoise: RandomSource) {
    self.recipe = recipe
    loss = recipe.loss
    self.penaltyNoise = penaltyNoise
  }

  /// The game's loss and the penalties that the recipe asks for.
  ///
  /// - Parameters:
  ///   - realLogits: of `real`.
  ///   - fakeLogits: of `fake`.
  ///   - judge: pictures to logits, for the penalties.
  public func callAsFunction(
    realLogits: Tensor, fakeLogits: Tensor, real: Tensor, fake: Tensor, judge: (Tensor) -> Tensor
  ) -> LossTerms {
    let (ofReal, ofFake) = (loss.ofReal(realLogits), loss.ofFake(fakeLogits))
    var terms = [(name: "D_real", value: ofReal), (name: "D_fake", value: ofFake)]
    var total = ofReal + ofFake
    if recipe.mode == .wganGP, recipe.lambdaGP > 0 {
      let slope = GradientPenalty(weight: recipe.lambdaGP)(
        real: real, fake: fake, random: penaltyNoise, critic: judge)
      terms.append((name: "D_penalty", value: slope))
      total = total + slope
    }
    if recipe.r1Gamma > 0 {
      let slope = R1Penalty(gamma: recipe.r1Gamma)(real: real, discriminator: judge)
      terms.append((name: "D_r1", value: slope))
      total = total + slope
    }
    return LossTerms(total: total, terms: terms)
  }
}
