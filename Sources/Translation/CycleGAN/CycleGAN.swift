public import Adversarial
public import Datasets
import Files
public import Torch
public import TorchNN
public import TorchOptim
public import Training
public import Vision

/// CycleGAN (Zhu et al. 2017, 1703.10593): translation both ways, learned from two sides without pairs.
///
/// `L(G, F, D_X, D_Y) = L_GAN(G, D_Y) + L_GAN(F, D_X) + lambda L_cyc(G, F)` (eq. 3). X is the data's side A, Y side B; the
/// names are those of the well-known PyTorch code base, where D_A judges what G_A makes.
public final class CycleGAN: AdversarialSystem {
  public static let identifier = "cyclegan"

  /// G: side A to side B.
  public let generatorA: any ImageToImageNetwork
  /// F: side B to side A.
  public let generatorB: any ImageToImageNetwork
  /// D_Y: judges pictures of side B.
  public let discriminatorA: any Layer
  /// D_X: judges pictures of side A.
  public let discriminatorB: any Layer
  private let recipe: CycleGANRecipe
  private let game: ImageGame
  private let device: Device
  private let dropoutNoise: RandomSource
  private let penaltyNoise: RandomSource
  private let augmentationNoise: RandomSource
  private let poolCoins: RandomSource
  /// Earlier pictures of G, for D_Y.
  private let poolB: ImagePool
  /// Earlier pictures of F, for D_X.
  private let poolA: ImagePool
  private let optimizerOfGenerators: Adam
  private let optimizerOfDiscriminators: Adam
  private let averages: [AveragedGenerator]

  /// Builds all four networks with fresh weights from the recipe's seed.
  ///
  /// - Parameter recipe: resolved.
  /// - Throws: a sentence that names the key whose value no network can have.
  public init(_ recipe: CycleGANRecipe, device: Device = .cpu) throws {
    self.recipe = recipe
    self.device = device
    let seed = recipe.run.seed
    let weights = RandomSource(seed: seed)
    dropoutNoise = RandomSource(seed: seed &+ 0x9E37_79B9_7F4A_7C15, device: device)
    penaltyNoise = RandomSource(seed: seed &+ 0x3C6E_F372_FE94_F82A, device: device)
    poolCoins = RandomSource(seed: seed &+ 0x78DD_E6E5_FD29_F054)
    poolA = ImagePool(capacity: recipe.cycle.poolSize, random: poolCoins)
    poolB = ImagePool(capacity: recipe.cycle.poolSize, random: poolCoins)
    augmentationNoise = RandomSource(seed: seed &+ 0xB54C_DA58_FBBE_E87E)
    game = try recipe.stabilization.game(
      recipe.game, penaltyNoise: penaltyNoise, augmentationNoise: augmentationNoise)
    generatorA = try recipe.generator.makeNetwork(random: weights, noise: dropoutNoise)
    generatorB = try recipe.generator.reversed.makeNetwork(random: weights, noise: dropoutNoise)
    let norm = recipe.generator.normalization
    discriminatorA = try recipe.discriminator.makeNetwork(
      pictureChannels: recipe.channels.b, normalization: norm, random: weights)
    discriminatorB = try recipe.discriminator.makeNetwork(
      pictureChannels: recipe.channels.a, normalization: norm, random: weights)
    for network in [generatorA as Module, generatorB as Module, discriminatorA as Module, discriminatorB as Module] {
      recipe.initialization.draw(network, random: weights)
      try network.move(to: device)
    }
    let (rate, betas) = (recipe.run.learningRate, (recipe.game.beta1, recipe.game.beta2))
    let ownRate = recipe.stabilization.discriminatorLearningRate
    optimizerOfGenerators = Adam(
      generatorA.parameters() + generatorB.parameters(), learningRate: rate, betas: betas)
    optimizerOfDiscriminators = Adam(
      discriminatorA.parameters() + discriminatorB.parameters(), learningRate: ownRate > 0 ? ownRate : rate,
      betas: betas)
    averages = try recipe.stabilization.averages(
      of: [(recipe.generator, generatorA), (recipe.generator.reversed, generatorB)], device: device)
  }

