import Adversarial
import Torch
import TorchNN
import TorchOptim
import Training

/// The part of InfoGAN that is not in the paper: the first categorical code is found on real pictures, without labels, before
/// the game begins, in layers of its own that the game cannot disturb.
///
/// In the first steps only these layers learn, by ``ConsistencyLoss``. Several heads learn on them; the one of the lowest
/// loss is kept.
final class Anchoring {
  let optimizer: Adam
  private let recognition: RecognitionNetwork
  private let recipe: InfoGANRecipe
  private let changes: RandomSource

  /// - Parameter changes: draws the changes under which categories stay.
  init(of recognition: RecognitionNetwork, _ recipe: InfoGANRecipe, changes: RandomSource) {
    self.recognition = recognition
    self.recipe = recipe
    self.changes = changes
    optimizer = Adam(
      recognition.anchoredModules.flatMap { $0.parameters() }, learningRate: recipe.anchor.learningRate)
  }

  /// How many steps come before the game.
  var steps: Int { recipe.anchor.steps }

  /// The heads compete, until the best is kept; then it goes on, where the recipe says so, in every k-th step.
  func phases(_ images: Tensor, step: Int, supervision: InfoGAN.Supervision?) -> [Phase] {
    let (last, every) = (steps, recipe.anchor.every)
    let finding = Phase(
      "recognition", optimizer, trains: recognition.anchoredModules, due: .until(last),
      schedule: .linearFall(length: last, share: 0.4, minimum: 0.02),
      then: { [recognition] in if step + 1 == last { recognition.keepBestCandidate() } }
    ) { [self] in loss(images, compete: true, supervision) }
    guard every > 0 else { return [finding] }
    let following = Phase(
      "recognition", optimizer, trains: recognition.anchoredModules, due: .from(last).every(every),
      schedule: .scaled(0.02)
    ) { [self] in loss(images, compete: false, supervision) }
    return [finding, following]
  }

  private func loss(_ images: Tensor, compete: Bool, _ supervision: InfoGAN.Supervision?) -> LossTerms {
    for module in recognition.anchoredModules { module.train() }
    let (loss, ofHeads) = recipe.consistency(images, random: changes) { [recognition] in
      compete ? recognition.candidateLogits($0) : recognition.anchoredLogits($0).unsqueezed(dim: 0)
    }
    if compete { recognition.note(candidateLosses: ofHeads) }
    return loss.adding(supervision?({ [recognition] in recognition.anchoredLogits($0) }))
  }

  /// In the game these layers judge as they were found.
  func eval() { for module in recognition.anchoredModules { module.eval() } }
}

extension InfoGANRecipe {
  /// How the first categorical code is anchored.
  public struct Anchor: Codable, Sendable, Equatable {
    /// Whether it is on; off is the paper's InfoGAN.
    public var isOn = true
    /// Steps in which only Q learns, by ``ConsistencyLoss``; they count among the run's.
    public var steps = 600
    /// How many heads learn on the same layers in these steps; that of the lowest loss is kept. One alone can settle for
    /// two digits in a category, and the loss, which sees no label, tells.
    public var heads = 5
    /// Pictures in such a step.
    public var batchSize = 256
    /// Adam's learning rate for it; it falls in a line to a fiftieth over the last two fifths of these steps.
    public var learningRate = 1e-3
    /// After these steps, Q goes on with it every so many steps; 0 leaves it as it is.
    public var every = 0

    enum CodingKeys: String, CodingKey {
      case isOn = "consistency"
      case steps = "consistency_steps"
      case heads = "consistency_heads"
      case batchSize = "consistency_batch_size"
      case learningRate = "consistency_lr"
      case every = "consistency_every"
    }

    func validate(_ space: LatentSpace) throws(TrainingError) {
      guard isOn else { return }
      try check(
        !space.categorical.isEmpty, "codes has no categorical code to anchor; set consistency to false")
      try check(
        steps >= 1 && heads >= 1 && batchSize >= 2 && learningRate > 0 && every >= 0,
        "consistency_steps and consistency_heads are 1 or more, consistency_batch_size 2 or more, consistency_lr above 0, "
          + "consistency_every 0 or more")
    }
  }
}
