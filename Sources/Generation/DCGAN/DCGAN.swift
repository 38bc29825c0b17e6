public import Adversarial
public import Datasets
public import Torch
import Training

/// DCGAN (Radford et al. 2015, 1511.06434): convolutional networks in Goodfellow's game.
///
/// `min_G max_D E log D(x) + E log(1 - D(G(z)))` (Goodfellow et al. 2014, 1406.2661, eq. 1), the generator by default in
/// the form `max_G E log D(G(z))`.
public final class DCGAN: GenerativeSystem {
  public static let identifier = "dcgan"

  public let pair: GenerativePair

  /// Builds both networks with fresh weights from the recipe's seed.
  ///
  /// - Parameter recipe: resolved.
  /// - Throws: a sentence that names the key whose value no network can have.
  public init(_ recipe: DCGANRecipe, device: Device = .cpu) throws {
    pair = try GenerativePair(recipe.base, device: device)
  }

  /// x and G(z), which both losses look at.
  public func round(real: Tensor, batch: LabelledBatch) -> GenerativeRound {
    let discriminator = pair.discriminator
    let generated = pair.generate(pair.sample(real.shape[0]))
    return GenerativeRound(
      discriminator: { [pair] in
        let fake = generated.detached()
        return pair.discriminatorLoss(
          realLogits: discriminator(real), fakeLogits: discriminator(fake), real: real, fake: fake
        ) { discriminator($0) }
      },
      generator: { [pair] in pair.generatorLoss(discriminator(generated)) })
  }
}
