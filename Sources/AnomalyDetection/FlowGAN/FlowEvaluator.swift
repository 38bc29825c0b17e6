public import Datasets
import Foundation
public import Metrics
import Torch
import Vision

/// Looks at clips with masks and sums up.
public final class FlowEvaluator {
  private struct Clip {
    let name: String
    var truths: [FrameTruth] = []
    var cells: [[FlowComponent: Tensor]] = []
    var labels: [Bool] { truths.map { $0 != .normal } }
  }

  private struct Scored {
    let name: String
    let labels: [Bool]
    let frames: [Double]
    /// Nil where the truth does not say where.
    let pixels: [Double]?
  }

  private let detector: TrainedFlowDetector
  private var clips: [Clip] = []
  private var seconds = 0.0

  /// For a model.
  public init(_ detector: TrainedFlowDetector) { self.detector = detector }

  /// How many frames were looked at.
  public var frameCount: Int { clips.reduce(0) { $0 + $1.truths.count } }

  /// Looks at a set, clip by clip.
  ///
  /// - Parameters:
  ///   - onRemark: is told of frames and clips that are left out.
  ///   - progress: is told how many clips are done.
  /// - Returns: how many clips were left out.
  /// - Throws: when no clip has masks, or all frames are of one kind.
  public func look(
    at set: VideoSet, cache: MotionCache, onRemark: @escaping (String) -> Void = { _ in },
    progress: (Int) -> Void = { _ in }
  ) throws -> Int {
    let format = try detector.format()
    let components = Set(detector.recipe.score.allScorings.flatMap { $0.components })
      .union(detector.scoring.components)
    var leftOut = 0
    for (number, clip) in set.clips.enumerated() {
      defer { progress(number + 1) }
      guard clip.hasTruth else {
        onRemark("\(clip.name) has no masks and is left out: nobody says which of its frames are abnormal")
        leftOut += 1
        continue
      }
      do throws(DatasetError) {
        let motion = try cache.motion(
          of: clip, as: format, framesPerSecond: detector.recipe.clips.framesPerSecond, onRemark: onRemark)
        let section = MotionSection(motion, name: clip.name)
        guard section.count > 0 else { throw DatasetError("\(clip.name) has one frame and so no motion") }
        clips.append(try looked(section, try clip.truths(), components))
      } catch {
        onRemark("\(error); the clip is left out")
        leftOut += 1
      }
    }
    guard !clips.isEmpty else {
      throw DatasetError(
        "no clip of \(set.source) has masks; figures need clips whose masks say what is abnormal, such as Test001_gt")
    }
    let labels = clips.flatMap(\.labels)
    guard labels.contains(true), labels.contains(false) else {
      throw DatasetError(
        "all \(labels.count) frames of \(set.source) are \(labels[0] ? "abnormal" : "normal"); figures need both")
    }
    return leftOut
  }

  private func looked(
    _ section: MotionSection, _ truths: [FrameTruth], _ components: Set<FlowComponent>
  ) throws(DatasetError) -> Clip {
    var clip = Clip(name: section.name)
    for number in 0..<section.file.count {
      let index = section.file.place(number).index
      guard truths.indices.contains(index) else {
        throw DatasetError("\(section.name) has \(truths.count) masks and more frames; give a mask for each frame")
      }
      clip.truths.append(truths[index])
    }
    for start in stride(from: 0, to: section.file.count, by: 8) {
      var samples: [(picture: Image, flow: FlowField)] = []
      for number in start..<min(start + 8, section.file.count) {
        samples.append((try section.picture(number), try section.flow(number, detector.window)))
      }
      let clock = ContinuousClock.now
      clip.cells.append(
        detector.looks.cells(samples, scale: detector.recipe.motion.scale, components, detector.device))
      seconds += (ContinuousClock.now - clock) / .seconds(1)
    }
    return clip
  }

  /// The figures of a way of scoring.
  ///
  /// - Parameters:
  ///   - scoring: the model's own, or another.
  ///   - isPerClip: whether each look is divided by its maximum in the clip, in place of what was learned.
  /// - Throws: `MetricsError` when scores are no numbers.
  public func figures(_ scoring: FlowScoring, isPerClip: Bool = false) throws -> FlowEvaluation {
    try Self.figures(clips.map { scored($0, scoring, isPerClip: isPerClip) })
  }

  /// The model's own way of scoring and every other one.
  public var scorings: [FlowScoring] {
    detector.recipe.score.allScorings.filter { $0.components.allSatisfy { clips[0].cells[0][$0] != nil } }
  }

  /// Both normalisations of each way of scoring.
  public func rows() throws -> [FlowEvaluationRow] {
    try scorings.map {
      FlowEvaluationRow(name: $0.name, causal: try figures($0), perClip: try figures($0, isPerClip: true))
    }
  }

