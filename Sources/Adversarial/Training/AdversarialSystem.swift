public import Torch
public import TorchNN
public import TorchOptim
public import Vision

/// What a phase's loss function returns: the number that is minimised and the terms that are logged.
public struct LossTerms {
  /// A scalar with a graph; `backward` starts here.
  public let total: Tensor
  /// Detached scalars, in the order in which they are shown. They stay on their device until a step is logged.
  public let terms: [(name: String, value: Tensor)]

  /// Puts a total and its terms together; terms that still have a graph are detached here.
  public init(total: Tensor, terms: [(name: String, value: Tensor)]) {
    self.total = total
    self.terms = terms.map { ($0.name, $0.value.detached()) }
  }

  /// The same numbers with the total cut off from its graph, which is then free to go.
  var withoutGraph: LossTerms { LossTerms(total: total.detached(), terms: terms) }
}

/// One of the moves that make up a training step: whose parameters change, which stay, and by what loss.
///
/// While the phase runs, parameters of `freezes` have `requiresGrad` off: gradients flow through these modules to what
/// `trains`, but none is computed for their own weights. This concerns what `loss` computes; a module that took part in
/// `begin` already has its graph.
public struct Phase {
  /// The phase's name in logs and errors: `generator`, `discriminator`.
  public let name: String
  /// Updates the parameters of `trains`.
  public let optimizer: any Optimizer
  /// The phase runs in steps whose number, counted from 0, is a multiple of this.
  public let interval: Int
  /// The modules that `optimizer` updates.
  public let trains: [Module]
  /// The modules that the loss passes through and that stay as they are.
  public let freezes: [Module]
  /// Computes the loss from what `begin` prepared.
  public let loss: () -> LossTerms

  /// Describes a phase.
  public init(
    name: String, optimizer: any Optimizer, interval: Int = 1, trains: [Module], freezes: [Module] = [],
    loss: @escaping () -> LossTerms
  ) {
    precondition(interval >= 1, "a phase's interval is at least 1")
    self.name = name
    self.optimizer = optimizer
    self.interval = interval
    self.trains = trains
    self.freezes = freezes
    self.loss = loss
  }
}

/// Networks that are trained against each other, and what one step does with one batch.
///
/// A system knows its paper; it knows nothing of loops, schedules, files and signals, which are `Trainer`'s. In one
/// step the trainer calls `begin`, then each phase of `phases` that is due, in order, then `end`.
public protocol AdversarialSystem: AnyObject {
  /// What a data source hands out; plain memory, because it comes from another thread.
  associatedtype Batch: Sendable

  /// The system's name in files and commands, such as `pix2pix`.
  static var identifier: String { get }

  /// What a checkpoint holds: each becomes a self-describing file of its own.
  var networks: [(name: String, module: Module)] { get }
  /// Every optimizer; its moments are in the checkpoint and its learning rate follows the schedule.
  var optimizers: [(name: String, optimizer: any Optimizer)] { get }
  /// Every generator that training draws from (dropout, noise); their states are in the checkpoint.
  var randomSources: [(name: String, random: RandomSource)] { get }
  /// Further state that the next step depends on, such as image pools.
  var auxiliaryState: [(name: String, tensor: Tensor)] { get }
  /// Takes back what `auxiliaryState` gave.
  ///
  /// - Throws: when a tensor is missing or does not fit.
  func loadAuxiliaryState(_ state: [String: Tensor]) throws

  /// Moves a batch to the device and runs the forward passes that the phases share.
  func begin(_ batch: Batch)
  /// The phases of a step, in order.
  var phases: [Phase] { get }
  /// Draws what the networks make of a batch. The trainer puts random states and buffers (running statistics) back
  /// afterwards and switches gradients off; the system returns its modules to training mode.
  func sampleSheet(_ batch: Batch) -> Image
  /// Lets go of the step's tensors, and so of their graph.
  func end()
}

extension AdversarialSystem {
  /// No generator: nothing is drawn while training.
  public var randomSources: [(name: String, random: RandomSource)] { [] }
  /// No further state.
  public var auxiliaryState: [(name: String, tensor: Tensor)] { [] }
  /// Takes nothing back.
  public func loadAuxiliaryState(_ state: [String: Tensor]) throws {}
}
