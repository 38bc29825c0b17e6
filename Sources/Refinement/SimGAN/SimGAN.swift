import Adversarial
public import Datasets
import Judges
public import Torch
public import TorchNN
public import TorchOptim
public import Training
public import Vision

/// SimGAN (Shrivastava et al. 2016, 1612.07828): simulated pictures made real, their annotations kept.
///
/// `L_R = sum_i -log(1 - D(R(x_i))) + lambda |psi(R(x_i)) - psi(x_i)|_1` (eq. 4), where D is the probability that a
/// patch is refined; the discriminator sees refined pictures of now and of before.
public final class SimGAN: AdversarialSystem {
  public static let identifier = "simgan"

  /// R: refines `[N, C, H, W]`.
  public let refiner: Refiner
  /// D: judges patches.
  public let discriminator: LocalDiscriminator
  /// What the discriminator also sees.
  public let history: HistoryBuffer
  private let recipe: SimGANRecipe
  private let device: Device
  private let classCount: Int
  private let optimizerOfRefiner: any Optimizer
  private let optimizerOfDiscriminator: any Optimizer
  private let adversarial: LocalAdversarialLoss
  private let regularization: SelfRegularization
  /// Knows simulated pictures; only where classes are used.
  private let judge: ClassJudge?
  /// Knows where points are in simulated pictures; only where the recipe holds refined ones to them.
  private let pointJudge: PointJudge?
  /// Learns from refined pictures; only where pseudo-labels are renewed.
  private let labeller: ClassJudge?
  private let labels: PseudoLabels
  private let refinerNoise: RandomSource
  private let instanceNoise: RandomSource
  private let historyDraws: RandomSource
  private let average: AveragedNetwork<Refiner>?

  /// Builds the networks with fresh weights from the recipe's seed.
  ///
  /// - Parameters:
  ///   - recipe: resolved.
  ///   - real: what pseudo-labels are made for.
  ///   - simulated: what classes and points are taken from; nil where the recipe uses neither.
  /// - Throws: a sentence that names the key whose value no network can have.
  public init(
    _ recipe: SimGANRecipe, real: LabelledImages, simulated: AnnotatedPictures? = nil, device: Device = .cpu
  ) throws {
    self.recipe = recipe
    self.device = device
    let (seed, channels) = (recipe.run.seed, recipe.data.channels)
    let weights = RandomSource(seed: seed)
    refinerNoise = RandomSource(seed: seed &+ 0x9E37_79B9_7F4A_7C15)
    instanceNoise = RandomSource(seed: seed &+ 0x3C6E_F372_FE94_F82A)
    historyDraws = RandomSource(seed: seed &+ 0x2545_F491_4F6C_DD1D)
    let classes = simulated?.images.classNames.count ?? 0
    classCount = recipe.classes.isConditional ? classes : 0
    refiner = Refiner(recipe.refiner, channels: channels, random: weights, noise: refinerNoise)
    discriminator = LocalDiscriminator(
      plan: try recipe.discriminatorPlan(), inputChannels: channels + classCount,
      isGlobal: recipe.discriminator.isGlobal, random: weights)
    for network in [refiner, discriminator] as [Module] { try network.move(to: device) }
    let (rate, rateOfD) = (recipe.run.learningRate, recipe.game.discriminatorLearningRate)
    optimizerOfRefiner = recipe.game.optimizer(refiner, rate: rate)
    optimizerOfDiscriminator = recipe.game.optimizer(discriminator, rate: rateOfD > 0 ? rateOfD : rate)
    if recipe.game.emaDecay > 0 {
      let copy = Refiner(
        recipe.refiner, channels: channels, random: RandomSource(seed: 0), noise: RandomSource(seed: 0))
      try copy.move(to: device)
      average = AveragedNetwork(copy, of: refiner, decay: recipe.game.emaDecay)
    } else {
      average = nil
    }
    history = HistoryBuffer(capacity: recipe.game.history, random: historyDraws)
    let size = try Preprocess.Size(parsing: recipe.data.imageSize)
    func classifier(_ salt: UInt64) throws -> ClassJudge {
      try ClassJudge(
        channels: channels, width: size.width, height: size.height, classes: classes, seed: seed &+ salt,
        device: device)
    }
    judge = recipe.classes.needsJudge(psi: recipe.regularization.psi) ? try classifier(11) : nil
    pointJudge =
      recipe.points.lambda > 0
      ? try simulated.map { try PointJudge($0, seed: seed &+ 37, device: device) } : nil
    labeller = recipe.classes.isConditional && recipe.classes.renewEvery > 0 ? try classifier(23) : nil
    labels = PseudoLabels(of: real, device: device)
    adversarial = LocalAdversarialLoss(reduction: recipe.game.reduction)
    regularization = SelfRegularization(
      kind: recipe.regularization.psi, reduction: recipe.game.reduction, features: judge?.network)
  }

