public import Torch

/// Gradient descent, with momentum or Nesterov's momentum as PyTorch defines them.
///
/// `b = momentum b + g` (the first time `b = g`), `θ -= lr b`; Nesterov takes `g + momentum b` in place of `b`.
public final class SGD: Optimizer {
  public var learningRate: Double
  /// What remains of the last direction.
  public let momentum: Double
  /// The L2 penalty's gradient is `weightDecay` times the parameter.
  public let weightDecay: Double
  /// Whether the step looks ahead along the momentum.
  public let nesterov: Bool
  private var state: OptimizerState

  public var parameters: [Tensor] { state.parameters }

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

  public func stateDictionary() -> [(name: String, tensor: Tensor)] { state.dictionary(learningRate: learningRate) }

  public func load(_ dictionary: [String: Tensor]) throws(OptimizerStateError) {
    learningRate = try state.load(dictionary) ?? learningRate
  }
}
