public import Torch

/// The choices that fix an image-to-image generator: what a weights file must say so that its network can be built.
///
/// A part of each translation system's recipe; the keys are those of the well-known PyTorch code base where it has one.
public struct GeneratorRecipe: Codable, Sendable, Equatable {
  /// The families of networks.
  public enum Architecture: String, Codable, Sendable, CaseIterable {
    /// ``UNet``
    case unet
    /// ``ResNetGenerator``
    case resnet
  }

  /// The family.
  public var architecture: Architecture
  /// Channels of the input: 1 grey, 3 colour.
  public var inputChannels: Int
  /// Channels of the output: 1 grey, 3 colour.
  public var outputChannels: Int
  /// The width of the first level.
  public var features: Int
  /// U-Net: the number of halvings; 0 is as many as the training size allows, at most 8.
  public var depth: Int
  /// ResNet: the number of residual blocks.
  public var blocks: Int
  /// What follows the convolutions.
  public var normalization: Normalization
  /// Whether the paper's dropout is there.
  public var dropout: Bool

  /// Keys of the recipe, the field's names.
  public enum CodingKeys: String, CodingKey, CaseIterable {
    case architecture = "generator"
    case inputChannels = "input_channels"
    case outputChannels = "output_channels"
    case features = "ngf"
    case depth = "num_downs"
    case blocks = "num_blocks"
    case normalization = "norm"
    case dropout
  }

  /// The defaults are pix2pix's for 256x256 (1611.07004, 6.1).
  public init(
    architecture: Architecture = .unet, inputChannels: Int = 3, outputChannels: Int = 3, features: Int = 64,
    depth: Int = 0, blocks: Int = 9, normalization: Normalization = .batch, dropout: Bool = true
  ) {
    self.architecture = architecture
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.features = features
    self.depth = depth
    self.blocks = blocks
    self.normalization = normalization
    self.dropout = dropout
  }

  /// Builds the network.
  ///
  /// - Parameters:
  ///   - random: draws the weights.
  ///   - noise: draws the dropout masks.
  /// - Throws: a sentence that names the key whose value no network can have.
  public func makeNetwork(
    random: RandomSource, noise: RandomSource
  ) throws(TrainingError) -> any ImageToImageNetwork {
    try validate()
    switch architecture {
    case .unet:
      return UNet(
        inputChannels: inputChannels, outputChannels: outputChannels, depth: depth, features: features,
        normalization: normalization, dropout: dropout, random: random, noise: noise)
    case .resnet:
      return ResNetGenerator(
        inputChannels: inputChannels, outputChannels: outputChannels, blocks: blocks, features: features,
        normalization: normalization, dropout: dropout, random: random, noise: noise)
    }
  }

  private func validate() throws(TrainingError) {
    func require(_ condition: Bool, _ sentence: String) throws(TrainingError) {
      if !condition { throw TrainingError(.recipe, sentence) }
    }
    for (key, channels) in [("input_channels", inputChannels), ("output_channels", outputChannels)] {
      try require([1, 3].contains(channels), "\(key) is \(channels); pictures have 1 channel (grey) or 3 (colour)")
    }
    try require((1...1024).contains(features), "ngf is \(features); choose 1 to 1024")
    if architecture == .unet {
      try require((2...16).contains(depth), "num_downs is \(depth); a U-Net halves the picture 2 to 16 times")
    } else {
      try require((1...64).contains(blocks), "num_blocks is \(blocks); choose 1 to 64, 9 for 256x256")
    }
  }
}
