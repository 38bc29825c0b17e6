import Datasets
import Torch
import TorchNN
public import Training
import Vision

extension Trained where R: AnomalySystemRecipe {
  /// Chooses smoothing and score by defects planted in held-out normal pictures, and fits the threshold; no abnormal
  /// picture is looked at, and no network is trained again.
  ///
  /// - Parameter progress: is told how many pictures are done.
  /// - Returns: the detector with what was chosen, and the table.
  public func tunedDetector(
    on pictures: NormalPictures, progress: (Int) -> Void = { _ in }
  ) throws -> (detector: TrainedDetector, tuning: Tuning) {
    var raw = recipe
    raw.score.smoothing = 0
    let detector = system.makeDetector()
    let set = try PlantedSet(pictures.originals, seed: recipe.run.seed) { image throws(DatasetError) in
      try NormalPictures.fitted(
        image.flattened(onto: 255).converted(to: pictures.channels == 1 ? .gray : .rgb), named: "a normal picture",
        data: pictures.data, side: pictures.side)
    }
    let examiner = PictureExaminer(detector: detector, recipe: raw, device: device)
    examiner.learnUsual(of: pictures.training)
    let normal = examiner.findings(in: set.normal, progress: progress)
    let planted = examiner.findings(in: set.planted.map(\.image)) { progress(normal.count + $0) }
    let ranking = PlantedRanking(set, normal: normal.map(\.map), planted: planted.map(\.map))
    var tried: [(recipe: R, trial: Tuning.Trial)] = []
    for smoothing in [0.0, 1, 2, 4, 8] where smoothing * 16 <= Double(pictures.side) {
      let smooth = ranking.smoothed(smoothing)
      let pixels = try smooth.pixelAuroc()
      for var one in WindowSearch.recipes(from: recipe, windows: normal[0].residuals.count) {
        one.score.smoothing = smoothing
        let keys = WindowSearch.keys(of: one)
        if one.score.aggregate == .peak {
          tried.append(
            (
              one,
              try smooth.trial(keys, topShare: one.score.topShare, pixelAuroc: pixels, size: pictures.side)
            ))
        } else {
          let scales = WindowSearch.scales(normal, one.score)
          let weights = one.featureWeight.map { ScoreWeights(residual: 1, feature: $0) } ?? detector.weights
          func scores(_ found: [PictureFindings]) -> [Double] {
            found.map { $0.score(one.score, weights: weights, scales: scales) }
          }
          tried.append(
            (
              one,
              try smooth.trial(
                keys, pixelAuroc: pixels, normal: scores(normal), planted: scores(planted),
                share: one.score.aggregate == .mean ? 1 : 0, size: pictures.side)
            ))
        }
      }
    }
    let tuning = try Tuning(tried.map(\.trial), seed: recipe.run.seed)
    let chosen = tried[tuning.chosen].recipe
    // Built anew: a detector weighs features as the recipe that it was made of says.
    let tuned = try chosen.makeDetector(device: device)
    for (new, old) in zip(tuned.networks, detector.networks) {
      try new.module.load(Dictionary(old.module.stateDictionary().map { ($0.name, $0.tensor) }) { $1 })
    }
    let last = PictureExaminer(detector: tuned, recipe: chosen, device: device)
    let document = self.document.overlaid(with: try RecipeDocument(encoding: chosen))
    return (
      TrainedDetector(
        tuned, recipe: chosen,
        calibration: last.calibration(on: pictures.heldOut, falseAlarm: chosen.score.falseAlarm) { _ in },
        header: ModelHeader(
          system: R.System.identifier, network: "detector", uses: R.uses, recipe: document, step: step),
        seen: pictures.marks, path: "the trained \(R.System.identifier)", device: device), tuning
    )
  }
}

/// What is tried of a window's score.
private enum WindowSearch {
  static func recipes<R: AnomalySystemRecipe>(from recipe: R, windows: Int) -> [R] {
    var all: [R] = []
    let aggregates: [ScoreRecipe.Aggregate] = windows > 1 ? [.max, .mean, .outlier] : [.max]
    var weighed = [recipe]
    if recipe.featureWeight != nil {
      weighed += [0.0, 1, 5].map { weight in
        var one = recipe
        one.featureWeight = weight
        one.score.standardizes = true
        return one
      }
    }
    for one in weighed {
      for aggregate in aggregates {
        for power in [0, 1, 1.5] {
          var one = one
          (one.score.aggregate, one.score.contrastPower) = (aggregate, power)
          all.append(one)
        }
      }
    }
    for share in [0.001, 0.01, 0.05, 0.1, 0.2] {
      var one = recipe
      (one.score.aggregate, one.score.topShare) = (.peak, share)
      all.append(one)
    }
    return all
  }

  static func keys<R: AnomalySystemRecipe>(of recipe: R) -> [String: String] {
    let score = recipe.score
    var keys = [
      "aggregate": score.aggregate.rawValue, "map_smoothing": "\(score.smoothing)",
      "contrast_power": "\(score.contrastPower)", "standardize": "\(score.standardizes)",
    ]
    if score.aggregate == .peak { keys["top_share"] = "\(score.topShare)" }
    if let weight = recipe.featureWeight { keys["score_kappa"] = "\(weight)" }
    return keys
  }

  static func scales(_ normal: [PictureFindings], _ score: ScoreRecipe) -> (residual: Double, feature: Double) {
    func mean(_ values: [Double]) -> Double {
      let mean = values.reduce(0, +) / Double(max(1, values.count))
      return score.standardizes && mean > 0 ? mean : 1
    }
    return (mean(normal.flatMap(\.residuals)), mean(normal.flatMap(\.features)))
  }
}
