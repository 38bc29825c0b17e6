public import Datasets
public import Features
public import Torch
import Training
import Vision

extension PatchDetectorRecipe {
  /// Chooses size, angles, smoothing and score by defects planted in held-out normal pictures; no abnormal picture is
  /// looked at.
  ///
  /// Learning is tried on at most 100 pictures with a smaller memory, and judged on at most 40. The pictures are held out
  /// from learning, but the threshold is fitted on them too.
  ///
  /// - Parameters:
  ///   - set: what `pictures` were taken from.
  ///   - progress: is told a sentence and how far it is, 0...1.
  /// - Returns: the recipe with what was chosen, and the table.
  public func tuned(
    on set: AnomalySet, pictures: PatchPictures, network: any FeatureMapNetwork, device: Device = .cpu,
    progress: (String, Double) -> Void = { _, _ in }
  ) throws -> (recipe: Self, tuning: Tuning) {
    let search = PatchSearch(
      training: try spread(pictures.trainingPlaces, 100).map { try set.load($0) },
      heldOut: try spread(pictures.heldOutPlaces, 40).map { try set.load($0) }, network: network, device: device)
    var tried: [(recipe: Self, trial: Tuning.Trial)] = []
    let sizes = data.patch > 0 ? [patches.size] : search.sizes(beside: patches.size)
    for (step, size) in sizes.enumerated() {
      progress("trying size \(size) on planted defects", Double(step) / Double(sizes.count + 1))
      var recipe = self
      recipe.patches.size = size
      tried += try search.trials(of: recipe, channels: pictures.channels)
    }
    if patches.rotations == 1, let best = tried.max(by: { $0.trial.row.value < $1.trial.row.value })?.recipe {
      progress("trying turned pictures on planted defects", Double(sizes.count) / Double(sizes.count + 1))
      var recipe = best
      (recipe.patches.rotations, recipe.patches.flips) = (8, true)
      tried += try search.trials(of: recipe, channels: pictures.channels)
    }
    let tuning = try Tuning(tried.map(\.trial), seed: patches.seed)
    return (tried[tuning.chosen].recipe, tuning)
  }
}

/// So many of a list, evenly spread.
private func spread<Element>(_ list: [Element], _ count: Int) -> [Element] {
  let count = min(count, list.count)
  return (0..<count).map { list[$0 * list.count / count] }
}

/// Tries recipes of patches on planted defects.
struct PatchSearch {
  /// As they are in their files.
  let training: [Image]
  let heldOut: [Image]
  let network: any FeatureMapNetwork
  let device: Device

  static let smoothings = [0.0, 2, 4, 8]
  static let shares = [0.0, 0.001, 0.01, 0.05, 0.1, 0.2]

  static func keys(size: Int, rotations: Int, smoothing: Double, share: Double) -> [String: String] {
    ["size": "\(size)", "rotations": "\(rotations)", "map_smoothing": "\(smoothing)", "top_share": "\(share)"]
  }

  /// Sizes that bring something: up to a quarter above the pictures' own, or for small pictures two and four times it.
  func sizes(beside own: Int) -> [Int] {
    let longest = heldOut.map { max($0.width, $0.height) }.max() ?? own
    let tried = longest <= 64 ? [2 * longest, 4 * longest] : [256, 320, 384].filter { $0 <= longest * 5 / 4 }
    return Array(Set(tried.map { ($0 + 15) / 16 * 16 }.filter { $0 >= 32 } + [own])).sorted()
  }

  /// A trial for each smoothing and share.
  func trials<R: PatchDetectorRecipe>(
    of recipe: R, channels: Int
  ) throws -> [(recipe: R, trial: Tuning.Trial)] {
    var recipe = recipe
    recipe.patches.channels = channels
    func fitted(_ image: Image) throws -> Image {
      try PatchPictures.fitted(
        PatchPictures.converted(image, to: channels, named: "a normal picture"), named: "a normal picture",
        patches: recipe.patches, data: recipe.data)
    }
    let extractor = try PatchExtractor(network, recipe: recipe.patches, device: device)
    var small = recipe
    small.shrink()
    // Many angles of few pictures cost as much as one of many.
    let turns = recipe.patches.rotations * (recipe.patches.flips ? 2 : 1)
    let learned = try spread(training, turns > 1 ? 40 : 100).map(fitted)
    let normal = try NormalPatches(small.learned(from: learned), recipe: small.patches, extractor: extractor)
    var raw = recipe.score
    raw.smoothing = 0
    let examiner = PatchExaminer(
      extractor: extractor, model: try small.learn(normal) { _, _ in }, scale: normal.scale, patches: recipe.patches,
      data: recipe.data, score: raw, channels: channels)
    let set = try PlantedSet(heldOut, seed: recipe.patches.seed, fitted: fitted)
    func maps(_ images: [Image]) throws -> [HeatMap] { try examiner.items(in: images, by: nil) { _ in }.map(\.map) }
    let ranking = PlantedRanking(set, normal: try maps(set.normal), planted: try maps(set.planted.map(\.image)))
    return try Self.smoothings.flatMap { smoothing in
      let smooth = ranking.smoothed(smoothing)
      let pixels = try smooth.pixelAuroc()
      return try Self.shares.map { share in
        var one = recipe
        (one.score.smoothing, one.score.topShare) = (smoothing, share)
        let keys = Self.keys(
          size: one.patches.size, rotations: one.patches.rotations, smoothing: smoothing, share: share)
        return (one, try smooth.trial(keys, topShare: share, pixelAuroc: pixels, size: one.patches.size))
      }
    }
  }
}
