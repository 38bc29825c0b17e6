public import Torch

/// Sets each value to zero with probability `p` in training and divides the others by `1 - p`; any shape.
///
/// In evaluation it returns its input, and draws nothing.
public final class Dropout: Module, Layer {
  /// The probability to be dropped.
  public let probability: Double
  /// Draws the masks; its state belongs in a checkpoint.
  public let random: RandomSource

  /// Makes the layer; it drops nothing until it is trained.
  ///
  /// - Parameters:
  ///   - probability: in `0...1`.
  ///   - random: draws the masks; on the device of the input.
  public init(_ probability: Double = 0.5, random: RandomSource) {
    precondition((0...1).contains(probability), "a probability lies in 0...1, not at \(probability)")
    self.probability = probability
    self.random = random
    super.init()
  }

  /// Drops values in training.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    dropout(input, p: probability, training: isTraining, random: random)
  }
}
