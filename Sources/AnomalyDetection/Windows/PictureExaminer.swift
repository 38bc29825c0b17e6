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

  /// A network that sees whole pictures keeps maps of them: at half their size 96 channels, beside those before and after.
  var bytesPerPixel: Int { Self.plainBytesPerPixel + (eye == nil ? 0 : 300) }

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

  /// Where a window lies.
  private struct Place {
    /// The number of its picture.
    let picture: Int
    let x: Int
    let y: Int
  }

  /// Examines pictures, all their windows together: as many at a time as memory takes well.
  private func examine(_ pictures: [Image]) -> [PictureFindings] {
    let places = places(in: pictures)
    var (found, blended) = looked(at: pictures, places)
    guard let seer = detector as? any SeesByNetwork, let eye else {
      for (index, picture) in pictures.enumerated() {
        let map = HeatMap(values: blended[index], width: picture.width, height: picture.height)
        found[index].map = map.smoothed(score.smoothing)
      }
      return found
    }
    // AnoGAN adds up where f-AnoGAN takes means.
    let weight = seer.addsUp ? Double(eye.featureCount) : 1
    let starts = Dictionary(grouping: places, by: \.picture)
    for (index, picture) in pictures.enumerated() {
      let maps = eye.compare(
        tensor(picture.normalized(), picture), tensor(blended[index], picture),
        by: [score.distance, score.mapDistance]
      ).map { HeatMap(values: $0.array(), width: picture.width, height: picture.height) }
      found[index].features = (starts[index] ?? []).map { weight * maps[0].mean(x: $0.x, y: $0.y, side: side) }
      found[index].map = maps[1].smoothed(score.smoothing)
    }
    return found
  }

  /// What sees whole pictures.
  private var eye: Perception? {
    guard let eye = (detector as? any SeesByNetwork)?.perception, eye.comparesWholes else { return nil }
    return eye
  }

  /// Learns which differences of features normal pictures show; nothing where no network of its own sees.
  ///
  /// - Parameter pictures: as the detector takes them, which it was trained on.
  func learnUsual(of pictures: [Image]) {
    guard let eye, let first = pictures.first else { return }
    let windows = tiling.starts(along: first.width).count * tiling.starts(along: first.height).count
    let wanted = eye.needsManyPictures ? Self.manyPictures : max(Self.usualPictures, Self.usualWindows / windows)
    let count = min(pictures.count, wanted)
    let shown = (0..<count).map { pictures[$0 * pictures.count / count] }
    eye.learnUsual { see in
      for range in chunks(of: shown) {
        let part = Array(shown[range])
        for (picture, drawn) in zip(part, looked(at: part, places(in: part)).blended) {
          see(tensor(picture.normalized(), picture), tensor(drawn, picture))
        }
      }
    }
  }

  /// From how many pictures usual differences are, at least.
  private static let usualPictures = 40
  /// From how many pictures they are at most, where each place learns its own.
  private static let manyPictures = 1000
  /// From how many windows, where pictures have few.
  private static let usualWindows = 512

  private func tensor(_ values: [Float], _ picture: Image) -> Tensor {
    Tensor(values, shape: [1, values.count / (picture.width * picture.height), picture.height, picture.width])
  }

  private func places(in pictures: [Image]) -> [Place] {
    pictures.enumerated().flatMap { index, picture in
      tiling.starts(along: picture.height).flatMap { y in
        tiling.starts(along: picture.width).map { Place(picture: index, x: $0, y: y) }
      }
    }
  }

  /// Looks at the windows; what is blended are their maps, or, where a network sees whole pictures, what was made of them.
  private func looked(
    at pictures: [Image], _ places: [Place]
  ) -> (found: [PictureFindings], blended: [[Float]]) {
    let blendsDrawn = eye != nil
    let planes = blendsDrawn ? channels : 1
    var found = pictures.map { _ in PictureFindings() }
    var blenders = pictures.map { TileBlender(channels: planes, height: $0.height, width: $0.width) }
    let ramp = tiling.ramp
    let (chunk, area) = (chunk, planes * side * side)
    for start in stride(from: 0, to: places.count, by: chunk) {
      let part = places[start..<min(start + chunk, places.count)]
      let values = examination(of: windows(at: part, of: pictures), blendsDrawn: blendsDrawn)
      for (index, place) in part.enumerated() {
        found[place.picture].residuals.append(Double(values.residual[index]))
        found[place.picture].features.append(values.feature.map { Double($0[index]) } ?? 0)
        found[place.picture].contrasts.append(Double(values.contrast[index]))
        blenders[place.picture].add(
          Array(values.blended[index * area..<(index + 1) * area]), x: place.x, y: place.y, ramp: ramp)
      }
    }
    return (found, blenders.map { $0.result() })
  }

  /// Windows at a time without a search, which keeps no graph; fewer where memory is short.
  private var chunk: Int {
    // What an encoder and a decoder of the usual widths take for a pixel.
    max(1, min(250, ProcessMemory.available / 2 / (side * side * 1500)))
  }

  /// `[N, C, side, side]`.
  private func windows(at places: ArraySlice<Place>, of pictures: [Image]) -> Tensor {
    var values: [Float] = []
    values.reserveCapacity(places.count * channels * side * side)
    for place in places {
      let picture = pictures[place.picture]
      let isWhole = picture.width == side && picture.height == side
      let window = isWhole ? picture : picture.cropped(x: place.x, y: place.y, width: side, height: side)
      values += window.normalized()
    }
    return Tensor(values, shape: [places.count, channels, side, side])
  }

  private func examination(of windows: Tensor, blendsDrawn: Bool) -> WindowValues {
    withoutGradients {
      let found = detector.examine(windows.to(device))
      return WindowValues(
        residual: found.residual.array(), feature: found.feature?.array(), contrast: found.contrast.array(),
        blended: (blendsDrawn ? found.drawn : found.map).array())
    }
  }

  private struct WindowValues {
    let residual: [Float]
    let feature: [Float]?
    let contrast: [Float]
    let blended: [Float]
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
