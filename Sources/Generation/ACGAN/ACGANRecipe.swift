public import Adversarial
public import Datasets

/// Every choice of an AC-GAN run, as flat keys.
///
/// The paper's networks (1610.09585, appendix A) are for ImageNet and CIFAR-10; the defaults here are DCGAN's.
public struct ACGANRecipe: GenerativeSystemRecipe {
  /// The keys that all generative systems have.
  public var base: GenerativeRecipe
  /// The class term.
  public var classification = Classification()

  /// DCGAN's recipe with classes.
  public init() {
    base = GenerativeRecipe(
      generator: ImageGeneratorRecipe(noise: .gaussian), game: GameRecipe(),
      run: RunRecipe(epochs: 25, batchSize: 128, learningRate: 2e-4, policy: .constant))
  }

  /// The class term.
  public struct Classification: Codable, Sendable, Equatable {
    /// The weight of `L_C`; 1 in the paper.
    public var lambdaClass = 1.0
    /// The weight of the class of generated pictures in what the classifier learns; 1 in the paper. Without it, it cannot come
    /// to an understanding with the generator on classes that no real picture shows.
    public var lambdaClassFake = 1.0

    enum CodingKeys: String, CodingKey, CaseIterable {
      case lambdaClass = "lambda_class"
      case lambdaClassFake = "lambda_class_fake"
    }
  }

  /// Reads the keys.
  public init(from decoder: any Decoder) throws {
    base = try GenerativeRecipe(from: decoder)
    classification = try Classification(from: decoder)
  }

  /// Writes the keys.
  public func encode(to encoder: any Encoder) throws {
    try base.encode(to: encoder)
    try classification.encode(to: encoder)
  }

  /// The classes are the data's labels.
  public var needsLabels: Bool { true }

  /// Fills in what the data decides.
  ///
  /// - Throws: a sentence that names the key whose value does not fit the others, or says that there are no labels.
  public mutating func resolve(images: LabelledImages, stepsPerEpoch: Int) throws {
    try base.resolve(images: images, stepsPerEpoch: stepsPerEpoch, conditional: true)
  }
}
