public import Adversarial
public import Datasets
public import Torch
public import TorchNN
public import TorchOptim
public import Training
public import Vision

/// InfoGAN (Chen et al. 2016, 1606.03657): a generator whose codes mean something, found without labels.
///
/// `min_{G,Q} max_D V(D, G) - lambda L_I(G, Q)`, `L_I = E log Q(c | G(z, c)) + H(c)` (eqs. 5 and 6). Two optional terms that
/// are not in the paper stand in files of their own: ``Anchoring`` and ``CodeDirections``.
public class InfoGAN: NoiseToImageSystem {
  public class var identifier: String { "infogan" }

  /// G and D.
  public let pair: GenerativePair
  /// Q: reads the codes off a picture.
  let recognition: RecognitionNetwork
  private let recipe: InfoGANRecipe
  private let anchoring: Anchoring?
  private let changes: RandomSource
  /// What labels add to the loss of what reads the first categorical code, if anything.
  private let supervision: Supervision?

  typealias Supervision = (_ classify: (Tensor) -> Tensor) -> LossTerms

  /// Builds the networks with fresh weights from the recipe's seed.
  ///
  /// - Parameter recipe: resolved.
  /// - Throws: a sentence that names the key whose value no network can have.
  public convenience init(_ recipe: InfoGANRecipe, device: Device = .cpu) throws {
    try self.init(recipe, device: device, supervision: nil)
  }

  init(_ recipe: InfoGANRecipe, device: Device, supervision: Supervision?) throws {
    self.recipe = recipe
    self.supervision = supervision
    var made: RecognitionNetwork?
    pair = try GenerativePair(recipe.base, device: device) { discriminator, weights in
      let network = RecognitionNetwork(recipe, featureCount: discriminator.featureCount, random: weights)
      made = network
      return network.sharedHeads
    }
    guard let made else { preconditionFailure("the pair asks for its heads") }
    recognition = made
    try recognition.move(to: device)
    changes = RandomSource(seed: recipe.run.seed &+ 0x5851_F42D_4C95_7F2D)
    anchoring = recipe.anchor.isOn ? Anchoring(of: recognition, recipe, changes: changes) : nil
  }

  public var networks: [(name: String, module: Module)] { pair.networks + [("recognition", recognition)] }

  public var optimizers: [(name: String, optimizer: any Optimizer)] {
    pair.optimizers + (anchoring.map { [("recognition", $0.optimizer)] } ?? [])
  }

  public var randomSources: [(name: String, random: RandomSource)] { pair.randomSources + [("changes", changes)] }

  /// x, and G(z, c) with c. Where categories are anchored, that comes first, and then the game.
  public func phases(_ batch: LabelledBatch, step: Int) -> [Phase] {
    let images = Tensor(pictures: batch, device: pair.device)
    let real = images.narrow(dim: 0, start: 0, length: min(recipe.run.batchSize, images.shape[0]))
    let sample = OncePerStep { [pair] in pair.sample(real.shape[0]) }
    let fake = OncePerStep { [pair] in pair.generate(sample()) }
    let round = GenerativeRound(
      discriminator: { [self] in discriminatorLoss(real, fake().detached(), sample()) },
      generator: { [self] in generatorLoss(fake(), sample()) })
    return (anchoring?.phases(images, step: step, supervision: supervision) ?? [])
      + pair.phases(
        round, step: step, heads: recognition.sharedHeads, due: .from(anchoring?.steps ?? 0), freezes: [recognition])
  }

  /// D's loss, and Q's on the same pass over generated pictures. Anchored categories do not learn from them.
  private func discriminatorLoss(_ real: Tensor, _ fake: Tensor, _ sample: LatentSample) -> LossTerms {
    let discriminator = pair.discriminator
    let changed = recipe.directions.change(real, random: changes)
    let features = discriminator.features(of: [fake, real] + (changed.map { [$0.images] } ?? []))
    var loss = pair.discriminatorLoss(
      realLogits: discriminator.judge(features[1]), fakeLogits: discriminator.judge(features[0]), real: real, fake: fake
    ) { discriminator($0) }
    loss = information(loss, "Q", fake, features: features[0], sample, withAnchored: false)
    if let changed {
      loss = loss.adding(
        recipe.directions.loss(of: real, from: features[1], to: features[2], shift: changed.shift) { [recognition] in
          recognition.continuousMeans(features: $0)
        })
    }
    guard anchoring == nil else { return loss }
    return loss.adding(supervision?({ [recognition] in recognition.categorical[0](discriminator.features($0)) }))
  }

  private func generatorLoss(_ fake: Tensor, _ sample: LatentSample) -> LossTerms {
    anchoring?.eval()
    let features = pair.discriminator.features(fake)
    let loss = pair.generatorLoss(pair.discriminator.judge(features))
    return information(loss, "G", fake, features: features, sample, withAnchored: true)
  }

  /// The mutual information's lower bound `L_I` (eq. 5) as a loss, `-lambda log Q(c | x)` for each code: cross entropy for
  /// categories; for numbers the negative logarithm of a normal density of spread 1, without its constant.
  private func information(
    _ loss: LossTerms, _ prefix: String, _ images: Tensor, features: Tensor, _ sample: LatentSample, withAnchored: Bool
  ) -> LossTerms {
    var loss = loss
    for (position, code) in sample.space.categorical.enumerated() {
      let isAnchored = position == 0 && anchoring != nil
      if isAnchored && !withAnchored { continue }
      let logits = isAnchored ? recognition.anchoredLogits(images) : recognition.categorical[position](features)
      loss = loss.adding(
        "\(prefix)_\(LatentSpace.name(code))",
        crossEntropy(logits.to(.float32), target: sample.codes[code].to(pair.device)),
        weight: recipe.information.lambdaCategorical)
    }
    guard let means = recognition.continuousMeans(features: features)?.to(.float32) else { return loss }
    let difference = means - sample.continuousValues.to(pair.device)
    return loss.adding(
      "\(prefix)_continuous", difference.square().sum(dims: [1]).mean() * 0.5,
      weight: recipe.information.lambdaContinuous)
  }

  /// A row for each category, the same noise down each column.
  public func sampleSheet(_ batch: LabelledBatch, step: Int) -> Image {
    let sample = pair.sheetSample()
    return pair.sheet(sample, columns: min(10, sample.count))
  }
}