  public var networks: [(name: String, module: Module)] {
    [
      ("generator_A", generatorA), ("generator_B", generatorB), ("discriminator_A", discriminatorA),
      ("discriminator_B", discriminatorB),
    ] + zip(["generator_A_ema", "generator_B_ema"], averages).map { ($0, $1.network) }
  }

  public var optimizers: [(name: String, optimizer: any Optimizer)] {
    [("generators", optimizerOfGenerators), ("discriminators", optimizerOfDiscriminators)]
  }

  public var randomSources: [(name: String, random: RandomSource)] {
    [
      ("dropout", dropoutNoise), ("penalty", penaltyNoise), ("augmentation", augmentationNoise), ("pool", poolCoins),
    ]
  }

  public var auxiliaryState: [(name: String, tensor: Tensor)] {
    [("pool_A", poolA), ("pool_B", poolB)].flatMap { name, pool in
      pool.state.map { ("\(name)/\($0.name)", $0.tensor) }
    }
  }

  public func loadAuxiliaryState(_ state: [String: Tensor]) {
    for (name, pool) in [("pool_A/", poolA), ("pool_B/", poolB)] {
      pool.load(
        Dictionary(
          uniqueKeysWithValues: state.filter { $0.key.hasPrefix(name) }
            .map { (String($0.key.dropFirst(name.count)), $0.value.to(device)) }))
    }
  }

  /// The generators move first, together; then the discriminators, shown translations of this step or earlier ones.
  public func phases(_ batch: PairedBatch, step: Int) -> [Phase] {
    let (a, b) = (Tensor(batch.a, device: device), Tensor(batch.b, device: device))
    let isIdentityDue = recipe.cycle.lambdaIdentity > 0 && step.isMultiple(of: recipe.cycle.identityEvery)
    let translated = OncePerStep { [self] in Translations(a, b, by: self, identity: isIdentityDue) }
    return [
      Phase(
        "generators", optimizerOfGenerators, trains: [generatorA, generatorB],
        freezes: [discriminatorA, discriminatorB],
        then: { [averages] in for average in averages { average.update(after: step) } }
      ) { [self] in generatorLoss(a, b, translated()) },
      Phase("discriminators", optimizerOfDiscriminators, trains: [discriminatorA, discriminatorB]) { [self] in
        let (fakeA, fakeB) = (translated().fakeA, translated().fakeB)
        return discriminatorLoss("D_A", discriminatorA, real: b, fake: poolB.exchange(fakeB.to(.float32)))
          .adding(discriminatorLoss("D_B", discriminatorB, real: a, fake: poolA.exchange(fakeA.to(.float32))))
      },
    ]
  }

  /// `L_GAN(G, D_Y) + L_GAN(F, D_X)` in least squares (eq. 1, appendix 7.1), the cycles `|F(G(x)) - x|_1 + |G(F(y)) - y|_1`
  /// (eq. 2) and, where they are asked for, the edges that ``GradientConsistencyLoss`` keeps and the identities
  /// `|G(y) - y|_1 + |F(x) - x|_1` (section 5.2).
  private func generatorLoss(_ a: Tensor, _ b: Tensor, _ translated: Translations) -> LossTerms {
    let weights = recipe.cycle
    func distance(_ one: Tensor, _ other: Tensor) -> Tensor { l1Loss(one.to(.float32), other) }
    var loss = LossTerms("G_A", game.generatorLoss(discriminatorA(game.augmented(translated.fakeB))))
      .adding("G_B", game.generatorLoss(discriminatorB(game.augmented(translated.fakeA))))
      .adding("cycle_A", distance(generatorB.translate(translated.fakeB), a), weight: weights.lambdaA)
      .adding("cycle_B", distance(generatorA.translate(translated.fakeA), b), weight: weights.lambdaB)
    if weights.lambdaGradient > 0 {
      let edges = GradientConsistencyLoss()
      loss = loss.adding("gradient_A", edges(translated.fakeB, a), weight: weights.lambdaGradient)
        .adding("gradient_B", edges(translated.fakeA, b), weight: weights.lambdaGradient)
    }
    guard let identityA = translated.identityA, let identityB = translated.identityB else { return loss }
    return loss.adding("idt_A", distance(identityA, b), weight: weights.lambdaB * weights.lambdaIdentity)
      .adding("idt_B", distance(identityB, a), weight: weights.lambdaA * weights.lambdaIdentity)
  }

