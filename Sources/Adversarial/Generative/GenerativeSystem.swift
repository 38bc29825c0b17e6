public import Datasets
public import Torch
public import TorchNN
public import TorchOptim
public import Training
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
/// All else is the same for every such system and stands here.
public protocol GenerativeSystem: NoiseToImageSystem where Batch == LabelledBatch {
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

  public func phases(_ batch: LabelledBatch, step: Int) -> [Phase] {
    pair.phases(
      round(real: Tensor(pictures: batch, device: pair.device), batch: batch), step: step,
      discriminatorName: Self.discriminatorName, heads: heads.map(\.module))
  }

  /// Pictures of the same noise all through the run; where there are classes, a row for each.
  public func sampleSheet(_ batch: LabelledBatch, step: Int) -> Image { pair.sheet(pair.sheetSample(), columns: 10) }
}

extension GenerativePair {
  /// The game's moves: the discriminator's in each step, with the heads that read its features; the generator's when its
  /// turn has come (`n_critic`), against the moved discriminator.
  ///
  /// - Parameters:
  ///   - due: in which steps the game is played.
  ///   - freezes: what else the generator's loss passes through.
  public func phases(
    _ round: GenerativeRound, step: Int, discriminatorName: String = "discriminator", heads: [Module] = [],
    due: Due = .always, freezes: [Module] = []
  ) -> [Phase] {
    let judges = [discriminator] + heads
    return [
      Phase(discriminatorName, optimizerOfDiscriminator, trains: judges, due: due, loss: round.discriminator),
      Phase(
        "generator", optimizerOfGenerator, trains: [generator], freezes: judges + freezes,
        due: due.every(recipe.game.criticSteps),
        then: { [self] in average?.update(after: (step - due.first) / recipe.game.criticSteps) },
        loss: round.generator),
    ]
  }

  /// The generator's loss in the recipe's game.
  ///
  /// - Parameter logits: what the discriminator says of its pictures.
  public func generatorLoss(_ logits: Tensor) -> LossTerms { LossTerms("G_GAN", recipe.game.loss.ofGenerator(logits)) }
}
