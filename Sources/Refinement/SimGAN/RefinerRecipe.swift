import Torch
import TorchNN
public import Training

/// The choices that fix a refiner.
public struct RefinerRecipe: Recipe {
  /// The side of the first convolution's kernel: 3 for eyes, 7 for hands in the paper.
  public var kernel = 3
  /// The width of all convolutions.
  public var features = 64
  /// Residual blocks: 4 for eyes, 10 for hands.
  public var blocks = 4
  /// What stands beyond the border.
  public var padding = Padding.zeros
  /// How the last features become a picture.
  public var output = Output.tanh
  /// Whether the blocks work at half the resolution, with a skip around them.
  public var halfResolution = false
  /// How their maps come back to the whole resolution; nearest pixels leave a grain of two pixels.
  public var enlargement = Enlargement.bilinear
  /// Channels of normal noise beside the picture's, so that one picture can be refined in many ways.
  public var noiseChannels = 0

  enum CodingKeys: String, CodingKey {
    case kernel = "refiner_kernel"
    case features = "refiner_features"
    case blocks = "refiner_blocks"
    case padding = "refiner_padding"
    case output = "refiner_output"
    case halfResolution = "half_resolution"
    case enlargement = "half_upsampling"
    case noiseChannels = "noise_channels"
  }

  /// The paper's for eyes of 35x55 pixels (1612.07828, section 3.1).
  public init() {}

  /// Makes sure that a network can have these values.
  ///
  /// - Throws: a sentence that names the key.
  public func validate() throws(TrainingError) {
    try check(kernel % 2 == 1 && (1...15).contains(kernel), "refiner_kernel is \(kernel); choose an odd number to 15")
    try check((1...512).contains(features), "refiner_features is \(features); choose 1 to 512")
    try check((0...64).contains(blocks), "refiner_blocks is \(blocks); choose 0 to 64")
    try check((0...16).contains(noiseChannels), "noise_channels is \(noiseChannels); choose 0 to 16")
  }

  /// What stands beyond the border.
  public enum Padding: String, Codable, Sendable, CaseIterable {
    /// Zeros, the grey between black and white: the refiner can tell the border, and leaves a frame.
    case zeros
    /// The pixels at the border, repeated.
    case replicate

    /// A convolution that keeps the size, or halves it at stride 2.
    func convolution(
      _ input: Int, _ output: Int, kernel: Int, stride: Int = 1, random: RandomSource
    ) -> [any Layer] {
      switch self {
      case .zeros:
        [Conv2d(input, output, kernelSize: kernel, stride: stride, padding: kernel / 2, random: random)]
      case .replicate:
        [ReplicationPad2d(kernel / 2), Conv2d(input, output, kernelSize: kernel, stride: stride, random: random)]
      }
    }
  }

  /// How maps of half the resolution are enlarged.
  public enum Enlargement: String, Codable, Sendable, CaseIterable {
    case nearest
    case bilinear

    var mode: UpsampleMode {
      switch self {
      case .nearest: .nearest
      case .bilinear: .bilinear
      }
    }
  }

  /// How the last features f become a picture.
  public enum Output: String, Codable, Sendable, CaseIterable {
    /// `tanh(f)` (the paper's): the refiner has to learn to leave a picture alone.
    case tanh
    /// `tanh(f + 2x)`, with f 0 at the start: it begins near the identity.
    case nearIdentity = "near-identity"

    func picture(_ features: Tensor, of input: Tensor) -> Tensor {
      switch self {
      case .tanh: features.to(.float32).tanh()
      case .nearIdentity: (features.to(.float32) + input * 2).tanh()
      }
    }
  }
}

extension Conv2d {
  /// Makes weight and bias 0.
  func startAtZero() {
    withoutGradients {
      weight.value.zero()
      bias?.value.zero()
    }
  }
}
