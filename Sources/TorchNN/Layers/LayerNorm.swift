public import Torch

/// Normalisation over the last dimensions of each sample (Ba et al. 2016, 1607.06450).
///
/// `[..., shape]` to the same shape.
public final class LayerNorm: Module, Layer {
  /// The scale, of the normalised shape, where the layer is affine.
  public let weight: Parameter?
  /// The shift, of the normalised shape, where the layer is affine.
  public let bias: Parameter?
  /// The sizes of the dimensions that are normalised together.
  public let shape: [Int]
  /// Added to the variance.
  public let epsilon: Double

  /// Scale 1 and shift 0.
  public init(_ shape: [Int], epsilon: Double = 1e-5, affine: Bool = true) {
    weight = affine ? Parameter(.ones(shape)) : nil
    bias = affine ? Parameter(.zeros(shape)) : nil
    self.shape = shape
    self.epsilon = epsilon
    super.init()
  }

  /// Normalises the last dimensions.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    layerNorm(input, shape: shape, weight: weight?.value, bias: bias?.value, epsilon: epsilon)
  }
}
