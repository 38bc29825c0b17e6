public import Torch

/// Normalisation of each channel of each picture by its own mean and variance (Ulyanov et al. 2016, 1607.08022).
///
/// `[N, features, H, W]` to the same shape; training and evaluation do the same. More than one pixel is needed.
public final class InstanceNorm2d: Module, Layer {
  /// The scale, `[features]`, where the layer is affine.
  public let weight: Parameter?
  /// The shift, `[features]`, where the layer is affine.
  public let bias: Parameter?
  /// Added to the variance.
  public let epsilon: Double

  /// Scale 1 and shift 0, where the layer is affine; PyTorch's default is not.
  public init(_ features: Int, epsilon: Double = 1e-5, affine: Bool = false) {
    weight = affine ? Parameter(.ones([features])) : nil
    bias = affine ? Parameter(.zeros([features])) : nil
    self.epsilon = epsilon
    super.init()
  }

  /// Normalises `[N, features, H, W]`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    instanceNorm(input, weight: weight?.value, bias: bias?.value, epsilon: epsilon)
  }
}
