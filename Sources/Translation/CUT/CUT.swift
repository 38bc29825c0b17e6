public import Adversarial
public import Datasets
public import Torch
public import TorchNN
public import TorchOptim
public import Training
public import Vision

/// CUT (Park et al. 2020, 2007.15651): translation one way, learned without pairs and without a second generator.
///
/// `L_GAN(G, D) + lambda_X L_PatchNCE(G, H, X) + lambda_Y L_PatchNCE(G, H, Y)` (eq. 5): what a patch of the output shows is
/// to be told from what the other patches of the input show. The discriminator moves first.
public final class CUT: AdversarialSystem {
  public static let identifier = "cut"

  /// G: translates `[N, C, H, W]`; its first half is the encoder whose features are compared.
  public let generator: ResNetGenerator
  /// D: judges pictures.
  public let discriminator: any Layer
  /// F: features of patches to vectors.
  public let projector: PatchProjector
  private let recipe: CUTRecipe
  private let game: ImageGame
  private let places: [Int]
  private let device: Device
  private let dropoutNoise: RandomSource
  private let penaltyNoise: RandomSource
  private let augmentationNoise: RandomSource
  /// Draws the patches and the flips.
  private let patchDraws: RandomSource
  /// G and F move together: Adam treats each weight by itself, so that this is the authors' two optimizers.
  private let optimizerOfGenerator: Adam
  private let optimizerOfDiscriminator: Adam
  private let averages: [AveragedGenerator]

  /// Builds the networks with fresh weights from the recipe's seed.
  ///
  /// - Parameter recipe: resolved.
  /// - Throws: a sentence that names the key whose value no network can have.
  public init(_ recipe: CUTRecipe, device: Device = .cpu) throws {
    self.recipe = recipe
    self.device = device
    let seed = recipe.run.seed
    let weights = RandomSource(seed: seed)
    dropoutNoise = RandomSource(seed: seed &+ 0x9E37_79B9_7F4A_7C15, device: device)
    penaltyNoise = RandomSource(seed: seed &+ 0x3C6E_F372_FE94_F82A, device: device)
    patchDraws = RandomSource(seed: seed &+ 0x78DD_E6E5_FD29_F054)
    places = try recipe.contrast.places()
    augmentationNoise = RandomSource(seed: seed &+ 0xB54C_DA58_FBBE_E87E)
    game = try recipe.stabilization.game(
      recipe.game, penaltyNoise: penaltyNoise, augmentationNoise: augmentationNoise)
    guard let generator = try recipe.generator.makeNetwork(random: weights, noise: dropoutNoise) as? ResNetGenerator
    else { throw TrainingError(.recipe, "CUT compares features of a ResNet; use `generator: resnet`") }
    self.generator = generator
    discriminator = try recipe.discriminator.makeNetwork(
      pictureChannels: recipe.generator.outputChannels, normalization: recipe.generator.normalization, random: weights)
    let channels = ResNetGenerator.encoderChannels(
      inputChannels: recipe.generator.inputChannels, features: recipe.generator.features,
      blocks: recipe.generator.blocks)
    projector = PatchProjector(
      channels: places.compactMap { channels[$0] }, width: recipe.contrast.width, random: weights)
    for network in [generator as Module, discriminator as Module, projector] {
      recipe.initialization.draw(network, random: weights)
      try network.move(to: device)
    }
    let (rate, betas) = (recipe.run.learningRate, (recipe.game.beta1, recipe.game.beta2))
    let ownRate = recipe.stabilization.discriminatorLearningRate
    optimizerOfGenerator = Adam(
      generator.parameters() + projector.parameters(), learningRate: rate, betas: betas)
    optimizerOfDiscriminator = Adam(
      discriminator.parameters(), learningRate: ownRate > 0 ? ownRate : rate, betas: betas)
    averages = try recipe.stabilization.averages(of: [(recipe.generator, generator)], device: device)
  }

  public var networks: [(name: String, module: Module)] {
    [("generator", generator), ("discriminator", discriminator), ("projector", projector)]
      + averages.map { ("generator_ema", $0.network) }
  }

  public var optimizers: [(name: String, optimizer: any Optimizer)] {
    [("generator", optimizerOfGenerator), ("discriminator", optimizerOfDiscriminator)]
  }

  public var randomSources: [(name: String, random: RandomSource)] {
    [
      ("dropout", dropoutNoise), ("penalty", penaltyNoise), ("augmentation", augmentationNoise),
      ("patches", patchDraws),
    ]
  }

