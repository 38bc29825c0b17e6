public import Datasets
public import Metrics
public import Torch
import Training

/// The two-sample test by a classifier (C2ST; Lopez-Paz and Oquab 2017, 1610.06545): how often a network that learned
/// to tell two sets of pictures apart is right about pictures that it has not seen.
///
/// 0.5 where the sets cannot be told apart, 1 where each picture gives itself away.
public struct TwoSampleTest: Sendable, Equatable {
  /// The share of held-out pictures that it is right about, over all folds.
  public let accuracy: Double
  /// The exact interval of that share, as if all folds were one network.
  public let interval: ConfidenceInterval
  /// The accuracy of each fold.
  public let folds: [Double]

  /// Trains and asks a network for each fold.
  ///
  /// - Parameters:
  ///   - first: pictures of one set.
  ///   - second: of the other, of the same size and colour. As many are used of either as the smaller set has.
  ///   - folds: of how many parts each is held out once.
  ///   - steps: of training, at batch size 64.
  /// - Throws: when there are too few pictures.
  public init(
    _ first: LabelledImages, _ second: LabelledImages, folds count: Int = 5, steps: Int = 250, seed: UInt64 = 0,
    device: Device = .cpu
  ) throws {
    precondition(first.pictureSize == second.pictureSize && count >= 2, "both sets have one size, and there are folds")
    let number = min(first.count, second.count)
    guard number >= 4 * count else {
      throw TrainingError(
        .recipe, "a two-sample test of \(count) folds takes \(4 * count) pictures of each set, not \(number); add some")
    }
    var draws = CounterRandom(seed: seed, 0x43325354)
    let orders = [first, second].map { Array(draws.permutation($0.count).prefix(number)) }
    let both = LabelledImages.joined([first.subset(orders[0]), second.subset(orders[1])])
    var (right, shares): (Int, [Double]) = (0, [])
    for fold in 0..<count {
      let held = (0..<2 * number).filter { ($0 % number) % count == fold }
      let rest = (0..<2 * number).filter { ($0 % number) % count != fold }
      var recipe = ClassifierRecipe()
      recipe.augment = false
      recipe.run.steps = steps
      recipe.run.batchSize = min(64, rest.count)
      recipe.run.seed = seed &+ UInt64(fold)
      let classes = try recipe.train(on: both.subset(rest), device: device).system.classes(of: both.subset(held))
      let hits = zip(classes, held).count { $0 == ($1 < number ? 0 : 1) }
      right += hits
      shares.append(Double(hits) / Double(held.count))
    }
    let test = BinomialTest(successes: right, of: 2 * number)
    (accuracy, interval, self.folds) = (test.share, test.interval, shares)
  }
}

extension LabelledImages {
  /// Sets of pictures of one size as the classes of one.
  static func joined(_ sets: [LabelledImages]) -> LabelledImages {
    LabelledImages(
      source: sets.map(\.source).joined(separator: " and "), format: sets[0].format, pixels: sets.flatMap(\.pixels),
      channels: sets[0].channels, height: sets[0].height, width: sets[0].width,
      labels: sets.enumerated().flatMap { [Int](repeating: $0, count: $1.count) },
      classNames: sets.indices.map(String.init))
  }
}
