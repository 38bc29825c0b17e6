import Adversarial
import Datasets
import Torch
import TorchNN
import TorchOptim
import Vision

/// The networks and losses of InfoGAN, with or without labels for the first categorical code.
///
/// `min_{G,Q} max_D V(D, G) - lambda L_I(G, Q)`, `L_I = E log Q(c | G(z, c)) + H(c)` (1606.03657, eqs. 5 and 6).
final class InfoGANCore {
  let pair: GenerativePair
  let recognition: RecognitionNetwork
  private let recipe: InfoGANRecipe
  private let optimizerOfRecognition: Adam?
  private let changes: RandomSource
  /// What labels add to Q's loss on real pictures, if anything; it is handed what reads the first categorical code.
  private let supervision: Supervision?
  /// How many steps were taken.
  private var stepCount = 0

  typealias Supervision = (_ classify: (Tensor) -> Tensor) -> LossTerms

  private struct Step {
    let real: Tensor
    let anchorImages: Tensor?
    /// Nil while only Q learns.
    let sample: LatentSample?
    let fake: Tensor?
  }
  private var step: Step?

  /// - Parameter supervision: is called in the phase in which the first categorical code learns.
  init(_ recipe: InfoGANRecipe, device: Device, supervision: Supervision? = nil) throws {
    self.recipe = recipe
    self.supervision = supervision
    let space = recipe.base.generator.latentSpace
    var made: RecognitionNetwork?
    pair = try GenerativePair(recipe.base, device: device) { discriminator, weights in
      let body =
        recipe.anchor.isOn ? recipe.base.game.makeDiscriminator(for: recipe.base.generator, random: weights) : nil
      let network = RecognitionNetwork(
        space, featureCount: discriminator.featureCount, body: body, heads: recipe.headCount, random: weights)
      made = network
      return network.sharedHeads
    }
    guard let made else { preconditionFailure("the pair asks for its heads") }
    recognition = made
    try recognition.move(to: device)
    let anchored = recognition.anchoredModules.flatMap { $0.parameters() }
    optimizerOfRecognition = recipe.anchor.isOn ? Adam(anchored, learningRate: recipe.anchor.learningRate) : nil
    changes = RandomSource(seed: recipe.base.run.seed &+ 0x5851_F42D_4C95_7F2D)
  }

  var networks: [(name: String, module: Module)] { pair.networks + [("recognition", recognition)] }

  var optimizers: [(name: String, optimizer: any Optimizer)] {
    pair.optimizers + (optimizerOfRecognition.map { [("recognition", $0)] } ?? [])
  }

  var randomSources: [(name: String, random: RandomSource)] { pair.randomSources + [("changes", changes)] }

  var auxiliaryState: [(name: String, tensor: Tensor)] { [("steps", Tensor([stepCount]))] }

  func loadAuxiliaryState(_ state: [String: Tensor]) throws {
    guard let steps = state["steps"] else {
      throw TrainingError(.notRead, "the checkpoint lacks the number of steps; it is damaged")
    }
    stepCount = Int(steps.int64Array()[0])
  }

  /// Whether only Q learns.
  private var isAnchoring: Bool { recipe.anchor.isOn && stepCount < recipe.anchor.steps }

  private var isAnchorDue: Bool {
    isAnchoring || (recipe.anchor.isOn && recipe.anchor.every > 0 && stepCount.isMultiple(of: recipe.anchor.every))
  }

  func begin(_ batch: LabelledBatch) {
    let all = Tensor(pictures: batch, device: pair.device)
    let real = all.narrow(dim: 0, start: 0, length: min(recipe.base.run.batchSize, all.shape[0]))
    let sample = isAnchoring ? nil : pair.sample(real.shape[0])
    step = Step(
      real: real, anchorImages: isAnchorDue ? all : nil, sample: sample, fake: sample.map { pair.generate($0) })
    setAnchorRate()
  }

  /// Q's rate has a course of its own, whatever the run's schedule is.
  private func setAnchorRate() {
    let left = Double(recipe.anchor.steps - stepCount) / (0.4 * Double(recipe.anchor.steps))
    optimizerOfRecognition?.learningRate = recipe.anchor.learningRate * min(1, max(0.02, left))
  }

  var phases: [Phase] {
    var phases: [Phase] = []
    if isAnchorDue, let optimizerOfRecognition {
      phases.append(
        Phase(
          name: "recognition", optimizer: optimizerOfRecognition, trains: recognition.anchoredModules,
          loss: { [unowned self] in anchorLoss() }))
    }
    if isAnchoring { return phases }
    return phases + [
      Phase(
        name: "discriminator", optimizer: pair.optimizerOfDiscriminator,
        trains: [pair.discriminator] + recognition.sharedHeads, loss: { [unowned self] in discriminatorLoss() }),
      Phase(
        name: "generator", optimizer: pair.optimizerOfGenerator, interval: recipe.base.game.criticSteps,
        trains: [pair.generator], freezes: [pair.discriminator, recognition],
        loss: { [unowned self] in generatorLoss() }),
    ]
  }

  // MARK: losses

  private func anchorLoss() -> LossTerms {
    for module in recognition.anchoredModules { module.train() }
    let images = current.anchorImages ?? current.real
    let compete = isAnchoring
    let (loss, ofHeads) = recipe.consistency(images, random: changes) {
      compete ? recognition.candidateLogits($0) : recognition.anchoredLogits($0).unsqueezed(dim: 0)
    }
    if compete { recognition.note(candidateLosses: ofHeads) }
    return loss.adding(supervision?({ recognition.anchoredLogits($0) }))
  }

