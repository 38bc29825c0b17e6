public import Torch
public import Training

/// The choices that fix a generator of pictures: what a weights file must say so that its network can be built.
public struct ImageGeneratorRecipe: Recipe {
  /// The families of generators and of the discriminators that go with them.
  public enum Architecture: String, Codable, Sendable, CaseIterable {
    /// ``DCGANGenerator``
    case dcgan
    /// ``ResidualGenerator``
    case resnet
    /// ``InfoGANGenerator``
    case infogan
  }

  /// The family.
  public var architecture = Architecture.dcgan
  /// The side of the pictures; 0 is the data's own, else 64.
  public var imageSize = 0
  /// 1 grey, 3 colour; 0 is the data's own.
  public var channels = 0
  /// The width of the last hidden layer.
  public var features = 64
  /// Numbers of noise.
  public var latentDimension = 100
  /// The noise's distribution.
  public var noise = LatentSpace.Noise.uniform
  /// The codes beside the noise.
  public var codes: [LatentCode] = []
  /// The names of the classes, where the first code is the class that was asked for; empty where it is not.
  public var classes: [String] = []

  enum CodingKeys: String, CodingKey {
    case architecture = "generator"
    case imageSize = "image_size"
    case channels
    case features = "ngf"
    case latentDimension = "latent_dim"
    case noise
    case codes
    case classes
  }

  /// The defaults are DCGAN's (1511.06434, section 4).
  public init() {}

  /// Where the generator's inputs come from.
  public var latentSpace: LatentSpace {
    LatentSpace(noiseDimension: latentDimension, noise: noise, codes: codes)
  }

  /// Builds the network with PyTorch's default weights.
  ///
  /// - Throws: a sentence that names the key whose value no network can have.
  public func makeNetwork(random: RandomSource) throws(TrainingError) -> any NoiseToImageNetwork {
    try validate()
    let inputs = latentSpace.dimension
    switch architecture {
    case .dcgan:
      return DCGANGenerator(
        inputs: inputs, channels: channels, imageSize: imageSize, features: features, random: random)
    case .resnet:
      return ResidualGenerator(
        inputs: inputs, channels: channels, imageSize: imageSize, features: features, random: random)
    case .infogan:
      return InfoGANGenerator(
        inputs: inputs, channels: channels, imageSize: imageSize, features: features, random: random)
    }
  }

  /// Makes sure that a network can have these values.
  ///
  /// - Throws: a sentence that names the key.
  public func validate() throws(TrainingError) {
    let sizes = [28, 32, 64, 128]
    try check(
      sizes.contains(imageSize),
      "image_size is \(imageSize); choose one of \(sizes.map(String.init).joined(separator: ", "))")
    try check([1, 3].contains(channels), "channels is \(channels); pictures have 1 (grey) or 3 (colour)")
    try check((1...1024).contains(features), "ngf is \(features); choose 1 to 1024")
    try check((1...4096).contains(latentDimension), "latent_dim is \(latentDimension); choose 1 to 4096")
  }
}

/// A picture's side is a small side, 4 or 7, doubled some times.
struct ImagePyramid {
  /// The side of the smallest map: 7 for 28, else 4.
  let base: Int
  /// How often it is doubled.
  let doublings: Int

  init(imageSize: Int) {
    base = imageSize % 7 == 0 ? 7 : 4
    doublings = (imageSize / base).trailingZeroBitCount
    precondition(base << doublings == imageSize, "a side of \(imageSize) is no doubled 4 or 7")
  }
}
