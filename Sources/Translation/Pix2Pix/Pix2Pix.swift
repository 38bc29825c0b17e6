public import Adversarial
public import Datasets
public import Torch
public import TorchNN
public import TorchOptim
public import Training
public import Vision

/// pix2pix (Isola et al. 2016, 1611.07004): paired translation by a conditional GAN with an L1 loss.
///
/// `G* = arg min_G max_D L_cGAN(G, D) + lambda L_L1(G)` (eq. 4). The discriminator sees the input beside the output.
public final class Pix2Pix: AdversarialSystem {
  public static let identifier = "pix2pix"

  /// G: translates `[N, C, H, W]`.
  public let generator: any ImageToImageNetwork
  /// D: judges input and output, joined along the channels.
  public let discriminator: any Layer
  /// The mean of training targets, against which translations are judged; made when it is first asked for.
  public private(set) lazy var meanTarget: MeanPicture? = makeMeanTarget()
  private let recipe: Pix2PixRecipe
  private let game: ImageGame
  private let device: Device
  private let dropoutNoise: RandomSource
  private let penaltyNoise: RandomSource
  private let augmentationNoise: RandomSource
  private let optimizerOfGenerator: Adam
  private let optimizerOfDiscriminator: Adam
  private let average: AveragedGenerator?
  private let makeMeanTarget: () -> MeanPicture?

  /// Builds both networks with fresh weights from the recipe's seed.
  ///
  /// - Parameters:
  ///   - recipe: resolved.
  ///   - meanTarget: makes the mean of the training targets.
  /// - Throws: a sentence that names the key whose value no network can have.
  public init(
    _ recipe: Pix2PixRecipe, device: Device = .cpu, meanTarget: @escaping () -> MeanPicture? = { nil }
  ) throws {
    self.recipe = recipe
    self.device = device
    makeMeanTarget = meanTarget
    let seed = recipe.run.seed
    let weights = RandomSource(seed: seed)
    dropoutNoise = RandomSource(seed: seed &+ 0x9E37_79B9_7F4A_7C15, device: device)
    penaltyNoise = RandomSource(seed: seed &+ 0x3C6E_F372_FE94_F82A, device: device)
    augmentationNoise = RandomSource(seed: seed &+ 0xB54C_DA58_FBBE_E87E)
    game = try recipe.stabilization.game(
      recipe.game, penaltyNoise: penaltyNoise, augmentationNoise: augmentationNoise)
    generator = try recipe.generator.makeNetwork(random: weights, noise: dropoutNoise)
    discriminator = try recipe.discriminator.makeNetwork(
      pictureChannels: recipe.generator.outputChannels, conditionChannels: recipe.generator.inputChannels,
      normalization: recipe.generator.normalization, random: weights)
    for network in [generator as Module, discriminator as Module] {
      recipe.initialization.draw(network, random: weights)
      try network.move(to: device)
    }
    let (rate, betas) = (recipe.run.learningRate, (recipe.game.beta1, recipe.game.beta2))
    optimizerOfGenerator = Adam(generator.parameters(), learningRate: rate, betas: betas)
    let ownRate = recipe.stabilization.discriminatorLearningRate
    optimizerOfDiscriminator = Adam(
      discriminator.parameters(), learningRate: ownRate > 0 ? ownRate : rate, betas: betas)
    average = try recipe.stabilization.averages(of: [(recipe.generator, generator)], device: device).first
  }

  public var networks: [(name: String, module: Module)] {
    [("generator", generator), ("discriminator", discriminator)]
      + (average.map { [("generator_ema", $0.network)] } ?? [])
  }

  public var optimizers: [(name: String, optimizer: any Optimizer)] {
    [("generator", optimizerOfGenerator), ("discriminator", optimizerOfDiscriminator)]
  }

  public var randomSources: [(name: String, random: RandomSource)] {
    // Runs of before games were augmented do not have its state.
    let augmentation = recipe.stabilization.augmentation.isEmpty ? [] : [("augmentation", augmentationNoise)]
    return [("dropout", dropoutNoise), ("penalty", penaltyNoise)] + augmentation
  }

  public var auxiliaryState: [(name: String, tensor: Tensor)] {
    meanTarget.map { [(MeanPicture.name, $0.levels)] } ?? []
  }

  public func loadAuxiliaryState(_ state: [String: Tensor]) {
    meanTarget = state[MeanPicture.name].map { MeanPicture(levels: $0) }
  }

  /// x, y and G(x) in the paper's letters. The discriminator moves first, then the generator against the moved one.
  public func phases(_ batch: PairedBatch, step: Int) -> [Phase] {
    let (x, y) = sides(of: batch)
    let output = generator.translate(x)
    return [
      // Half of `-log D(x, y) - log(1 - D(x, G(x)))` (eq. 1; halved as in section 3.3).
      Phase("discriminator", optimizerOfDiscriminator, trains: [discriminator]) { [game, discriminator] in
        game.discriminatorLoss(
          real: concatenated([x, y], dim: 1), fake: concatenated([x, output.detached()], dim: 1)
        ) { discriminator($0) }
      },
      Phase(
        "generator", optimizerOfGenerator, trains: [generator], freezes: [discriminator],
        then: { [average] in average?.update(after: step) }
      ) { [self] in generatorLoss(x, y, output) },
    ]
  }

  /// `-log D(x, G(x)) + lambda |y - G(x)|_1` (eqs. 1, 3 and 4, the first in its non-saturating form), and the structural
  /// term where the recipe has one.
  private func generatorLoss(_ x: Tensor, _ y: Tensor, _ output: Tensor) -> LossTerms {
    let adversarial = game.generatorLoss(discriminator(game.augmented(concatenated([x, output], dim: 1))))
    let distance = l1Loss(output.to(.float32), y)
    let loss = LossTerms("G_GAN", adversarial).adding("G_L1", distance, weight: recipe.distance.lambdaL1)
    guard recipe.distance.lambdaSSIM > 0 else { return loss }
    return loss.adding("G_SSIM", StructuralLoss()(output, y), weight: recipe.distance.lambdaSSIM)
  }

  /// Rows of input, output and truth, the output as in training (dropout and batch statistics).
  public func sampleSheet(_ batch: PairedBatch, step: Int) -> Image {
    let (x, y) = sides(of: batch)
    return SampleSheet.rows([("input", x), ("output", generator.translate(x)), ("truth", y)])
  }

  private func sides(of batch: PairedBatch) -> (input: Tensor, target: Tensor) {
    let (a, b) = (Tensor(batch.a, device: device), Tensor(batch.b, device: device))
    return recipe.data.direction == .aToB ? (a, b) : (b, a)
  }
}
