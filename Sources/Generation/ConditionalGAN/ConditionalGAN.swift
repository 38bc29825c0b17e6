public import Adversarial
public import Datasets
public import Torch
import Training

/// The conditional GAN (Mirza and Osindero 2014, 1411.1784): both networks are told the class.
///
/// `min_G max_D E log D(x|y) + E log(1 - D(G(z|y)))` (eq. 2). The generator gets the class as a vector with a single 1
/// beside the noise, the discriminator as one map for each class beside the picture, all 1 for the class and 0 for others.
public final class ConditionalGAN: GenerativeSystem {
  public static let identifier = "cgan"

  public let pair: GenerativePair
  private let classCount: Int

  /// Builds both networks with fresh weights from the recipe's seed.
  ///
  /// - Parameter recipe: resolved.
  /// - Throws: a sentence that names the key whose value no network can have.
  public init(_ recipe: ConditionalGANRecipe, device: Device = .cpu) throws {
    classCount = recipe.base.generator.classes.count
    pair = try GenerativePair(recipe.base, conditionChannels: classCount, device: device)
  }

  /// x, y and G(z|y), of the classes of the batch.
  public func round(real: Tensor, batch: LabelledBatch) -> GenerativeRound {
    let classes = Tensor(classesOf: batch)
    let maps = maps(of: classes, beside: real)
    var sample = pair.sample(real.shape[0])
    sample.codes[0] = classes
    let generated = pair.generate(sample)
    let discriminator = pair.discriminator
    /// D(x|y).
    func judge(_ images: Tensor) -> Tensor { discriminator(concatenated([images, maps], dim: 1)) }
    return GenerativeRound(
      discriminator: { [pair] in
        let fake = generated.detached()
        return pair.discriminatorLoss(
          realLogits: judge(real), fakeLogits: judge(fake), real: real, fake: fake, judge: judge)
      },
      generator: { [pair] in pair.generatorLoss(judge(generated)) })
  }

  /// `[N, K, H, W]`.
  private func maps(of classes: Tensor, beside images: Tensor) -> Tensor {
    let shape = images.shape
    return oneHot(classes.to(pair.device), classes: classCount).to(.float32).reshaped([shape[0], classCount, 1, 1])
      .expanded(to: [shape[0], classCount, shape[2], shape[3]])
  }
}
