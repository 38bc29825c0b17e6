public import Adversarial
public import Datasets
public import Torch
public import Training

/// Every choice of an AC-GAN run.
///
/// The paper's networks (1610.09585, appendix A) are for ImageNet and CIFAR-10; the defaults here are DCGAN's.
public struct ACGANRecipe: GenerativeSystemRecipe {
  /// The parts that every generative system has.
  public var base = GenerativeRecipe()
  /// The class term.
  public var classification = Classification()

  /// DCGAN's recipe with classes.
  public init() { base.generator.noise = .gaussian }

  /// The class term.
  public struct Classification: Codable, Sendable, Equatable {
    /// The weight of `L_C`; 1 in the paper.
    public var lambdaClass = 1.0
    /// The weight of the class of generated pictures in what the classifier learns; 1 in the paper. Without it, it cannot come
    /// to an understanding with the generator on classes that no real picture shows.
    public var lambdaClassFake = 1.0

    enum CodingKeys: String, CodingKey {
      case lambdaClass = "lambda_class"
      case lambdaClassFake = "lambda_class_fake"
    }
  }

  /// What can be done with the model.
  public static var uses: [ModelUse] { [.generate] }

  /// The classes are the data's labels.
  public var needsLabels: Bool { true }

  /// Builds the networks.
  public func makeSystem(for images: LabelledImages, device: Device) throws -> ACGAN {
    try ACGAN(self, device: device)
  }
}
