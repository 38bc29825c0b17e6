public import Datasets
public import Torch
import Training

/// Two classifiers that learned the same pictures from other starts, asked about pictures without labels.
///
/// Where they agree, what they learned carries over; of all signs that need no labels this one followed the accuracy
/// best in a trial (issue 17).
public struct ClassifierAgreement: Sendable, Equatable {
  /// The share of the pictures that both give the same class.
  public let share: Double
  /// Of how many pictures.
  public let pictures: Int

  /// Trains both.
  ///
  /// - Parameters:
  ///   - labelled: what they learn.
  ///   - asked: what they are asked about, of the same size and colour.
  ///   - steps: of training, at batch size 128, on slightly moved pictures.
  /// - Throws: when there are no classes to learn.
  public init(
    learning labelled: LabelledImages, asked: LabelledImages, steps: Int = 600, seed: UInt64 = 0, device: Device = .cpu
  ) throws {
    let answers = try (0..<2).map { (number: UInt64) in
      var recipe = ClassifierRecipe()
      recipe.run.steps = steps
      recipe.run.batchSize = min(128, labelled.count)
      recipe.run.seed = seed &+ 1000 &* number &+ 1
      return try recipe.train(on: labelled, device: device).system.classes(of: asked)
    }
    pictures = asked.count
    share = Double(zip(answers[0], answers[1]).count { $0 == $1 }) / Double(max(1, asked.count))
  }
}
