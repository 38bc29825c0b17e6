public import Adversarial
public import Datasets
public import Torch
public import Training

/// Every choice of a WGAN-GP run; the defaults are the paper's (1704.00028, algorithm 1).
public struct WGANGPRecipe: GenerativeSystemRecipe {
  /// The parts that every generative system has.
  public var base = GenerativeRecipe()

  /// The paper's recipe: ``GenerativeRecipe/wganGP``. `generator: resnet` is appendix F's.
  public init() {
    base = .wganGP
    base.run.epochs = 50
  }

  /// What can be done with the model.
  public static var uses: [ModelUse] { [.generate] }

  /// Builds the networks.
  public func makeSystem(for images: LabelledImages, device: Device) throws -> WGANGP {
    try WGANGP(self, device: device)
  }
}
