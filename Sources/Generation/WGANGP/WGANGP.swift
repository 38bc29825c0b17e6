public import Adversarial
public import Datasets
public import Torch
import Training

/// WGAN-GP (Gulrajani et al. 2017, 1704.00028): a critic of Wasserstein distance whose slope is held at 1.
///
/// The critic minimises `E D(G(z)) - E D(x) + lambda E (|grad D(x^)|_2 - 1)^2` (eq. 3) in each step, the generator
/// `-E D(G(z))` in every `n_critic`-th; a step of a run is one of the critic's, with pictures of its own.
public final class WGANGP: GenerativeSystem {
  public static let identifier = "wgan-gp"
  /// The paper's word.
  public static let discriminatorName = "critic"

  public let pair: GenerativePair

  /// Builds both networks with fresh weights from the recipe's seed.
  ///
  /// - Parameter recipe: resolved.
  /// - Throws: a sentence that names the key whose value no network can have.
  public init(_ recipe: WGANGPRecipe, device: Device = .cpu) throws {
    pair = try GenerativePair(recipe.base, device: device)
  }

  /// x and z: the critic needs no graph of G(z), which most steps have no other use for.
  public func round(real: Tensor, batch: LabelledBatch) -> GenerativeRound {
    let critic = pair.discriminator
    let sample = pair.sample(real.shape[0])
    return GenerativeRound(
      discriminator: { [pair] in
        let fake = withoutGradients { pair.generate(sample) }
        return pair.discriminatorLoss(realLogits: critic(real), fakeLogits: critic(fake), real: real, fake: fake) {
          critic($0)
        }
      },
      generator: { [pair] in pair.generatorLoss(critic(pair.generate(sample))) })
  }
}
