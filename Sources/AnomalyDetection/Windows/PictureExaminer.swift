import Adversarial
import Datasets
import Foundation
import Torch
import TorchNN
import Vision

/// What a detector found in one picture, before scales and thresholds.
struct PictureFindings {
  /// For each window: residual, features' distance (0 where there is none), contrast.
  var residuals: [Double] = []
  var features: [Double] = []
  var contrasts: [Double] = []
  /// Of the size that the detector worked at.
  var map = HeatMap(values: [0], width: 1, height: 1)
}

/// Brings pictures of any size before a detector: whole, or in windows that overlap and are blended.
struct PictureExaminer: PictureScorer {
  let detector: any AnomalyDetector
  let data: NormalDataRecipe
  let score: ScoreRecipe
  /// Of the windows.
  let side: Int
  let channels: Int
  let device: Device

  init(detector: any AnomalyDetector, recipe: any AnomalySystemRecipe, device: Device) {
    self.detector = detector
    (data, score, side, channels) = (recipe.data, recipe.score, recipe.imageSize, recipe.channels)
    self.device = device
  }

  private var tiling: Tiling { Tiling(side: side, overlap: min(side - 1, Int(Double(side) * score.overlap))) }

  /// Examines pictures, some thousand windows at a time, so that neither memory nor speed suffers.
  ///
  /// - Parameter progress: is told how many pictures are done.
  func findings(in pictures: [Image], progress: (Int) -> Void = { _ in }) -> [PictureFindings] {
    var found: [PictureFindings] = []
    for range in chunks(of: pictures) {
      found += examine(Array(pictures[range]))
      progress(found.count)
    }
    return found
  }

