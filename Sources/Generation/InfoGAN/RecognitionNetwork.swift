import Adversarial
import Torch
public import TorchNN

/// The last layers of Q for one code or several: a dense layer of 128, batch norm, a leaky rectifier of slope 0.1 and a
/// dense layer (1606.03657, appendix C.1).
final class RecognitionHead: Module, Layer {
  let main: Sequential

  init(_ inputs: Int, _ outputs: Int, generator: Generator) {
    main = Sequential(
      Linear(inputs, 128, generator: generator), BatchNorm1d(128), LeakyReLU(0.1, inPlace: true),
      Linear(128, outputs, generator: generator))
    super.init()
  }

  func callAsFunction(_ input: Tensor) -> Tensor { main(input) }
}

/// Q(c | x) (1606.03657, section 5): reads the codes off a picture.
///
/// As in the paper its heads read the discriminator's features. Where categories are anchored on real pictures, the first
/// categorical code has layers of its own (`body`), so that the game cannot disturb them.
public final class RecognitionNetwork: Module {
  /// The layers of the first categorical code, where it has its own.
  let body: (any ImageDiscriminator)?
  let categorical: [RecognitionHead]
  let continuous: RecognitionHead?
  private let space: LatentSpace

  /// Builds the heads with PyTorch's default weights.
  ///
  /// - Parameters:
  ///   - featureCount: of the discriminator.
  ///   - body: layers of the first categorical code's own.
  init(
    _ space: LatentSpace, featureCount: Int, body: (any ImageDiscriminator)?, generator: Generator
  ) {
    self.space = space
    self.body = body
    categorical = space.categorical.enumerated().map { position, code in
      let inputs = position == 0 ? body?.featureCount ?? featureCount : featureCount
      return RecognitionHead(inputs, space.codes[code].width, generator: generator)
    }
    let numbers = space.continuous.count
    continuous = numbers > 0 ? RecognitionHead(featureCount, numbers, generator: generator) : nil
    super.init()
  }

  /// The heads that learn together with the discriminator, from generated pictures.
  var sharedHeads: [Module] {
    let heads: [Module] = body == nil ? categorical : Array(categorical.dropFirst())
    return heads + (continuous.map { [$0] } ?? [])
  }

  /// The modules that learn from real pictures, where categories are anchored.
  var anchoredModules: [Module] { body.map { [$0, categorical[0]] } ?? [] }

  /// The logits of the first categorical code by its own layers, `[N, K]`.
  func anchoredLogits(_ images: Tensor) -> Tensor {
    guard let body else { preconditionFailure("the categories have no layers of their own") }
    return categorical[0](body.features(images))
  }

  /// The logits of the categorical codes, each `[N, K]`.
  ///
  /// - Parameters:
  ///   - images: what is read.
  ///   - features: the discriminator's, of the same pictures.
  func categoricalLogits(_ images: Tensor, features: Tensor) -> [Tensor] {
    categorical.enumerated().map { position, head in
      position == 0 && body != nil ? anchoredLogits(images) : head(features)
    }
  }

  /// The means of the continuous codes, `[N, codes]`; nil where there are none.
  func continuousMeans(features: Tensor) -> Tensor? { continuous.map { $0(features) } }
}
