public import Torch

/// Adam (Kingma and Ba 2014, 1412.6980), in one fused kernel for all parameters.
///
/// `m = β₁ m + (1 - β₁) g`, `v = β₂ v + (1 - β₂) g²`, `θ -= lr m̂ / (√v̂ + ε)` with both moments corrected for their
/// start at zero.
public final class Adam: Optimizer {
  /// The step size; a change counts from the next step.
  public var learningRate: Double
  /// The decay rates of the first and the second moment.
  public let betas: (Double, Double)
  /// Keeps the divisor from zero.
  public let epsilon: Double
  /// The L2 penalty's gradient is `weightDecay` times the parameter.
  public let weightDecay: Double
  private var state: OptimizerState

  /// What is optimised, in the order of the constructor.
  public var parameters: [Tensor] { state.parameters }

  /// Prepares to optimise; moments are made at a parameter's first step.
  ///
  /// - Parameters:
  ///   - parameters: leaves, such as `module.parameters()`.
  ///   - betas: (0.5, 0.999) is usual for GANs.
  ///   - weightDecay: 0 for none.
  public init(
    _ parameters: [Tensor], learningRate: Double, betas: (Double, Double) = (0.9, 0.999), epsilon: Double = 1e-8,
    weightDecay: Double = 0
  ) {
    precondition((0..<1).contains(betas.0) && (0..<1).contains(betas.1), "the betas lie in 0..<1, not at \(betas)")
    self.learningRate = learningRate
    self.betas = betas
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    state = OptimizerState(
      parameters, slots: [.init(name: "step", isScalar: true), .init(name: "exp_avg"), .init(name: "exp_avg_sq")])
  }

  /// Takes one step; parameters without a gradient are skipped.
  public func step() {
    let active = state.active()
    let moments = active.map { state.moments(of: $0.index) }
    for moment in moments { moment[0].add(inPlace: 1) }
    fusedAdamStep(
      parameters: active.map(\.parameter), gradients: active.map(\.gradient), firstMoments: moments.map { $0[1] },
      secondMoments: moments.map { $0[2] }, steps: moments.map { $0[0] }, learningRate: learningRate,
      beta1: betas.0, beta2: betas.1, weightDecay: weightDecay, epsilon: epsilon)
  }

  /// The moments, under PyTorch's names.
  public func stateDictionary() -> [(name: String, tensor: Tensor)] { state.dictionary(learningRate: learningRate) }

  /// Takes up moments that `stateDictionary()` gave; on an error everything stays as it was.
  public func load(_ dictionary: [String: Tensor]) throws(OptimizerStateError) {
    learningRate = try state.load(dictionary) ?? learningRate
  }
}