  public var networks: [(name: String, module: Module)] {
    let classifiers = [("judge", judge), ("labeller", labeller)].compactMap { name, part in
      part.map { (name: name, module: $0.network as Module) }
    }
    let averaged = average.map { [(name: "refiner_ema", module: $0.network as Module)] } ?? []
    let finder = pointJudge.map { [(name: "point_judge", module: $0.network as Module)] } ?? []
    return [(name: "refiner", module: refiner as Module), (name: "discriminator", module: discriminator as Module)]
      + averaged + classifiers + finder
  }

  public var optimizers: [(name: String, optimizer: any Optimizer)] {
    let classifiers = [("judge", judge), ("labeller", labeller)].compactMap { name, part in
      part.map { (name: name, optimizer: $0.optimizer as any Optimizer) }
    }
    let finder = pointJudge.map { [(name: "point_judge", optimizer: $0.optimizer as any Optimizer)] } ?? []
    return [
      (name: "refiner", optimizer: optimizerOfRefiner), (name: "discriminator", optimizer: optimizerOfDiscriminator),
    ] + classifiers + finder
  }

  public var randomSources: [(name: String, random: RandomSource)] {
    [("refiner_noise", refinerNoise), ("instance_noise", instanceNoise), ("history", historyDraws)]
      + [("judge", judge?.changes), ("labeller", labeller?.changes), ("point_judge", pointJudge?.changes)]
      .compactMap { name, random in random.map { (name, $0) } }
  }

  public var auxiliaryState: [(name: String, tensor: Tensor)] {
    history.state.map { ("history_\($0.name)", $0.tensor) } + labels.state
  }

  public func loadAuxiliaryState(_ state: [String: Tensor]) {
    let held = state.filter { $0.key.hasPrefix("history_") }
    history.load(
      Dictionary(uniqueKeysWithValues: held.map { (String($0.key.dropFirst("history_".count)), $0.value) }),
      device: device)
    labels.load(state)
  }

  /// Algorithm 1: the two networks learn alone first, then the refiner moves K_g times and the discriminator K_d times.
  public func phases(_ batch: RefinementBatch, step: Int) -> [Phase] {
    let (start, game) = (recipe.start, recipe.game)
    // By the step and not by what ran last: a resumed run begins in any step.
    judge?.network.train(step < start.judge)
    pointJudge?.network.train(step < start.judge)
    renewLabels(at: step - start.game)
    return [
      judge.map { judge in
        Phase("judge", judge.optimizer, trains: [judge.network], due: .until(start.judge)) { [self] in
          let simulated = simulated(batch, move: 0)
          return judge.learning(simulated.pictures, simulated.classes, name: "J_cross_entropy")
        }
      },
      pointJudge.map { judge in
        Phase("point_judge", judge.optimizer, trains: [judge.network], due: .until(start.judge)) { [self] in
          let simulated = simulated(batch, move: 0)
          return judge.learning(simulated.pictures, simulated.places)
        }
      },
      Phase(
        "refiner_alone", optimizerOfRefiner, trains: [refiner], due: .from(start.judge).until(start.refiner)
      ) { [self] in aloneLoss(simulated(batch, move: 0)) },
      Phase(
        "discriminator_alone", optimizerOfDiscriminator, trains: [discriminator],
        due: .from(start.refiner).until(start.game)
      ) { [self] in discriminatorLoss(batch, move: 0) },
      labeller.map { labeller in
        Phase("labeller", labeller.optimizer, trains: [labeller.network], due: .from(start.game)) { [self] in
          let simulated = simulated(batch, move: 0)
          let refined = withoutGradients { refiner(simulated.pictures) }
          return labeller.learning(refined, simulated.classes, name: "P_cross_entropy")
        }
      },
      Phase(
        "refiner", optimizerOfRefiner, trains: [refiner], freezes: [discriminator] + frozenJudges,
        due: .from(start.game).times(game.refinerMoves),
        then: { [average] in average?.update(after: (step - start.game) * game.refinerMoves) }
      ) { [self] move in refinerLoss(simulated(batch, move: move)) },
      Phase(
        "discriminator", optimizerOfDiscriminator, trains: [discriminator],
        due: .from(start.game).times(game.discriminatorMoves)
      ) { [self] move in discriminatorLoss(batch, move: move) },
    ].compactMap { $0 }
  }

  /// Rows of simulated, refined and real pictures, which are no partners; a running average refines where there is one.
  public func sampleSheet(_ batch: RefinementBatch, step: Int) -> Image {
    let simulated = Tensor(pictures: batch.simulated, device: device)
    return SampleSheet.rows([
      ("simulated", simulated), ("refined", (average?.network ?? refiner)(simulated)),
      ("real", Tensor(pictures: batch.real, device: device)),
    ])
  }

