public import Adversarial
public import Datasets
public import Torch
public import Training

/// Every choice of a DCGAN run; the defaults are the paper's (1511.06434, section 4).
public struct DCGANRecipe: GenerativeSystemRecipe {
  /// The parts that every generative system has.
  public var base = GenerativeRecipe()

  /// The paper's recipe: 100 numbers of even noise, Adam 2e-4 with beta1 0.5, batch size 128, weights from N(0, 0.02).
  public init() {}

  /// What can be done with the model.
  public static var uses: [ModelUse] { [.generate] }

  /// Builds the networks.
  public func makeSystem(for images: LabelledImages, device: Device) throws -> DCGAN {
    try DCGAN(self, device: device)
  }
}
