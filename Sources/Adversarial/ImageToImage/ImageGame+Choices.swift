public import Training

extension ImageGame {
  /// The game's choices, and the momentum of both optimizers.
  public struct Choices: Recipe {
    /// The game.
    public var mode = GANObjective.vanilla
    /// The weight of the gradient penalty, where `gan_mode` is `wgan-gp`.
    public var lambdaGP = 10.0
    /// Adam's first decay rate.
    public var beta1 = 0.5
    /// Adam's second decay rate.
    public var beta2 = 0.999

    enum CodingKeys: String, CodingKey {
      case mode = "gan_mode"
      case lambdaGP = "lambda_gp"
      case beta1
      case beta2
    }

    /// Cross entropy, Adam (0.5, 0.999).
    public init() {}

    /// Makes sure that the game can be played.
    ///
    /// - Parameter normalization: of the discriminator.
    /// - Throws: a sentence that names the key.
    public func validate(normalization: Normalization, batchSize: Int) throws(TrainingError) {
      try check(lambdaGP >= 0 && lambdaGP.isFinite, "lambda_gp is \(lambdaGP); use 0 (off) or more")
      try check(
        (0..<1).contains(beta1) && (0..<1).contains(beta2), "beta1 is \(beta1) and beta2 \(beta2); choose 0 to below 1")
      try check(
        !(mode == .wganGP && normalization == .batch && batchSize > 1),
        "norm is batch, which mixes the pictures that the penalty of wgan-gp looks at one by one; use instance or none, "
          + "or batch_size 1")
    }
  }
}
