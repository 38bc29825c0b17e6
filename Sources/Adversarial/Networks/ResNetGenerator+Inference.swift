public import Torch
public import TorchNN

extension ResNetGenerator {
  /// The same rows of layers, each in its form for inference.
  public func inferenceForm(_ dtype: DType) -> any Layer { model.inferenceForm(dtype) }
}

extension ResNetBlock: HasInferenceForm {
  func inferenceForm(_ dtype: DType) -> any Layer { ResidualForm(convBlock.inferenceForm(dtype)) }
}

/// A row of layers whose result is added to its input.
private final class ResidualForm: Module, Layer {
  private let layers: any Layer

  init(_ layers: any Layer) { self.layers = layers }

  func callAsFunction(_ input: Tensor) -> Tensor { input + layers(input) }
}
