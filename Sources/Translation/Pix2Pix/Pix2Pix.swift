public import Adversarial
public import Datasets
public import Torch
public import TorchNN
public import TorchOptim
public import Vision

/// pix2pix (Isola et al. 2016, 1611.07004): paired translation by a conditional GAN with an L1 loss.
///
/// `G* = arg min_G max_D L_cGAN(G, D) + lambda L_L1(G)` (eq. 4). The discriminator sees the input beside the output.
public final class Pix2Pix: AdversarialSystem {
  public static let identifier = "pix2pix"

  /// Translates `[N, C, H, W]`.
  public let generator: any ImageToImageNetwork
  /// Judges input and output, joined along the channels.
  public let discriminator: any Layer
  private let recipe: Pix2PixRecipe
  private let device: Device
  private let dropoutNoise: RandomSource
  private let penaltyNoise: RandomSource
  private let optimizerOfGenerator: Adam
  private let optimizerOfDiscriminator: Adam
  private let penalty: GradientPenalty
  private let structuralLoss = StructuralLoss()

  /// What one step works on: x, y and G(x) in the paper's letters.
  private struct Step {
    let input: Tensor
    let target: Tensor
    let output: Tensor
  }
  private var step: Step?

  /// Builds both networks with fresh weights from the recipe's seed.
  ///
  /// - Parameter recipe: resolved.
  /// - Throws: a sentence that names the key whose value no network can have.
  public init(_ recipe: Pix2PixRecipe, device: Device = .cpu) throws {
    self.recipe = recipe
    self.device = device
    let seed = recipe.run.seed
    let weights = RandomSource(seed: seed)
    dropoutNoise = RandomSource(seed: seed &+ 0x9E37_79B9_7F4A_7C15, device: device)
    penaltyNoise = RandomSource(seed: seed &+ 0x3C6E_F372_FE94_F82A, device: device)
    let generator = try recipe.generator.makeNetwork(random: weights, noise: dropoutNoise)
    let discriminator = recipe.makeDiscriminator(random: weights)
    for network in [generator as Module, discriminator as Module] {
      initialize(network, recipe.initialization, random: weights)
      try network.move(to: device)
    }
    let betas = (recipe.objective.beta1, recipe.objective.beta2)
    optimizerOfGenerator = Adam(generator.parameters(), learningRate: recipe.run.learningRate, betas: betas)
    optimizerOfDiscriminator = Adam(discriminator.parameters(), learningRate: recipe.run.learningRate, betas: betas)
    penalty = GradientPenalty(weight: recipe.objective.lambdaGP)
    self.generator = generator
    self.discriminator = discriminator
  }

  public var networks: [(name: String, module: Module)] {
    [("generator", generator), ("discriminator", discriminator)]
  }

  public var optimizers: [(name: String, optimizer: any Optimizer)] {
    [("generator", optimizerOfGenerator), ("discriminator", optimizerOfDiscriminator)]
  }

  public var randomSources: [(name: String, random: RandomSource)] {
    [("dropout", dropoutNoise), ("penalty", penaltyNoise)]
  }

  public func begin(_ batch: PairedBatch) {
    let (input, target) = sides(of: batch)
    step = Step(input: input, target: target, output: translate(input))
  }

  /// The discriminator moves first, then the generator against the moved discriminator.
  public var phases: [Phase] {
    [
      Phase(
        name: "discriminator", optimizer: optimizerOfDiscriminator, trains: [discriminator],
        loss: { [unowned self] in discriminatorLoss() }),
      Phase(
        name: "generator", optimizer: optimizerOfGenerator, trains: [generator], freezes: [discriminator],
        loss: { [unowned self] in generatorLoss() }),
    ]
  }

