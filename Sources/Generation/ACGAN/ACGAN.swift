public import Adversarial
public import Datasets
public import Torch
public import TorchNN
public import TorchOptim
public import Vision

/// AC-GAN (Odena et al. 2016, 1610.09585): the discriminator also names the class.
///
/// `L_S = E log P(S = real | x) + E log P(S = fake | G(c, z))` (eq. 2) and
/// `L_C = E log P(C = c | x) + E log P(C = c | G(c, z))` (eq. 3); D maximises `L_S + L_C`, G maximises `L_C - L_S`, whose
/// `L_S` is by default in its non-saturating form.
public final class ACGAN: AdversarialSystem {
  public static let identifier = "ac-gan"

  private let pair: GenerativePair
  private let classifier: Linear
  private let lambda: Double
  private let lambdaFake: Double

  /// What one step works on: x, its class, and G(c, z) with c.
  private struct Step {
    let real: Tensor
    let realClasses: Tensor
    let fake: Tensor
    let fakeClasses: Tensor
  }
  private var step: Step?

  /// Builds the networks with fresh weights from the recipe's seed.
  ///
  /// - Parameter recipe: resolved.
  /// - Throws: a sentence that names the key whose value no network can have.
  public init(_ recipe: ACGANRecipe, device: Device = .cpu) throws {
    lambda = recipe.classification.lambdaClass
    lambdaFake = recipe.classification.lambdaClassFake
    let classCount = recipe.base.generator.classes.count
    var made: Linear?
    pair = try GenerativePair(recipe.base, device: device) { discriminator, weights in
      let layer = Linear(discriminator.featureCount, classCount, generator: weights)
      made = layer
      return [layer]
    }
    guard let made else { preconditionFailure("the pair asks for its heads") }
    classifier = made
  }

  public var networks: [(name: String, module: Module)] { pair.networks + [("classifier", classifier)] }
  public var optimizers: [(name: String, optimizer: any Optimizer)] { pair.optimizers }
  public var randomSources: [(name: String, generator: Generator)] { pair.randomSources }

  public func begin(_ batch: LabelledBatch) {
    let real = Tensor(pictures: batch, device: pair.device)
    let sample = pair.sample(real.shape[0])
    step = Step(
      real: real, realClasses: Tensor(classesOf: batch, device: pair.device), fake: pair.generate(sample),
      fakeClasses: sample.codes[0].to(pair.device))
  }

  /// The discriminator and its classifier move first, then the generator against them.
  public var phases: [Phase] {
    [
      Phase(
        name: "discriminator", optimizer: pair.optimizerOfDiscriminator, trains: [pair.discriminator, classifier],
        loss: { [unowned self] in discriminatorLoss() }),
      Phase(
        name: "generator", optimizer: pair.optimizerOfGenerator, interval: pair.recipe.game.criticSteps,
        trains: [pair.generator], freezes: [pair.discriminator, classifier],
        loss: { [unowned self] in generatorLoss() }),
    ]
  }

  private func discriminatorLoss() -> LossTerms {
    let (step, network) = (current, pair.discriminator)
    let fake = step.fake.detached()
    let (ofReal, ofFake) = (network.features(step.real), network.features(fake))
    let source = pair.discriminatorLoss(
      realLogits: network.judge(ofReal), fakeLogits: network.judge(ofFake), real: step.real, fake: fake
    ) { network($0) }
    let loss = source.adding("C_real", crossEntropy(classifier(ofReal), target: step.realClasses), weight: lambda)
    guard lambdaFake > 0 else { return loss }
    return loss.adding(
      "C_fake", crossEntropy(classifier(ofFake), target: step.fakeClasses), weight: lambda * lambdaFake)
  }

  private func generatorLoss() -> LossTerms {
    let step = current
    let features = pair.discriminator.features(step.fake)
    let adversarial = pair.recipe.game.loss.ofGenerator(pair.discriminator.judge(features))
    return LossTerms(total: adversarial, terms: [(name: "G_GAN", value: adversarial)])
      .adding("G_class", crossEntropy(classifier(features), target: step.fakeClasses), weight: lambda)
  }

  private var current: Step {
    guard let step else { preconditionFailure("a phase runs between begin and end") }
    return step
  }

  public func end() {
    step = nil
    pair.updateAverage()
  }

  /// A row for each class, the same noise down each column.
  public func sampleSheet(_ batch: LabelledBatch) -> Image { pair.sheet(pair.sheetSample(), columns: 10) }
}
