import Features
public import Torch
public import TorchNN
public import Training

/// The choices that fix a discriminator of pictures whole or in patches.
public struct DiscriminatorRecipe: Recipe {
  /// The families of discriminators.
  public enum Architecture: String, Codable, Sendable, CaseIterable {
    /// ``PatchDiscriminator``
    case patch
    /// ``PixelDiscriminator``
    case pixel
    /// ``VisionAidedDiscriminator``: a PatchGAN, and judges of what a network that knows pictures sees beside it.
    case visionAided = "vision-aided"

    /// Whether a PatchGAN is part of it.
    var hasPatches: Bool { self != .pixel }
  }

  /// The family.
  public var architecture = Architecture.patch
  /// The width of the first layer.
  public var features = 64
  /// Patch: the layers between the first and the last; 3 judges patches of 70x70 pixels.
  public var layers = 3
  /// Vision-aided: the frozen network, by name or file (`FeatureNetworks.open`).
  public var vision = "efficientnet-lite0"

  enum CodingKeys: String, CodingKey {
    case architecture = "discriminator"
    case features = "ndf"
    case layers = "n_layers"
    case vision
  }

  /// The 70x70 PatchGAN (1611.07004, 6.1.2).
  public init() {}

  /// Builds the network with PyTorch's default weights.
  ///
  /// - Parameters:
  ///   - pictureChannels: of the picture to judge.
  ///   - conditionChannels: of what lies before it, where the picture is judged beside another one.
  ///   - random: draws the weights.
  /// - Throws: `FileError` where a frozen network is asked for whose weights are not there or do not fit.
  public func makeNetwork(
    pictureChannels: Int, conditionChannels: Int = 0, normalization: Normalization, random: RandomSource
  ) throws -> any Layer {
    let inputChannels = conditionChannels + pictureChannels
    func patches() -> PatchDiscriminator {
      PatchDiscriminator(
        inputChannels: inputChannels, features: features, layers: layers, normalization: normalization, random: random)
    }
    switch architecture {
    case .patch: return patches()
    case .pixel:
      return PixelDiscriminator(
        inputChannels: inputChannels, features: features, normalization: normalization, random: random)
    case .visionAided:
      let network = try FeatureNetworks.open(vision, deepest: VisionAidedDiscriminator.strides.last)
      return try VisionAidedDiscriminator(
        patches: patches(), pictureChannels: pictureChannels, vision: network, width: 2 * features, random: random)
    }
  }

  /// Makes sure that a network can have these values.
  ///
  /// - Parameter shortestSide: of the pictures, where it is known.
  /// - Throws: a sentence that names the key.
  public func validate(shortestSide: Int? = nil) throws(TrainingError) {
    try check((1...1024).contains(features), "ndf is \(features); choose 1 to 1024")
    try check(
      !architecture.hasPatches || (1...8).contains(layers),
      "n_layers is \(layers); use 1 to 8, or `discriminator: pixel`")
    guard let shortestSide else { return }
    try check(
      shortestSide >= leastSideOfPatches,
      "n_layers is \(layers), which needs pictures of at least \(leastSideOfPatches) pixels a side, not "
        + "\(shortestSide); use fewer, a larger image_size, or `discriminator: pixel`")
    try check(
      shortestSide >= leastSide,
      "discriminator is vision-aided, which needs pictures of at least \(leastSide) pixels a side, not "
        + "\(shortestSide); use a larger image_size, or `discriminator: patch`")
  }

  /// The smallest side of a picture that can be judged, in pixels.
  public var leastSide: Int {
    max(leastSideOfPatches, architecture == .visionAided ? VisionAidedDiscriminator.leastSide : 1)
  }

  /// What `layers` halvings leave, two convolutions of stride 1 must fit into.
  private var leastSideOfPatches: Int { architecture.hasPatches ? 3 << layers : 1 }
}

/// What the weights of all networks start from.
public struct InitializationRecipe: Recipe {
  /// The names of the initialisers.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    case normal, xavier, kaiming, orthogonal
  }

  /// The distribution.
  public var kind = Kind.normal
  /// The spread of `normal`, the gain of `xavier` and `orthogonal`, and the spread of batch norm's scale.
  public var gain = 0.02

  enum CodingKeys: String, CodingKey {
    case kind = "init_type"
    case gain = "init_gain"
  }

  /// N(0, 0.02).
  public init() {}

  /// Draws a network's weights.
  public func draw(_ network: Module, random: RandomSource) {
    let initialization: Initialization =
      switch kind {
      case .normal: .normal(gain)
      case .xavier: .xavier(gain)
      case .kaiming: .kaiming(gain)
      case .orthogonal: .orthogonal(gain)
      }
    initialize(network, initialization, random: random)
  }
}