  /// Half of `-log D(x, y) - log(1 - D(x, G(x)))` (eq. 1; halved as in section 3.3).
  private func discriminatorLoss() -> LossTerms {
    let step = current
    let objective = recipe.objective.mode
    let fakePair = concatenated([step.input, step.output.detached()], dim: 1)
    let realPair = concatenated([step.input, step.target], dim: 1)
    let fake = objective.lossOfFake(discriminator(fakePair))
    let real = objective.lossOfReal(discriminator(realPair))
    var terms = [(name: "D_real", value: real), (name: "D_fake", value: fake)]
    guard objective == .wganGP else { return LossTerms(total: (real + fake) * 0.5, terms: terms) }
    let slope = penalty(real: realPair, fake: fakePair, random: penaltyNoise) { discriminator($0) }
    terms.append((name: "D_penalty", value: slope))
    return LossTerms(total: real + fake + slope, terms: terms)
  }

  /// `-log D(x, G(x)) + lambda |y - G(x)|_1` (eqs. 1, 3 and 4, the first in its non-saturating form), and the structural
  /// term where the recipe has one.
  private func generatorLoss() -> LossTerms {
    let step = current
    let logits = discriminator(concatenated([step.input, step.output], dim: 1))
    let adversarial = recipe.objective.mode.lossOfGenerator(logits)
    let distance = l1Loss(step.output, step.target)
    let total = adversarial + distance * recipe.objective.lambdaL1
    let terms = [(name: "G_GAN", value: adversarial), (name: "G_L1", value: distance)]
    guard recipe.objective.lambdaSSIM > 0 else { return LossTerms(total: total, terms: terms) }
    let dissimilarity = structuralLoss(step.output, step.target)
    return LossTerms(
      total: total + dissimilarity * recipe.objective.lambdaSSIM,
      terms: terms + [(name: "G_SSIM", value: dissimilarity)])
  }

  private var current: Step {
    guard let step else { preconditionFailure("a phase runs between begin and end") }
    return step
  }

  public func end() { step = nil }

  /// Rows of input, output and truth, the output as in training (dropout and batch statistics).
  public func sampleSheet(_ batch: PairedBatch) -> Image {
    let (input, target) = sides(of: batch)
    let output = translate(input)
    let rows = zip(zip(input.images(), output.images()), target.images())
    return Montage.grid(
      rows.flatMap { [$0.0, $0.1, $1] }, columns: 3, titles: ["input", "output", "truth"])
  }

  /// G(x); a picture whose sides the generator cannot take is padded at its right and lower edges and cut back.
  private func translate(_ input: Tensor) -> Tensor {
    let (height, width) = (input.shape[2], input.shape[3])
    let multiple = generator.sizeMultiple
    let (bottom, right) = ((multiple - height % multiple) % multiple, (multiple - width % multiple) % multiple)
    guard bottom > 0 || right > 0 else { return generator(input) }
    let padded = pad(input, left: 0, right: right, top: 0, bottom: bottom, mode: .replicate)
    return generator(padded).narrow(dim: 2, start: 0, length: height).narrow(dim: 3, start: 0, length: width)
  }

  private func sides(of batch: PairedBatch) -> (input: Tensor, target: Tensor) {
    let (a, b) = (Tensor(batch.a, device: device), Tensor(batch.b, device: device))
    return recipe.data.direction == .aToB ? (a, b) : (b, a)
  }
}

extension Pix2PixRecipe {
  /// The discriminator, with PyTorch's default weights: it sees input and output together.
  func makeDiscriminator(random: RandomSource) -> any Layer {
    let channels = generator.inputChannels + generator.outputChannels
    switch discriminator.architecture {
    case .patch:
      return PatchDiscriminator(
        inputChannels: channels, features: discriminator.features, layers: discriminator.layers,
        normalization: generator.normalization, random: random)
    case .pixel:
      return PixelDiscriminator(
        inputChannels: channels, features: discriminator.features, normalization: generator.normalization,
        random: random)
    }
  }

  var initialization: Initialization {
    let gain = discriminator.initializationGain
    return switch discriminator.initialization {
    case .normal: .normal(gain)
    case .xavier: .xavier(gain)
    case .kaiming: .kaiming
    case .orthogonal: .orthogonal
    }
  }
}