  private func chunks(of pictures: [Image], windows limit: Int = 1000) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var (first, sum) = (0, 0)
    for (index, picture) in pictures.enumerated() {
      let count = tiling.starts(along: picture.width).count * tiling.starts(along: picture.height).count
      if sum > 0, sum + count > limit {
        ranges.append(first..<index)
        (first, sum) = (index, 0)
      }
      sum += count
    }
    return first < pictures.count ? ranges + [first..<pictures.count] : ranges
  }

  var tensors: [(name: String, tensor: Tensor)] {
    detector.networks.flatMap { network in
      network.module.stateDictionary().map { (name: "\(network.name)/\($0.name)", tensor: $0.tensor) }
    }
  }

  func items(in pictures: [Image], by calibration: Calibration?, progress: (Int) -> Void) -> [ScoredItem] {
    let scales = (residual: calibration?.residualScale ?? 1, feature: calibration?.featureScale ?? 1)
    return findings(in: pictures, progress: progress).map {
      ScoredItem(score: score($0, scales: scales), map: $0.map)
    }
  }

  /// A picture's score, by the scales of normal pictures.
  func score(_ findings: PictureFindings, scales: (residual: Double, feature: Double)) -> Double {
    findings.score(score, weights: detector.weights, scales: scales)
  }

  /// Fits threshold and scales on held-out normal pictures, as ``NormalPictures`` gives them.
  func calibration(on heldOut: [Image], falseAlarm: Double, progress: (Int) -> Void) -> Calibration {
    let found = findings(in: heldOut, progress: progress)
    func mean(_ values: [Double]) -> Double {
      let mean = values.reduce(0, +) / Double(max(1, values.count))
      return score.standardizes && mean > 0 ? mean : 1
    }
    let scales = (residual: mean(found.flatMap(\.residuals)), feature: mean(found.flatMap(\.features)))
    return Calibration(
      on: found.map { ScoredItem(score: score($0, scales: scales), map: $0.map) }, falseAlarm: falseAlarm,
      residualScale: scales.residual, featureScale: scales.feature)
  }

  /// The picture as the detector takes it.
  ///
  /// - Throws: a sentence that names the picture, when it is in colour and the model is not, or smaller than a window.
  func prepared(_ image: Image, named name: String) throws(DatasetError) -> Image {
    guard image.channels == 1 || channels == 3 else {
      throw DatasetError(
        "\(name) has \(image.channels) channels and the model takes grey pictures of 1; convert it, or add --grey")
    }
    return try NormalPictures.fitted(
      image.flattened(onto: 255).converted(to: channels == 1 ? .gray : .rgb), named: name, data: data, side: side)
  }

  /// Examines pictures, all their windows together.
  private func examine(_ pictures: [Image]) -> [PictureFindings] {
    let tiling = tiling
    let places = pictures.map { picture in
      tiling.starts(along: picture.height).flatMap { y in tiling.starts(along: picture.width).map { (x: $0, y: y) } }
    }
    var windows: [Float] = []
    for (picture, places) in zip(pictures, places) {
      for place in places {
        let isWhole = picture.width == side && picture.height == side
        let window = isWhole ? picture : picture.cropped(x: place.x, y: place.y, width: side, height: side)
        windows += window.normalized()
      }
    }
    let count = places.reduce(0) { $0 + $1.count }
    let found = examination(of: Tensor(windows, shape: [count, channels, side, side]))
    var first = 0
    return zip(pictures, places).map { picture, places in
      defer { first += places.count }
      return findings(picture, places, found, from: first, tiling)
    }
  }

  /// Windows at a time without a search, which keeps no graph.
  private static let chunk = 250

  private func examination(of windows: Tensor) -> WindowValues {
    withoutGradients {
      let parts = windows.split(size: Self.chunk).map { detector.examine($0.to(device)) }
      return WindowValues(
        residual: concatenated(parts.map(\.residual)).array(),
        feature: parts[0].feature == nil ? nil : concatenated(parts.compactMap(\.feature)).array(),
        contrast: concatenated(parts.map(\.contrast)).array(), maps: concatenated(parts.map(\.map)).array())
    }
  }

  private struct WindowValues {
    let residual: [Float]
    let feature: [Float]?
    let contrast: [Float]
    let maps: [Float]
  }

  private func findings(
    _ picture: Image, _ places: [(x: Int, y: Int)], _ found: WindowValues, from first: Int, _ tiling: Tiling
  ) -> PictureFindings {
    let range = first..<first + places.count
    var blender = TileBlender(channels: 1, height: picture.height, width: picture.width)
    for (index, place) in zip(range, places) {
      blender.add(
        Array(found.maps[index * side * side..<(index + 1) * side * side]), x: place.x, y: place.y, ramp: tiling.ramp)
    }
    let map = HeatMap(values: blender.result(), width: picture.width, height: picture.height)
    return PictureFindings(
      residuals: found.residual[range].map(Double.init),
      features: found.feature.map { $0[range].map(Double.init) } ?? places.map { _ in 0 },
      contrasts: found.contrast[range].map(Double.init), map: map.smoothed(score.smoothing))
  }
}

extension PictureFindings {
  /// The picture's score, by the scales of normal pictures.
  ///
  /// - Parameters:
  ///   - weights: of residual and features.
  ///   - scales: what they are divided by.
  func score(_ recipe: ScoreRecipe, weights: ScoreWeights, scales: (residual: Double, feature: Double)) -> Double {
    if recipe.aggregate == .peak { return map.mean(ofHighest: recipe.topShare) }
    let scores = residuals.indices.map { index in
      let sum =
        weights.residual * residuals[index] / scales.residual + weights.feature * features[index] / scales.feature
      guard recipe.contrastPower > 0 else { return sum }
      // A window without contrast must not divide by nothing.
      return sum / pow(max(contrasts[index], 0.05), recipe.contrastPower)
    }
    switch recipe.aggregate {
    case .max: return scores.max() ?? 0
    case .outlier: return Self.outlier(scores)
    case .mean, .peak: return scores.reduce(0, +) / Double(scores.count)
    }
  }

  private static func outlier(_ scores: [Double]) -> Double {
    guard scores.count > 1, let highest = scores.max() else { return scores.first ?? 0 }
    let middle = median(scores)
    let deviation = median(scores.map { abs($0 - middle) })
    // Windows that are all alike have no outlier, and must not divide by nothing.
    return (highest - middle) / max(deviation, 1e-6 * abs(middle), .leastNormalMagnitude)
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}
