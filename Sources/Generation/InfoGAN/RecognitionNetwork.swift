import Adversarial
import Torch
public import TorchNN

/// The last layers of Q for one code or several: a dense layer of 128, batch norm, a leaky rectifier of slope 0.1 and a
/// dense layer (1606.03657, appendix C.1).
final class RecognitionHead: Module, Layer {
  let main: Sequential

  init(_ inputs: Int, _ outputs: Int, random: RandomSource) {
    main = Sequential(
      Linear(inputs, 128, random: random), BatchNorm1d(128), LeakyReLU(0.1, inPlace: true),
      Linear(128, outputs, random: random))
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
  /// Heads that learn beside the first categorical code's, until the best of all takes its place (`AnchoredHeads.swift`).
  let candidates: [RecognitionHead]
  /// The running mean of each candidate's loss, the first categorical code's own in front.
  let candidateLosses: Buffer?

  /// Builds the heads with PyTorch's default weights.
  ///
  /// - Parameter featureCount: of the discriminator.
  init(_ recipe: InfoGANRecipe, featureCount: Int, random: RandomSource) {
    let space = recipe.base.generator.latentSpace
    let heads = recipe.anchor.isOn ? recipe.anchor.heads : 1
    let body =
      recipe.anchor.isOn ? recipe.base.game.makeDiscriminator(for: recipe.base.generator, random: random) : nil
    self.body = body
    categorical = space.categorical.enumerated().map { position, code in
      let inputs = position == 0 ? body?.featureCount ?? featureCount : featureCount
      return RecognitionHead(inputs, space.codes[code].width, random: random)
    }
    let numbers = space.continuous.count
    continuous = numbers > 0 ? RecognitionHead(featureCount, numbers, random: random) : nil
    candidates = (1..<max(1, heads)).map { _ in
      RecognitionHead(body?.featureCount ?? featureCount, space.codes[space.categorical[0]].width, random: random)
    }
    candidateLosses = candidates.isEmpty ? nil : Buffer(Tensor.zeros([heads]))
    super.init()
  }

  /// The heads that learn together with the discriminator, from generated pictures.
  var sharedHeads: [Module] {
    let heads: [Module] = body == nil ? categorical : Array(categorical.dropFirst())
    return heads + (continuous.map { [$0] } ?? [])
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
