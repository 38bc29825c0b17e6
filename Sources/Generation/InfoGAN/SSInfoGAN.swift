import Adversarial
public import Datasets
public import Torch
import Training

/// ss-InfoGAN (Spurr et al. 2017, 1707.04487): a few labels tie a code of InfoGAN to the classes.
///
/// `min_{G,Q} max_D V(D, G) - lambda_1 L_I - lambda_2 L_I^1(Q_ss) - lambda_3 L_I^2(Q_ss, G)` (eq. 8): the code of a labelled
/// picture is its class (`L_I^1`), and a picture that was made of a code has it (`L_I^2`). The first categorical code is the
/// class, so its k-th value is the k-th class.
public final class SSInfoGAN: InfoGAN {
  public override class var identifier: String { "ss-infogan" }

  private let labelNoise: RandomSource

  /// Builds the networks with fresh weights from the recipe's seed.
  ///
  /// - Parameters:
  ///   - recipe: resolved.
  ///   - images: of which the recipe's number of labels is looked at, chosen by its seed; no other label is.
  /// - Throws: a sentence that names the key whose value no network can have.
  public init(_ recipe: SSInfoGANRecipe, images: LabelledImages, device: Device) throws {
    let chosen = images.subset(recipe.labelledIndices(of: images))
    let batch = chosen.batch(Array(0..<chosen.count))
    let pictures = Tensor(pictures: batch, device: device)
    let classes = Tensor(classesOf: batch, device: device)
    let noise = RandomSource(seed: recipe.run.seed &+ 0x2545_F491_4F6C_DD1D)
    let weight = recipe.supervision.lambdaSupervised
    let change = recipe.unsupervised.consistency.affine
    let size = min(recipe.supervision.batchSize, chosen.count)
    labelNoise = noise
    try super.init(recipe.unsupervised, device: device) { classify in
      let indices = Tensor.randperm(chosen.count, random: noise).narrow(dim: 0, start: 0, length: size).to(device)
      let images = change(pictures.index(select: indices), random: noise)
      let value = crossEntropy(classify(images).to(.float32), target: classes.index(select: indices))
      return LossTerms(total: value * weight, terms: [(name: "labelled", value: value)])
    }
  }

  public override var randomSources: [(name: String, random: RandomSource)] {
    super.randomSources + [("labelled", labelNoise)]
  }
}
