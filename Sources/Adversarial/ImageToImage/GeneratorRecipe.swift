public import Torch
public import Training

/// The choices that fix an image-to-image generator: what a weights file must say so that its network can be built.
///
/// A part of each recipe that has such a generator; keys are those of the well-known PyTorch code base where it has one.
public struct GeneratorRecipe: Recipe {
  /// The families of networks.
  public enum Architecture: String, Codable, Sendable, CaseIterable {
    /// ``UNet``
    case unet
    /// ``ResNetGenerator``
    case resnet
  }

  /// The family.
  public var architecture = Architecture.unet
  /// Channels of the input: 1 grey, 3 colour; 0 is the data's own.
  public var inputChannels = 0
  /// Channels of the output: 1 grey, 3 colour; 0 is the data's own.
  public var outputChannels = 0
  /// The width of the first level.
  public var features = 64
  /// U-Net: the number of halvings; 0 is as many as the training size allows, at most 8.
  public var depth = 0
  /// ResNet: the number of residual blocks.
  public var blocks = 9
  /// What follows the convolutions.
  public var normalization = Normalization.batch
  /// Whether the paper's dropout is there.
  public var dropout = true
  /// ResNet: how it doubles pictures.
  public var upsampling = Upsampling.transposed

  enum CodingKeys: String, CodingKey {
    case architecture = "generator"
    case inputChannels = "input_channels"
    case outputChannels = "output_channels"
    case features = "ngf"
    case depth = "num_downs"
    case blocks = "num_blocks"
    case normalization = "norm"
    case dropout
    case upsampling
  }

  /// The defaults are pix2pix's for 256x256 (1611.07004, 6.1).
  public init() {}

  /// Builds the network.
  ///
  /// - Parameters:
  ///   - random: draws the weights.
  ///   - noise: draws the dropout masks.
  ///   - isBounded: whether the output is squashed into -1...1; U-Nets alone can do without.
  /// - Throws: a sentence that names the key whose value no network can have.
  public func makeNetwork(
    random: RandomSource, noise: RandomSource, isBounded: Bool = true
  ) throws(TrainingError) -> any ImageToImageNetwork {
    try validate()
    try check(
      isBounded || architecture == .unet, "generator is \(architecture.rawValue), whose output is bounded; use unet")
    switch architecture {
    case .unet:
      return UNet(
        inputChannels: inputChannels, outputChannels: outputChannels, depth: depth, features: features,
        normalization: normalization, dropout: dropout, isBounded: isBounded, random: random, noise: noise)
    case .resnet:
      return ResNetGenerator(
        inputChannels: inputChannels, outputChannels: outputChannels, blocks: blocks, features: features,
        normalization: normalization, dropout: dropout, upsampling: upsampling, random: random, noise: noise)
    }
  }

  /// The same network the other way: from the output's channels to the input's.
  public var reversed: GeneratorRecipe {
    var copy = self
    (copy.inputChannels, copy.outputChannels) = (outputChannels, inputChannels)
    return copy
  }

  private func validate() throws(TrainingError) {
    for (key, channels) in [("input_channels", inputChannels), ("output_channels", outputChannels)] {
      try check([1, 3].contains(channels), "\(key) is \(channels); pictures have 1 channel (grey) or 3 (colour)")
    }
    try check((1...1024).contains(features), "ngf is \(features); choose 1 to 1024")
    if architecture == .unet {
      try check((2...16).contains(depth), "num_downs is \(depth); a U-Net halves the picture 2 to 16 times")
      try check(
        upsampling == .transposed, "upsampling is \(upsampling.rawValue), which goes with `generator: resnet` alone")
    } else {
      try check((1...64).contains(blocks), "num_blocks is \(blocks); choose 1 to 64, 9 for 256x256")
    }
  }

  /// Fills in the depth of a U-Net. Sizes that the network cannot halve often enough are padded, in training as
  /// afterwards (``ImageToImageNetwork/translate(_:by:)``).
  ///
  /// - Parameter isFixed: whether every training picture has this size.
  /// - Throws: a sentence that names the key whose value does not fit the others.
  public mutating func resolve(width: Int, height: Int, isFixed: Bool) throws(TrainingError) {
    let size = width == height ? "\(width)" : "\(width)x\(height)"
    try check(min(width, height) >= 4, "image_size is \(size); a generator needs at least 4 pixels a side")
    if architecture == .unet, depth == 0 { depth = isFixed ? UNet.usualDepth(width: width, height: height) : 8 }
    let padded = paddedSize(width: width, height: height)
    try check(
      !isFixed || padded.width * padded.height <= 5 * width * height / 2,
      architecture == .unet
        ? "num_downs is \(depth), for which pictures of image_size \(size) would be padded to "
          + "\(padded.width)x\(padded.height); use \(UNet.usualDepth(width: width, height: height))"
        : "image_size is \(size), which a ResNet would pad to \(padded.width)x\(padded.height); use that size")
  }

  /// The size that pictures of a size are padded to.
  public func paddedSize(width: Int, height: Int) -> (width: Int, height: Int) {
    let (least, multiple) = architecture == .unet ? (1, 1 << depth) : (ResNetGenerator.leastSide, 4)
    return (UNet.fitting(max(width, least), multiple), UNet.fitting(max(height, least), multiple))
  }
}
