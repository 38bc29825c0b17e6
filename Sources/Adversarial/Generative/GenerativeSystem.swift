public import Datasets
public import Torch
public import TorchNN
public import TorchOptim
public import Training
public import Vision

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