  /// Intervals, regions and decisions of the model's own way of scoring.
  public func details(resamples: Int, seed: UInt64) throws -> (details: FlowDetails, curve: ROCCurve) {
    let scored = clips.map { self.scored($0, detector.scoring, isPerClip: false) }
    let (scores, labels) = (scored.flatMap(\.frames), scored.flatMap(\.labels))
    let curve = try ROCCurve(scores: scores, labels: labels)
    var regions: RegionCriteria?
    for clip in clips {
      regions?.beginClip()
      for (place, map) in maps(clip, detector.scoring, isPerClip: false).enumerated() {
        // At the size of the maps: what they can tell apart.
        if regions == nil { regions = RegionCriteria(width: map.width, height: map.height) }
        regions?.add(
          map: map.values, mask: clip.truths[place].mask?.shrunk(width: map.width, height: map.height))
      }
    }
    let areas = try regions?.areas() ?? (0, 0)
    return (
      FlowDetails(
        interval: try Self.interval(scored, resamples: resamples, seed: seed), rbdc: areas.0, tbdc: areas.1,
        regions: regions?.regions ?? 0, tracks: regions?.tracks ?? 0,
        decisions: curve.decisions(at: detector.calibration.frames.threshold),
        ranges: Dictionary(uniqueKeysWithValues: clips.map { ($0.name, Self.ranges($0.labels)) }), seconds: seconds),
      curve
    )
  }

  // MARK: - Scores

  /// Smoothed maps of a clip's frames.
  private func maps(_ clip: Clip, _ scoring: FlowScoring, isPerClip: Bool) -> [HeatMap] {
    items(clip, scoring, isPerClip: isPerClip).map(\.map)
  }

  private func items(_ clip: Clip, _ scoring: FlowScoring, isPerClip: Bool) -> [ScoredItem] {
    guard let shape = clip.cells[0].values.first?.shape else { return [] }
    let rule = FlowMap(detector.recipe.score, width: shape[2], height: shape[1])
    var scales = detector.calibration.scales
    if isPerClip {
      for component in scoring.components {
        scales[component] = clip.cells.compactMap { $0[component].map { rule.smoothed($0).max().item() } }.max()
          .map { max($0, 1e-9) }
      }
    }
    return clip.cells.flatMap { part -> [ScoredItem] in
      guard let sum = scoring.sum(part, scales: scales) else { return [] }
      return rule.items(sum)
    }
  }

  private func scored(_ clip: Clip, _ scoring: FlowScoring, isPerClip: Bool) -> Scored {
    let items = items(clip, scoring, isPerClip: isPerClip)
    let isSilent = clip.truths.contains { $0 == .abnormal(nil) }
    return Scored(
      name: clip.name, labels: clip.labels, frames: items.map(\.score),
      pixels: isSilent ? nil : zip(items, clip.truths).map { Self.pixelScore($0, $1) })
  }

  private static func pixelScore(_ item: ScoredItem, _ truth: FrameTruth) -> Double {
    guard let mask = truth.mask else { return item.map.maximum }
    return PixelCriterion().score(
      map: item.map.resized(width: mask.width, height: mask.height).values, mask: mask)
  }

  private static func figures(_ clips: [Scored]) throws -> FlowEvaluation {
    let labels = clips.flatMap(\.labels)
    func figure(_ scores: [Double], _ labels: [Bool]) throws -> FlowEvaluation.Figure? {
      guard labels.contains(true), labels.contains(false) else { return nil }
      return .init(try ROCCurve(scores: scores, labels: labels))
    }
    let pixels = clips.compactMap(\.pixels)
    return FlowEvaluation(
      frame: .init(try ROCCurve(scores: clips.flatMap(\.frames), labels: labels)),
      pixel: pixels.count == clips.count ? try figure(pixels.flatMap { $0 }, labels) : nil,
      clips: try clips.map { clip in
        FlowEvaluation.Clip(
          name: clip.name, frames: clip.labels.count, abnormal: clip.labels.count { $0 },
          frame: try figure(clip.frames, clip.labels), pixel: try clip.pixels.flatMap { try figure($0, clip.labels) })
      })
  }

  /// Clips are drawn again with replacement: frames of one clip are too much alike to be drawn one by one.
  private static func interval(_ clips: [Scored], resamples: Int, seed: UInt64) throws -> ConfidenceInterval {
    var generator = CounterGenerator(seed: seed, 6)
    var areas: [Double] = []
    for _ in 0..<resamples {
      let drawn = clips.map { _ in clips[generator.integer(below: clips.count)] }
      let labels = drawn.flatMap(\.labels)
      guard labels.contains(true), labels.contains(false) else { continue }
      areas.append(try ROCCurve(scores: drawn.flatMap(\.frames), labels: labels).auroc)
    }
    areas.sort()
    func place(_ share: Double) -> Double { areas.isEmpty ? 0 : areas[Int(share * Double(areas.count - 1))] }
    return ConfidenceInterval(lower: place(0.025), upper: place(0.975), level: 0.95)
  }

  private static func ranges(_ labels: [Bool]) -> [String] {
    var ranges: [String] = []
    var start: Int?
    for (place, isAbnormal) in (labels + [false]).enumerated() {
      if isAbnormal, start == nil { start = place }
      if !isAbnormal, let first = start {
        ranges.append("\(first + 1):\(place)")
        start = nil
      }
    }
    return ranges
  }
}

extension Image {
  /// A mask at another size: marked where any part of a cell is.
  fileprivate func shrunk(width: Int, height: Int) -> Image {
    guard case .uint8(let levels) = withBitDepth(8).converted(to: .gray).samples else { return self }
    var pixels = [UInt8](repeating: 0, count: width * height)
    for y in 0..<self.height {
      for x in 0..<self.width where levels[y * self.width + x] > 0 {
        pixels[y * height / self.height * width + x * width / self.width] = 255
      }
    }
    return Image(width: width, height: height, channels: 1, pixels: pixels)
  }
}
