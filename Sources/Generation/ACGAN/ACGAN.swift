public import Adversarial
public import Datasets
public import Torch
public import TorchNN
import Training

/// AC-GAN (Odena et al. 2016, 1610.09585): the discriminator also names the class.
///
/// `L_S = E log P(S = real | x) + E log P(S = fake | G(c, z))` (eq. 2) and
/// `L_C = E log P(C = c | x) + E log P(C = c | G(c, z))` (eq. 3); D maximises `L_S + L_C`, G maximises `L_C - L_S`, whose
/// `L_S` is by default in its non-saturating form.
public final class ACGAN: GenerativeSystem {
  public static let identifier = "ac-gan"

  public let pair: GenerativePair
  private let classifier: Linear
  private let lambda: Double
  private let lambdaFake: Double

  /// Builds the networks with fresh weights from the recipe's seed.
  ///
  /// - Parameter recipe: resolved.
  /// - Throws: a sentence that names the key whose value no network can have.
  public init(_ recipe: ACGANRecipe, device: Device = .cpu) throws {
    lambda = recipe.classification.lambdaClass
    lambdaFake = recipe.classification.lambdaClassFake
    let classCount = recipe.base.generator.classes.count
    var made: Linear?
    pair = try GenerativePair(recipe.base, device: device) { discriminator, weights in
      let layer = Linear(discriminator.featureCount, classCount, random: weights)
      made = layer
      return [layer]
    }
    guard let made else { preconditionFailure("the pair asks for its heads") }
    classifier = made
  }

  /// The layer that names the class.
  public var heads: [(name: String, module: Module)] { [("classifier", classifier)] }

  /// x, its class, and G(c, z) with c.
  public func round(real: Tensor, batch: LabelledBatch) -> GenerativeRound {
    let realClasses = Tensor(classesOf: batch, device: pair.device)
    let sample = pair.sample(real.shape[0])
    let (generated, fakeClasses) = (pair.generate(sample), sample.codes[0].to(pair.device))
    let discriminator = pair.discriminator
    return GenerativeRound(
      discriminator: { [pair, classifier, lambda, lambdaFake] in
        let fake = generated.detached()
        let (ofReal, ofFake) = (discriminator.features(real), discriminator.features(fake))
        let source = pair.discriminatorLoss(
          realLogits: discriminator.judge(ofReal), fakeLogits: discriminator.judge(ofFake), real: real, fake: fake
        ) { discriminator($0) }
        let loss = source.adding("C_real", crossEntropy(classifier(ofReal), target: realClasses), weight: lambda)
        guard lambdaFake > 0 else { return loss }
        return loss.adding(
          "C_fake", crossEntropy(classifier(ofFake), target: fakeClasses), weight: lambda * lambdaFake)
      },
      generator: { [pair, classifier, lambda] in
        let features = discriminator.features(generated)
        return pair.generatorLoss(discriminator.judge(features))
          .adding("G_class", crossEntropy(classifier(features), target: fakeClasses), weight: lambda)
      })
  }
}
