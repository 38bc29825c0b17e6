import Torch

/// A layer with a weight whose first two sizes are channels and whose others are a kernel, and maybe a bias.
///
/// Initialisers work on these; `Conv2d`, `ConvTranspose2d` and `Linear` are such layers.
public protocol WeightedLayer: Layer {
  /// `[out, in / groups, kH, kW]`, `[in, out / groups, kH, kW]` where transposed, or `[out, in]`.
  var weight: Parameter { get }
  /// `[out]`.
  var bias: Parameter? { get }
}

/// The number of values of the weight that PyTorch counts as feeding one output: its second size times the kernel.
func fanIn(_ shape: [Int]) -> Int { shape.dropFirst().reduce(1, *) }

/// The first size times the kernel.
func fanOut(_ shape: [Int]) -> Int { shape.dropFirst(2).reduce(shape[0], *) }

/// PyTorch's default weights: uniform in `±1 / sqrt(fan in)`, which is Kaiming's bound with a = sqrt 5.
func defaultWeight(_ shape: [Int], random: RandomSource) -> Parameter {
  uniform(shape, fanIn: fanIn(shape), random: random)
}

/// PyTorch's default bias: uniform in `±1 / sqrt(fan in)` of the weight beside it.
func defaultBias(_ count: Int, weight shape: [Int], random: RandomSource) -> Parameter {
  uniform([count], fanIn: fanIn(shape), random: random)
}

private func uniform(_ shape: [Int], fanIn: Int, random: RandomSource) -> Parameter {
  let tensor = Tensor.empty(shape, device: random.device)
  if WeightDrawing.isSkipped { return Parameter(tensor) }
  let bound = 1 / Double(max(1, fanIn)).squareRoot()
  tensor.fillUniform(low: -bound, high: bound, random: random)
  return Parameter(tensor)
}
