public import Datasets
public import Torch
public import TorchNN
public import TorchOptim
public import Vision

/// What the two players of one step lose, on what that step drew.
public struct GenerativeRound {
  /// The discriminator's loss, on pictures that no gradient goes back from.
  public let discriminator: () -> LossTerms
  /// The generator's loss, against the discriminator that has just moved.
  public let generator: () -> LossTerms

  /// Puts the losses of a step together; they hold on to its tensors.
  public init(discriminator: @escaping () -> LossTerms, generator: @escaping () -> LossTerms) {
    self.discriminator = discriminator
    self.generator = generator
  }
}

/// A system of one generator and one discriminator, which says only what each of them loses on a batch.
///
/// The discriminator moves in each step, with the heads that read its features; the generator follows when its turn has
/// come (`n_critic`), against the moved discriminator. All else is the same for every such system and stands here.
public protocol GenerativeSystem: AdversarialSystem where Batch == LabelledBatch {
  /// The networks, their optimizers and the sources of noise.
  var pair: GenerativePair { get }
  /// The modules that read the discriminator's features and learn with it.
  var heads: [(name: String, module: Module)] { get }
  /// The discriminator's name in logs.
  static var discriminatorName: String { get }
  /// Runs the passes that both losses share, and says what the losses are.
  ///
  /// - Parameters:
  ///   - real: the batch's pictures, `[N, C, H, W]` in -1...1.
  ///   - batch: the batch, for its classes.
  func round(real: Tensor, batch: LabelledBatch) -> GenerativeRound
}

extension GenerativeSystem {
  /// None.
  public var heads: [(name: String, module: Module)] { [] }
  /// The field's usual name.
  public static var discriminatorName: String { "discriminator" }

  public var networks: [(name: String, module: Module)] { pair.networks + heads }
  public var optimizers: [(name: String, optimizer: any Optimizer)] { pair.optimizers }
  public var randomSources: [(name: String, random: RandomSource)] { pair.randomSources }

  public func begin(_ batch: LabelledBatch) {
    pair.round = round(real: Tensor(pictures: batch, device: pair.device), batch: batch)
  }

  public var phases: [Phase] {
    let judges = [pair.discriminator] + heads.map(\.module)
    return [
      Phase(
        name: Self.discriminatorName, optimizer: pair.optimizerOfDiscriminator, trains: judges,
        loss: { [unowned pair] in pair.currentRound.discriminator() }),
      Phase(
        name: "generator", optimizer: pair.optimizerOfGenerator, interval: pair.recipe.game.criticSteps,
        trains: [pair.generator], freezes: judges, loss: { [unowned pair] in pair.currentRound.generator() }),
    ]
  }

  public func end() {
    pair.round = nil
    pair.updateAverage()
  }

  /// Pictures of the same noise all through the run; where there are classes, a row for each.
  public func sampleSheet(_ batch: LabelledBatch) -> Image { pair.sheet(pair.sheetSample(), columns: 10) }
}

extension GenerativePair {
  /// The losses of the step that is being taken.
  fileprivate var currentRound: GenerativeRound {
    guard let round else { preconditionFailure("a phase runs between begin and end") }
    return round
  }

  /// The generator's loss in the recipe's game.
  ///
  /// - Parameter logits: what the discriminator says of its pictures.
  public func generatorLoss(_ logits: Tensor) -> LossTerms {
    let loss = recipe.game.loss.ofGenerator(logits)
    return LossTerms(total: loss, terms: [(name: "G_GAN", value: loss)])
  }
}
