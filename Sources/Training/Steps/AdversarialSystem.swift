public import Torch
public import TorchNN
public import TorchOptim
public import Vision

/// Networks that are trained against each other, and what one step does with one batch.
///
/// A system knows its paper; it knows nothing of loops, files and signals, which are `Trainer`'s. In each step the trainer
/// asks it for the phases of this batch at this step and runs those that are due, in order. A step's tensors live in the
/// phases' closures and are gone with them.
public protocol AdversarialSystem: AnyObject {
  /// What a data source hands out; plain memory, because it comes from another thread.
  associatedtype Batch: Sendable

  /// The system's name in files and commands, such as `pix2pix`.
  static var identifier: String { get }

  /// What a checkpoint holds: each becomes a self-describing file of its own.
  var networks: [(name: String, module: Module)] { get }
  /// Every optimizer; its moments are in the checkpoint.
  var optimizers: [(name: String, optimizer: any Optimizer)] { get }
  /// Every source of random numbers that training draws from (dropout, noise); their states are in the checkpoint.
  var randomSources: [(name: String, random: RandomSource)] { get }
  /// Further state that the next step depends on, such as image pools.
  var auxiliaryState: [(name: String, tensor: Tensor)] { get }
  /// Takes back what `auxiliaryState` gave.
  ///
  /// - Throws: when a tensor is missing or does not fit.
  func loadAuxiliaryState(_ state: [String: Tensor]) throws

  /// What a step does with a batch, in order.
  ///
  /// - Parameter step: how many steps were taken before this one.
  func phases(_ batch: Batch, step: Int) -> [Phase]
  /// Draws what the networks make of a batch after so many steps. The trainer puts random states and buffers (running
  /// statistics) back afterwards and switches gradients off; the system may switch its modules between modes.
  func sampleSheet(_ batch: Batch, step: Int) -> Image
}

extension AdversarialSystem {
  /// None: nothing is drawn while training.
  public var randomSources: [(name: String, random: RandomSource)] { [] }
  /// No further state.
  public var auxiliaryState: [(name: String, tensor: Tensor)] { [] }
  /// Takes nothing back.
  public func loadAuxiliaryState(_ state: [String: Tensor]) throws {}
}
