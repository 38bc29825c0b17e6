public import Adversarial
public import Datasets
public import Torch
public import Training

/// Every choice of a conditional GAN's run.
///
/// The paper (1411.1784, section 4.1) has dense networks for MNIST; the defaults here are DCGAN's networks and training.
public struct ConditionalGANRecipe: GenerativeSystemRecipe {
  /// The parts that every generative system has.
  public var base = GenerativeRecipe()

  /// DCGAN's recipe with classes.
  public init() { base.generator.noise = .gaussian }

  /// What can be done with the model.
  public static var uses: [ModelUse] { [.generate] }

  /// The classes are the data's labels.
  public var needsLabels: Bool { true }

  /// Builds the networks.
  public func makeSystem(for images: LabelledImages, device: Device) throws -> ConditionalGAN {
    try ConditionalGAN(self, device: device)
  }
}
