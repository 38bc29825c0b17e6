public import Adversarial
public import Datasets
public import Torch
public import TorchNN
public import TorchOptim
public import Vision

/// InfoGAN (Chen et al. 2016, 1606.03657): a generator whose codes mean something, found without labels.
///
/// `min_{G,Q} max_D V(D, G) - lambda L_I(G, Q)` (eq. 6). By default the first categorical code is anchored on real
/// pictures (``ConsistencyLoss``), which is not in the paper; `consistency: false` is the paper's.
public final class InfoGAN: AdversarialSystem {
  public static let identifier = "infogan"

  private let core: InfoGANCore

  /// Builds the networks with fresh weights from the recipe's seed.
  ///
  /// - Parameter recipe: resolved.
  /// - Throws: a sentence that names the key whose value no network can have.
  public init(_ recipe: InfoGANRecipe, device: Device = .cpu) throws {
    core = try InfoGANCore(recipe, device: device)
  }

  public var networks: [(name: String, module: Module)] { core.networks }
  public var optimizers: [(name: String, optimizer: any Optimizer)] { core.optimizers }
  public var randomSources: [(name: String, random: RandomSource)] { core.randomSources }
  public var auxiliaryState: [(name: String, tensor: Tensor)] { core.auxiliaryState }
  public func loadAuxiliaryState(_ state: [String: Tensor]) throws { try core.loadAuxiliaryState(state) }

  public func begin(_ batch: LabelledBatch) { core.begin(batch) }
  public var phases: [Phase] { core.phases }
  public func end() { core.end() }

  /// A row for each category, the same noise down each column.
  public func sampleSheet(_ batch: LabelledBatch) -> Image { core.sampleSheet() }
}
