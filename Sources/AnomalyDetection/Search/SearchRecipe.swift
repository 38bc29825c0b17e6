public import Training

/// The search of the latent point whose picture is most like a query (1703.05921, section 2.2).
public struct SearchRecipe: Codable, Sendable, Equatable {
  /// Steps of Adam; 500 in the paper, 0 is no search.
  public var steps: Int
  /// Adam's learning rate.
  public var learningRate: Double
  /// How many starts are tried; the best one counts.
  public var restarts: Int
  /// A query stops when its loss has not fallen for so many steps; 0 lets all steps run.
  public var patience: Int
  /// By which share the loss must fall to count as fallen.
  public var tolerance: Double
  /// Whether points stay within -1...1 where the noise that the generator learned from does (even noise).
  public var clamps: Bool
  /// The number format of the search's forward passes; scores are always computed in 32 bits.
  public var precision: Precision

  enum CodingKeys: String, CodingKey {
    case steps = "search_steps"
    case learningRate = "search_lr"
    case restarts = "search_restarts"
    case patience = "search_patience"
    case tolerance = "search_tolerance"
    case clamps = "search_clamp"
    case precision = "search_precision"
  }

  /// The paper's 500 steps; its rate and stopping are not told, so these are ours.
  public init(steps: Int = 500, learningRate: Double = 0.02) {
    self.steps = steps
    self.learningRate = learningRate
    restarts = 1
    patience = 60
    tolerance = 1e-3
    clamps = true
    precision = .f32
  }

  /// Makes sure that the values can be searched with.
  ///
  /// - Throws: a sentence that names the key.
  func validate() throws(TrainingError) {
    try check(steps >= 0 && steps <= 1_000_000, "search_steps is \(steps); choose 0 (no search) or more, such as 500")
    try check(learningRate > 0 && learningRate.isFinite, "search_lr is \(learningRate); it must be above 0")
    try check((1...100).contains(restarts), "search_restarts is \(restarts); choose 1 to 100")
    try check(
      patience >= 0 && (0..<1).contains(tolerance),
      "search_patience is \(patience) and search_tolerance \(tolerance); choose 0 or more, and 0 to below 1")
  }
}