  /// D's loss, and Q's on the same pass over generated pictures. Anchored categories do not learn from them.
  private func discriminatorLoss() -> LossTerms {
    let (step, fake) = (current, generated.detached())
    let discriminator = pair.discriminator
    let changed = changedImages(of: step.real)
    let features = discriminator.features(of: [fake, step.real] + (changed.map { [$0.images] } ?? []))
    var loss = pair.discriminatorLoss(
      realLogits: discriminator.judge(features[1]), fakeLogits: discriminator.judge(features[0]), real: step.real,
      fake: fake
    ) { discriminator($0) }
    for (name, value, weight) in information(images: fake, features: features[0], prefix: "Q", withAnchored: false) {
      loss = loss.adding(name, value, weight: weight)
    }
    if let changed {
      loss = loss.adding(directionLoss(of: step.real, from: features[1], to: features[2], shift: changed.shift))
    }
    guard !recipe.anchor.isOn else { return loss }
    return loss.adding(supervision?({ recognition.categorical[0](discriminator.features($0)) }))
  }

  /// Real pictures changed at random, and by how much in codes; nil where no code follows a change.
  private func changedImages(of real: Tensor) -> (images: Tensor, shift: Tensor)? {
    let codes = recipe.base.generator.latentSpace.continuous.count
    guard !recipe.directions.changes.isEmpty, codes > 0 else { return nil }
    return recipe.directions(real, codes: codes, random: changes)
  }

  /// How far the continuous codes of changed real pictures are from where the changes should have moved them, and the code
  /// of strokes from the picture's rank.
  private func directionLoss(of real: Tensor, from features: Tensor, to changed: Tensor, shift: Tensor) -> LossTerms? {
    let directions = recipe.directions
    let codes = shift.shape[1]
    guard let means = recognition.continuousMeans(features: features)?.narrow(dim: 1, start: 0, length: codes),
      let moved = recognition.continuousMeans(features: changed)?.narrow(dim: 1, start: 0, length: codes)
    else { return nil }
    let change = (moved - means - shift).square().sum(dims: [1]).mean() * 0.5
    let loss = LossTerms(total: change * directions.lambda, terms: [(name: "Q_changes", value: change)])
    guard let code = directions.changes.prefix(codes).firstIndex(of: .stroke) else { return loss }
    let rank = (means[0..., code] - directions.strokeRanks(of: real)).square().mean() * 0.5
    return loss.adding("Q_strokes", rank, weight: directions.lambda)
  }

  private func generatorLoss() -> LossTerms {
    for module in recognition.anchoredModules { module.eval() }
    let features = pair.discriminator.features(generated)
    let adversarial = recipe.base.game.loss.ofGenerator(pair.discriminator.judge(features))
    var loss = LossTerms(total: adversarial, terms: [(name: "G_GAN", value: adversarial)])
    for (name, value, weight) in information(images: generated, features: features, prefix: "G", withAnchored: true) {
      loss = loss.adding(name, value, weight: weight)
    }
    return loss
  }

  /// `-log Q(c | x)` for each code: cross entropy for categories; for numbers the negative logarithm of a normal density
  /// of spread 1, without its constant.
  private func information(
    images: Tensor, features: Tensor, prefix: String, withAnchored: Bool
  ) -> [(name: String, value: Tensor, weight: Double)] {
    guard let sample = current.sample else { preconditionFailure("codes were drawn for this step") }
    var terms: [(name: String, value: Tensor, weight: Double)] = []
    for (position, code) in sample.space.categorical.enumerated() {
      let isAnchored = position == 0 && recipe.anchor.isOn
      if isAnchored && !withAnchored { continue }
      let logits =
        isAnchored ? recognition.anchoredLogits(images) : recognition.categorical[position](features)
      let value = crossEntropy(logits, target: sample.codes[code].to(pair.device))
      terms.append(("\(prefix)_\(LatentSpace.name(code))", value, recipe.information.lambdaCategorical))
    }
    if let means = recognition.continuousMeans(features: features) {
      let difference = means - sample.continuousValues.to(pair.device)
      terms.append(
        ("\(prefix)_continuous", difference.square().sum(dims: [1]).mean() * 0.5, recipe.information.lambdaContinuous))
    }
    return terms
  }

  private var current: Step {
    guard let step else { preconditionFailure("a phase runs between begin and end") }
    return step
  }

  private var generated: Tensor {
    guard let fake = current.fake else { preconditionFailure("the game has begun") }
    return fake
  }

  func end() {
    if !isAnchoring { pair.updateAverage() }
    step = nil
    stepCount += 1
    if recipe.anchor.isOn, stepCount == recipe.anchor.steps { recognition.keepBestCandidate() }
  }

  /// A row for each category and a column for each noise; below, a row for each continuous code, from -1 to 1.
  func sampleSheet() -> Image {
    let sample = pair.sheetSample()
    return pair.sheet(sample, columns: min(10, sample.count))
  }
}

extension LossTerms {
  /// Both, where there is another.
  fileprivate func adding(_ other: LossTerms?) -> LossTerms {
    guard let other else { return self }
    return LossTerms(total: total + other.total, terms: terms + other.terms)
  }
}
