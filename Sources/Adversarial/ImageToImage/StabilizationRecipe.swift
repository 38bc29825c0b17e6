public import Torch
import TorchNN
public import Training

/// What keeps a game between image-to-image networks steady; none of it is in the papers of pix2pix and CycleGAN.
public struct StabilizationRecipe: Recipe {
  /// The discriminators' learning rate; 0 is the generators', which is `lr` (two time scales: Heusel et al. 2017, 1706.08500).
  public var discriminatorLearningRate = 0.0
  /// The decay of a running average of each generator, which then translates; 0 is none.
  public var emaDecay = 0.0
  /// What changes the pictures that discriminators see, such as `color,translation,cutout`
  /// (``DifferentiableAugmentation``); empty is nothing.
  public var augmentation = ""

  enum CodingKeys: String, CodingKey {
    case discriminatorLearningRate = "lr_discriminator"
    case emaDecay = "ema_decay"
    case augmentation = "diffaugment"
  }

  /// Nothing of it.
  public init() {}

  /// Makes sure that the values can be used.
  ///
  /// - Throws: a sentence that names the key.
  public func validate() throws(TrainingError) {
    try check(
      discriminatorLearningRate >= 0 && discriminatorLearningRate.isFinite,
      "lr_discriminator is \(discriminatorLearningRate); use 0 (as lr) or more")
    _ = try DifferentiableAugmentation(policy: augmentation)
    try check((0..<1).contains(emaDecay), "ema_decay is \(emaDecay); choose 0 to below 1, such as 0.999")
  }
}

extension StabilizationRecipe {
  /// The game with what steadies it.
  ///
  /// - Throws: a sentence that names the key.
  public func game(
    _ choices: ImageGame.Choices, penaltyNoise: RandomSource, augmentationNoise: RandomSource
  ) throws(TrainingError) -> ImageGame {
    ImageGame(
      choices, penaltyNoise: penaltyNoise, augmentation: try DifferentiableAugmentation(policy: augmentation),
      augmentationNoise: augmentationNoise)
  }

  /// Running averages of generators; none where `ema_decay` is 0.
  ///
  /// - Throws: a sentence that names the key whose value no network can have.
  public func averages(
    of generators: [(recipe: GeneratorRecipe, network: any ImageToImageNetwork)], device: Device
  ) throws -> [AveragedGenerator] {
    guard emaDecay > 0 else { return [] }
    return try generators.map { recipe, network in
      let copy = try recipe.makeNetwork(random: RandomSource(seed: 0), noise: RandomSource(seed: 0, device: device))
      try copy.move(to: device)
      return AveragedGenerator(copy, of: network, decay: emaDecay)
    }
  }
}