  // MARK: losses

  /// `|psi(R(x)) - psi(x)|_1` alone.
  private func aloneLoss(_ simulated: Simulated) -> LossTerms {
    LossTerms("R_regularization", regularization(refiner(simulated.pictures), simulated.pictures))
  }

  /// `-log(1 - D(R(x))) + lambda |psi(R(x)) - psi(x)|_1` (eq. 4), and where the recipe asks for them a fixed
  /// classifier's cross entropy and the distance at which a fixed network finds the simulator's points.
  private func refinerLoss(_ simulated: Simulated) -> LossTerms {
    let refined = refiner(simulated.pictures)
    var loss = LossTerms("R_adversarial", adversarial(judged(refined, simulated.classes), areReal: true))
      .adding(
        "R_regularization", regularization(refined, simulated.pictures), weight: recipe.regularization.lambda)
    if let judge, recipe.classes.lambda > 0 {
      loss = loss.adding(
        "R_class", judge.consistency(refined, simulated.classes), weight: recipe.classes.lambda)
    }
    if let pointJudge {
      loss = loss.adding(
        "R_points", pointJudge.consistency(refined, simulated.places), weight: recipe.points.lambda)
    }
    return loss
  }

  /// `-log D(R(x)) - log(1 - D(y))` (eq. 2), half of the refined pictures from the history.
  private func discriminatorLoss(_ batch: RefinementBatch, move: Int) -> LossTerms {
    let simulated = simulated(batch, move: recipe.game.refinerMoves + move)
    let refined = withoutGradients { refiner(simulated.pictures) }
    let shown = history.exchange(refined, classes: classCount > 0 ? simulated.classes : nil)
    let count = recipe.run.batchSize
    let real = Tensor(pictures: batch.real, device: device).narrow(dim: 0, start: move * count, length: count)
    let places = Array(batch.real.indices[move * count..<(move + 1) * count])
    let named = classCount > 0 ? labels(places, confidence: recipe.classes.confidence) : nil
    let ofRefined = adversarial(judged(shown.pictures, shown.classes), areReal: false)
    let ofReal = adversarial(judged(real, named?.classes), areReal: true, weights: named?.weights)
    return LossTerms(
      total: ofRefined + ofReal, terms: [(name: "D_refined", value: ofRefined), (name: "D_real", value: ofReal)])
  }

  /// The discriminator's logits of pictures under noise, beside the planes of their classes where it is told them.
  private func judged(_ pictures: Tensor, _ classes: Tensor?) -> Tensor {
    var input = pictures
    if recipe.game.instanceNoise > 0 {
      input = input + Tensor.randn(input.shape, random: instanceNoise).to(device) * recipe.game.instanceNoise
    }
    guard classCount > 0, let classes else { return discriminator(input) }
    let planes = oneHot(classes, classes: classCount).to(.float32).reshaped([pictures.shape[0], classCount, 1, 1])
    return discriminator(
      concatenated([input, planes.expanded(to: [-1, -1, pictures.shape[2], pictures.shape[3]])], dim: 1))
  }

  // MARK: parts

  struct Simulated {
    let pictures: Tensor
    /// `[N]`; zeros where the simulator has no classes.
    let classes: Tensor
    /// Which of all simulated pictures they are.
    let places: [Int]
  }

  func simulated(_ batch: RefinementBatch, move: Int) -> Simulated {
    let count = recipe.run.batchSize
    let all = Tensor(pictures: batch.simulated, device: device)
    let names = (batch.simulated.labels ?? [Int](repeating: 0, count: all.shape[0])).map(Int64.init)
    let part = move * count..<(move + 1) * count
    return Simulated(
      pictures: all.narrow(dim: 0, start: part.lowerBound, length: count),
      classes: Tensor(Array(names[part]), shape: [count], device: device),
      places: Array(batch.simulated.indices[part]))
  }

  private var frozenJudges: [Module] { [judge?.network, pointJudge?.network].compactMap { $0 } }

  /// Pseudo-labels come from the classifier of simulated pictures at first, later from that of refined ones.
  private func renewLabels(at step: Int) {
    // The discriminator learns alone before the game, and needs labels then.
    let first = -recipe.game.discriminatorSteps
    guard classCount > 0, let judge, step >= first else { return }
    if step == first { labels.renew(by: judge.network) }
    if let labeller, step > 0, step.isMultiple(of: recipe.classes.renewEvery) { labels.renew(by: labeller.network) }
  }
}

extension SimGANRecipe.Game {
  fileprivate func optimizer(_ network: Module, rate: Double) -> any Optimizer {
    switch optimizer {
    case .sgd: SGD(network.parameters(), learningRate: rate)
    case .adam: Adam(network.parameters(), learningRate: rate, betas: (beta1, beta2))
    }
  }
}