  /// x, y and G(x) in the paper's letters. The discriminator moves first, then generator and projector against it.
  public func phases(_ batch: PairedBatch, step: Int) -> [Phase] {
    let (x, y) = sides(of: batch)
    let isFlipped = recipe.contrast.flipEquivariance && Tensor.rand([1], random: patchDraws).item() < 0.5
    let output = OncePerStep { [self] in Outputs(isFlipped ? x.flipped(dims: [3]) : x, y, by: self, flipped: isFlipped)
    }
    return [
      Phase("discriminator", optimizerOfDiscriminator, trains: [discriminator]) { [game, discriminator] in
        game.discriminatorLoss(real: y, fake: output().translated.detached()) { discriminator($0) }
      },
      Phase(
        "generator", optimizerOfGenerator, trains: [generator, projector], freezes: [discriminator],
        then: { [averages] in for average in averages { average.update(after: step) } }
      ) { [self] in generatorLoss(x, y, output()) },
    ]
  }

  /// Eq. 5; where there are identities, both contrastive losses count half, as in the authors' code.
  private func generatorLoss(_ x: Tensor, _ y: Tensor, _ output: Outputs) -> LossTerms {
    let choices = recipe.contrast
    let adversarial = game.generatorLoss(discriminator(game.augmented(output.translated)))
    let loss = LossTerms(total: adversarial * choices.lambdaGAN, terms: [("G_GAN", adversarial)])
    let contrast = contrastiveLoss(from: x, to: output.translated, flipped: output.isFlipped)
    guard let identity = output.identity else { return loss.adding("NCE", contrast, weight: choices.lambdaNCE) }
    return loss.adding("NCE", contrast, weight: choices.lambdaNCE / 2)
      .adding(
        "NCE_Y", contrastiveLoss(from: y, to: identity, flipped: output.isFlipped), weight: choices.lambdaNCE / 2)
  }

  /// Eq. 4: the mean over layers of ``PatchNCELoss`` at places drawn anew.
  private func contrastiveLoss(from input: Tensor, to output: Tensor, flipped: Bool) -> Tensor {
    let keys = generator.features(of: padded(input), at: places)
    var queries = generator.features(of: padded(output), at: places)
    if flipped { queries = queries.map { $0.flipped(dims: [3]) } }
    let loss = PatchNCELoss(temperature: recipe.contrast.temperature)
    let terms = places.indices.map { layer in
      let area = keys[layer].shape[2] * keys[layer].shape[3]
      let chosen = Tensor.randperm(area, random: patchDraws)
        .narrow(dim: 0, start: 0, length: min(recipe.contrast.patches, area)).to(device)
      return loss(
        queries: projector(queries[layer], layer: layer, places: chosen),
        keys: projector(keys[layer], layer: layer, places: chosen))
    }
    return stacked(terms).mean()
  }

  /// What the encoder can halve twice.
  private func padded(_ pictures: Tensor) -> Tensor {
    pictures.mirrored(toHeight: generator.fitting(pictures.shape[2]), width: generator.fitting(pictures.shape[3]))
  }

  /// Rows of input and output; a running average draws where there is one.
  public func sampleSheet(_ batch: PairedBatch, step: Int) -> Image {
    let (x, y) = sides(of: batch)
    let network = averages.first?.network ?? generator
    return SampleSheet.rows([("input", x), ("output", network.translate(x)), ("the other side", y)])
  }

  private func sides(of batch: PairedBatch) -> (input: Tensor, target: Tensor) {
    let (a, b) = (Tensor(batch.a, device: device), Tensor(batch.b, device: device))
    return recipe.data.direction == .aToB ? (a, b) : (b, a)
  }

  /// What the generator makes of a batch; where pictures do not see each other in it, of both sides in one pass.
  private struct Outputs {
    let translated: Tensor
    /// G(y); nil where there are no identities.
    let identity: Tensor?
    let isFlipped: Bool

    init(_ x: Tensor, _ y: Tensor, by system: CUT, flipped: Bool) {
      isFlipped = flipped
      let generator = system.generator
      guard system.recipe.contrast.identity else {
        (translated, identity) = (generator.translate(x), nil)
        return
      }
      let y = flipped ? y.flipped(dims: [3]) : y
      guard system.recipe.generator.normalization != .batch, x.shape == y.shape else {
        (translated, identity) = (generator.translate(x), generator.translate(y))
        return
      }
      let both = generator.translate(concatenated([x, y], dim: 0))
      translated = both.narrow(dim: 0, start: 0, length: x.shape[0])
      identity = both.narrow(dim: 0, start: x.shape[0], length: x.shape[0])
    }
  }
}
