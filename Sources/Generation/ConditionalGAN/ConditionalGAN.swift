public import Adversarial
public import Datasets
public import Torch
public import TorchNN
public import TorchOptim
public import Vision

/// The conditional GAN (Mirza and Osindero 2014, 1411.1784): both networks are told the class.
///
/// `min_G max_D E log D(x|y) + E log(1 - D(G(z|y)))` (eq. 2). The generator gets the class as a vector with a single 1
/// beside the noise, the discriminator as one map for each class beside the picture, all 1 for the class and 0 for others.
public final class ConditionalGAN: AdversarialSystem {
  public static let identifier = "cgan"

  private let pair: GenerativePair
  private let classCount: Int

  /// What one step works on: x, y and G(z|y).
  private struct Step {
    let real: Tensor
    let maps: Tensor
    let fake: Tensor
  }
  private var step: Step?

  /// Builds both networks with fresh weights from the recipe's seed.
  ///
  /// - Parameter recipe: resolved.
  /// - Throws: a sentence that names the key whose value no network can have.
  public init(_ recipe: ConditionalGANRecipe, device: Device = .cpu) throws {
    classCount = recipe.base.generator.classes.count
    pair = try GenerativePair(recipe.base, conditionChannels: classCount, device: device)
  }

  public var networks: [(name: String, module: Module)] { pair.networks }
  public var optimizers: [(name: String, optimizer: any Optimizer)] { pair.optimizers }
  public var randomSources: [(name: String, generator: Generator)] { pair.randomSources }

  public func begin(_ batch: LabelledBatch) {
    let real = Tensor(pictures: batch, device: pair.device)
    let classes = Tensor(classesOf: batch)
    var sample = pair.sample(real.shape[0])
    sample.codes[0] = classes
    step = Step(real: real, maps: maps(of: classes, beside: real), fake: pair.generate(sample))
  }

  /// `[N, K, H, W]`.
  private func maps(of classes: Tensor, beside images: Tensor) -> Tensor {
    let shape = images.shape
    return oneHot(classes.to(pair.device), classes: classCount).to(.float32).reshaped([shape[0], classCount, 1, 1])
      .expanded(to: [shape[0], classCount, shape[2], shape[3]])
  }

  /// The discriminator moves first, then the generator against the moved discriminator.
  public var phases: [Phase] {
    [
      Phase(
        name: "discriminator", optimizer: pair.optimizerOfDiscriminator, trains: [pair.discriminator],
        loss: { [unowned self] in discriminatorLoss() }),
      Phase(
        name: "generator", optimizer: pair.optimizerOfGenerator, interval: pair.recipe.game.criticSteps,
        trains: [pair.generator], freezes: [pair.discriminator], loss: { [unowned self] in generatorLoss() }),
    ]
  }

  /// D(x|y).
  private func judge(_ images: Tensor) -> Tensor { pair.discriminator(concatenated([images, current.maps], dim: 1)) }

  private func discriminatorLoss() -> LossTerms {
    let step = current
    let fake = step.fake.detached()
    return pair.discriminatorLoss(
      realLogits: judge(step.real), fakeLogits: judge(fake), real: step.real, fake: fake, judge: judge)
  }

  private func generatorLoss() -> LossTerms {
    let loss = pair.recipe.game.loss.ofGenerator(judge(current.fake))
    return LossTerms(total: loss, terms: [(name: "G_GAN", value: loss)])
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
