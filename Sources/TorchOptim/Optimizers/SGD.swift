public import Torch

/// Gradient descent, with momentum or Nesterov's momentum as PyTorch defines them.
///
/// `b = momentum b + g` (the first time `b = g`), `θ -= lr b`; Nesterov takes `g + momentum b` in place of `b`.
public final class SGD: Optimizer {
  /// The step size; a change counts from the next step.
  public var learningRate: Double
  /// What remains of the last direction.
  public let momentum: Double
  /// The L2 penalty's gradient is `weightDecay` times the parameter.
  public let weightDecay: Double
  /// Whether the step looks ahead along the momentum.
  public let nesterov: Bool
  private var state: OptimizerState

  /// What is optimised, in the order of the constructor.
  public var parameters: [Tensor] { state.parameters }

  /// Prepares to optimise; moments are made at a parameter's first step.
  ///
  /// - Parameters:
  ///   - parameters: leaves, such as `module.parameters()`.
  ///   - momentum: 0 for none.
  ///   - weightDecay: 0 for none.
  ///   - nesterov: needs momentum.
  public init(
    _ parameters: [Tensor], learningRate: Double, momentum: Double = 0, weightDecay: Double = 0, nesterov: Bool = false
  ) {
    precondition(!nesterov || momentum > 0, "Nesterov's method needs momentum")
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.nesterov = nesterov
    state = OptimizerState(parameters, slots: momentum == 0 ? [] : [.init(name: "momentum_buffer")])
  }

  /// Takes one step; parameters without a gradient are skipped.
  public func step() {
    let active = state.active()
    guard momentum != 0 else { return update(active, isFirstStep: false) }
    // The two lists are made before either is stepped, since a step makes the missing buffers.
    let beginners = active.filter { !state.hasMoments($0.index) }
    let others = active.filter { state.hasMoments($0.index) }
    update(beginners, isFirstStep: true)
    update(others, isFirstStep: false)
  }

  private func update(_ active: [(index: Int, parameter: Tensor, gradient: Tensor)], isFirstStep: Bool) {
    fusedSGDStep(
      parameters: active.map(\.parameter), gradients: active.map(\.gradient),
      momentumBuffers: momentum == 0 ? [] : active.map { state.moments(of: $0.index)[0] }, learningRate: learningRate,
      momentum: momentum, weightDecay: weightDecay, nesterov: nesterov, isFirstStep: isFirstStep)
  }

  /// The moments, under PyTorch's names.
  public func stateDictionary() -> [(name: String, tensor: Tensor)] { state.dictionary(learningRate: learningRate) }

  /// Takes up moments that `stateDictionary()` gave; on an error everything stays as it was.
  public func load(_ dictionary: [String: Tensor]) throws(OptimizerStateError) {
    learningRate = try state.load(dictionary) ?? learningRate
  }
}