  private func discriminatorLoss(_ name: String, _ judge: any Layer, real: Tensor, fake: Tensor) -> LossTerms {
    LossTerms(name, game.discriminatorLoss(real: real, fake: fake) { judge($0) }.total)
  }

  /// Both ways and back; a running average draws where there is one.
  public func sampleSheet(_ batch: PairedBatch, step: Int) -> Image {
    let (a, b) = (Tensor(batch.a, device: device), Tensor(batch.b, device: device))
    let (g, f) = (averages.first?.network ?? generatorA, averages.last?.network ?? generatorB)
    let (fakeB, fakeA) = (g.translate(a), f.translate(b))
    return SampleSheet.rows([
      ("A", a), ("A to B", fakeB), ("and back", f.translate(fakeB)), ("B", b), ("B to A", fakeA),
      ("and back", g.translate(fakeA)),
    ])
  }

  /// Starts from the weights of a model file; discriminators that it does not hold, or that are of another kind there,
  /// keep fresh ones.
  ///
  /// - Throws: a sentence that names the file and what does not fit.
  func load(_ file: ModelFile) throws {
    let held = Set(file.shapes.map { String($0.name.prefix { $0 != "/" }) })
    for (name, module) in networks {
      let source = held.contains(name) ? name : name.replacing("_ema", with: "")
      guard source.hasPrefix("generator") || held.contains(source) && hasOurDiscriminators(file) else { continue }
      try file.load(into: module, prefix: source + "/")
    }
  }

  /// Takes the weights of a model's file, or of a run's newest checkpoint.
  ///
  /// - Throws: a sentence that names the file which is missing, damaged or of another network.
  func load(at path: String) throws {
    guard let folder = try ModelFile.folder(at: path) else { return try load(ModelFile(path)) }
    for (name, module) in networks {
      guard let file = ModelFile.existing([name, name.replacing("_ema", with: "")], in: folder) else {
        guard name.hasPrefix("generator") else { continue }
        throw FileError(path: folder, reason: "there is no \(name) in it; give a run of `gan train cyclegan`")
      }
      let model = try ModelFile(file)
      guard name.hasPrefix("generator") || hasOurDiscriminators(model) else { continue }
      try model.load(into: module)
    }
  }

  private func hasOurDiscriminators(_ file: ModelFile) -> Bool {
    file.header.recipe["discriminator"] == .string(recipe.discriminator.architecture.rawValue)
  }
}

/// What both generators make of a batch.
private struct Translations {
  let fakeB: Tensor
  let fakeA: Tensor
  /// G(y): what is B already should stay; nil where it is not asked for.
  let identityA: Tensor?
  let identityB: Tensor?

  init(_ a: Tensor, _ b: Tensor, by system: CycleGAN, identity: Bool) {
    (fakeB, identityA) = Self.pass(system.generatorA, a, identity ? b : nil, system)
    (fakeA, identityB) = Self.pass(system.generatorB, b, identity ? a : nil, system)
  }

  /// Pictures that do not see each other in the network pass it together.
  private static func pass(
    _ generator: any ImageToImageNetwork, _ pictures: Tensor, _ others: Tensor?, _ system: CycleGAN
  ) -> (Tensor, Tensor?) {
    guard let others else { return (generator.translate(pictures), nil) }
    guard system.mayJoinPasses, pictures.shape == others.shape else {
      return (generator.translate(pictures), generator.translate(others))
    }
    let count = pictures.shape[0]
    let both = generator.translate(concatenated([pictures, others], dim: 0))
    return (both.narrow(dim: 0, start: 0, length: count), both.narrow(dim: 0, start: count, length: count))
  }
}

extension CycleGAN {
  /// Batch norm would mix the statistics of two kinds of pictures.
  fileprivate var mayJoinPasses: Bool { recipe.generator.normalization != .batch }
}
