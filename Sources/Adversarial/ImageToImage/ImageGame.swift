public import Torch
public import Training

/// The game between a generator of pictures and a discriminator that judges them whole or in patches.
public struct ImageGame {
  private let choices: Choices
  private let penalty: GradientPenalty
  private let penaltyNoise: RandomSource
  private let augmentation: DifferentiableAugmentation?
  private let augmentationNoise: RandomSource?

  /// - Parameters:
  ///   - penaltyNoise: draws the points of the gradient penalty.
  ///   - augmentation: changes whatever the discriminator sees; nil leaves it.
  ///   - augmentationNoise: draws the changes.
  public init(
    _ choices: Choices, penaltyNoise: RandomSource, augmentation: DifferentiableAugmentation? = nil,
    augmentationNoise: RandomSource? = nil
  ) {
    self.choices = choices
    penalty = GradientPenalty(weight: choices.lambdaGP)
    self.penaltyNoise = penaltyNoise
    self.augmentation = augmentation
    self.augmentationNoise = augmentationNoise
  }

  /// What the discriminator is shown of pictures: themselves, or changed by chance where the game is augmented.
  public func augmented(_ pictures: Tensor) -> Tensor {
    guard let augmentation, let augmentationNoise else { return pictures }
    return augmentation(pictures, random: augmentationNoise)
  }

  /// What the discriminator minimises: half of its losses on real and generated pictures, so that it learns half as fast
  /// as the generator (1611.07004, 3.3); the whole of them and the penalty in Wasserstein's game.
  ///
  /// - Parameters:
  ///   - real: what the discriminator is shown, `[N, C, H, W]`, with the condition where there is one.
  ///   - fake: of the same shape; no gradient reaches the generator.
  public func discriminatorLoss(real: Tensor, fake: Tensor, judge: (Tensor) -> Tensor) -> LossTerms {
    let fake = fake.detached()
    let ofFake = choices.mode.lossOfFake(judge(augmented(fake)))
    let ofReal = choices.mode.lossOfReal(judge(augmented(real)))
    let terms = [(name: "D_real", value: ofReal), (name: "D_fake", value: ofFake)]
    guard choices.mode == .wganGP else { return LossTerms(total: (ofReal + ofFake) * 0.5, terms: terms) }
    return LossTerms(total: ofReal + ofFake, terms: terms)
      .adding("D_penalty", penalty(real: real, fake: fake, random: penaltyNoise, critic: judge))
  }

  /// What the generator minimises, on the logits that its pictures (``augmented(_:)``) were given; a scalar.
  public func generatorLoss(_ logits: Tensor) -> Tensor { choices.mode.lossOfGenerator(logits) }
}
