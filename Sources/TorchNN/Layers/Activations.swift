public import Torch

/// `max(x, 0)`, on any shape.
public final class ReLU: Module, Layer {
  /// Whether the input is overwritten, which saves memory traffic.
  public let inPlace: Bool

  /// Makes the activation.
  ///
  /// - Parameter inPlace: overwrites the input; no other backward pass may need it.
  public init(inPlace: Bool = false) {
    self.inPlace = inPlace
    super.init()
  }

  /// Applies `max(x, 0)`.
  public func callAsFunction(_ input: Tensor) -> Tensor { inPlace ? reluInPlace(input) : relu(input) }
}

/// `min(max(x, 0), 6)`, on any shape.
public final class ReLU6: Module, Layer {
  /// Applies the rectifier with a ceiling.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.clamped(min: 0, max: 6) }
}

/// `x` where positive, else `slope * x`, on any shape.
public final class LeakyReLU: Module, Layer {
  /// The factor of negative values.
  public let slope: Double
  /// Whether the input is overwritten, which saves memory traffic.
  public let inPlace: Bool

  /// Makes the activation.
  ///
  /// - Parameters:
  ///   - slope: the factor of negative values.
  ///   - inPlace: overwrites the input; no other backward pass may need it.
  public init(_ slope: Double = 0.01, inPlace: Bool = false) {
    self.slope = slope
    self.inPlace = inPlace
    super.init()
  }

  /// Applies the leaky rectifier.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    inPlace ? leakyReluInPlace(input, negativeSlope: slope) : leakyRelu(input, negativeSlope: slope)
  }
}

/// The hyperbolic tangent, on any shape; results in -1...1.
public final class Tanh: Module, Layer {
  /// Applies `tanh`.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.tanh() }
}

/// `1 / (1 + exp(-x))`, on any shape; results in 0...1.
public final class Sigmoid: Module, Layer {
  /// Applies the logistic function.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.sigmoid() }
}

/// `x` where positive, else `alpha * (exp(x) - 1)`, on any shape.
public final class ELU: Module, Layer {
  /// Minus the limit for large negative values.
  public let alpha: Double

  /// Makes the activation.
  ///
  /// - Parameter alpha: minus the limit for large negative values.
  public init(_ alpha: Double = 1) {
    self.alpha = alpha
    super.init()
  }

  /// Applies the exponential linear unit.
  public func callAsFunction(_ input: Tensor) -> Tensor { elu(input, alpha: alpha) }
}

/// Returns its input; it keeps a place in a `Sequential`.
public final class Identity: Module, Layer {
  /// Returns the input.
  public func callAsFunction(_ input: Tensor) -> Tensor { input }
}
