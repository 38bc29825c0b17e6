public import Torch

/// Layers applied one after the other; their names in the state dictionary are `0`, `1`, `2`, ...
public final class Sequential: Module, Layer {
  /// In the order in which they are applied.
  public let layers: [any Layer]

  /// Puts layers in a row.
  public init(_ layers: [any Layer]) {
    self.layers = layers
    super.init()
  }

  /// Puts layers in a row.
  public convenience init(_ layers: any Layer...) { self.init(layers) }

  /// The layers under their positions.
  public override func children() -> [(name: String, module: Module)] {
    layers.enumerated().map { (String($0.offset), $0.element) }
  }

  /// The layer at a position.
  public subscript(index: Int) -> any Layer { layers[index] }

  /// The input of the first layer to the output of the last.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    layers.reduce(input) { value, layer in layer(value) }
  }
}
