public import Datasets
import Foundation
public import Metrics
import Torch
import Vision

/// Looks at clips with masks and sums up, clip by clip: what is kept of a clip are scores.
public final class FlowEvaluator {
  /// A clip by one way of scoring.
  private struct Scored {
    let name: String
    let labels: [Bool]
    let frames: [Double]
    /// Nil where the truth does not say where.
    let pixels: [Double]?
  }

  /// A way of scoring with a normalisation.
  private struct Way: Hashable {
    let place: Int
    let isPerClip: Bool
  }

  private let detector: TrainedFlowDetector
  private let kinds: [String: String]
  /// The model's own, then every other one.
  private let scorings: [FlowScoring]
  private var results: [Way: [Scored]] = [:]
  private var regions: RegionCriteria?
  private var seconds = 0.0

  /// For a model.
  ///
  /// - Parameters:
  ///   - hasRows: whether every way of scoring is tried, and both normalisations.
  ///   - kinds: the kind of event of a clip by its name, where events were planted.
  public init(_ detector: TrainedFlowDetector, hasRows: Bool = true, kinds: [String: String] = [:]) {
    (self.detector, self.kinds) = (detector, kinds)
    scorings = [detector.scoring] + (hasRows ? detector.allScorings : [])
  }

  private var own: [Scored] { results[Way(place: 0, isPerClip: false)] ?? [] }
  /// How many frames were looked at.
  public var frameCount: Int { own.reduce(0) { $0 + $1.labels.count } }

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
        try look(at: section, clip)
      } catch {
        onRemark("\(error); the clip is left out")
        leftOut += 1
      }
    }
    guard !own.isEmpty else {
      throw DatasetError(
        "no clip of \(set.source) has masks that can be used; figures need clips whose masks say what is abnormal, "
          + "such as Test001_gt")
    }
    let labels = own.flatMap(\.labels)
    guard labels.contains(true), labels.contains(false) else {
      throw DatasetError(
        "all \(labels.count) frames of \(set.source) are \(labels[0] ? "abnormal" : "normal"); figures need both")
    }
    return leftOut
  }

  private func look(at section: MotionSection, _ clip: VideoSet.Clip) throws(DatasetError) {
    let truths = try truths(of: section, clip)
    let components = Set(scorings.flatMap { $0.components })
    var parts: [[FlowComponent: Tensor]] = []
    for start in stride(from: 0, to: section.file.count, by: 8) {
      var samples: [(picture: Image, flow: FlowField)] = []
      for number in start..<min(start + 8, section.file.count) {
        samples.append((try section.picture(number), try section.flow(number, detector.window)))
      }
      let clock = ContinuousClock.now
      let cells = detector.looks.cells(samples, scale: detector.recipe.motion.scale, components, detector.device)
      // A mean of a sum is the sum of the means: each look is smoothed once for all sums.
      parts.append(cells.mapValues { rule($0).smoothed($0) })
      seconds += (ContinuousClock.now - clock) / .seconds(1)
    }
    let masks = truths.map { MaskPlaces($0) }
    for (place, scoring) in scorings.enumerated() {
      for isPerClip in scorings.count > 1 ? [false, true] : [false] {
        let maps = maps(parts, scoring, isPerClip: isPerClip)
        results[Way(place: place, isPerClip: isPerClip), default: []].append(
          scored(section.name, truths, masks, maps))
        if place == 0, !isPerClip { addRegions(maps, truths) }
      }
    }
  }

  private func truths(of section: MotionSection, _ clip: VideoSet.Clip) throws(DatasetError) -> [FrameTruth] {
    let all = try clip.truths()
    var truths: [FrameTruth] = []
    for number in 0..<section.file.count {
      let index = section.file.place(number).index
      guard all.indices.contains(index) else {
        throw DatasetError("\(section.name) has \(all.count) masks and more frames; give a mask for each frame")
      }
      truths.append(all[index])
    }
    return truths
  }

  /// The figures of the model's own way of scoring.
  ///
  /// - Throws: `MetricsError` when scores are no numbers.
  public func figures() throws -> FlowEvaluation { try figures(own) }

  /// Both normalisations of each other way of scoring.
  public func rows() throws -> [FlowEvaluationRow] {
    try scorings.enumerated().dropFirst().map { place, scoring in
      FlowEvaluationRow(
        name: scoring.name, causal: try figures(results[Way(place: place, isPerClip: false)] ?? []),
        perClip: try figures(results[Way(place: place, isPerClip: true)] ?? []))
    }
  }

  /// Intervals, regions and decisions of the model's own way of scoring.
  public func details(resamples: Int, seed: UInt64) throws -> (details: FlowDetails, curve: ROCCurve) {
    let (scores, labels) = (own.flatMap(\.frames), own.flatMap(\.labels))
    let curve = try ROCCurve(scores: scores, labels: labels)
    var areas: (region: Double, track: Double)?
    if let regions, regions.regions > 0 { areas = try regions.areas() }
    return (
      FlowDetails(
        interval: try Self.interval(own, resamples: resamples, seed: seed), rbdc: areas?.region, tbdc: areas?.track,
        regions: regions?.regions ?? 0, tracks: regions?.tracks ?? 0,
        decisions: curve.decisions(at: detector.calibration.frames.threshold),
        ranges: Dictionary(own.map { ($0.name, Self.ranges($0.labels)) }) { $1 }, seconds: seconds),
      curve
    )
  }

  // MARK: - Scores

  private func rule(_ cells: Tensor) -> FlowMap {
    FlowMap(detector.recipe.score, width: cells.shape[2], height: cells.shape[1])
  }

  /// The maps of a clip's frames, part by part, `[n, h, w]`.
  private func maps(_ parts: [[FlowComponent: Tensor]], _ scoring: FlowScoring, isPerClip: Bool) -> [Tensor] {
    var scales = detector.calibration.scales
    if isPerClip {
      for component in scoring.components {
        scales[component] = parts.compactMap { $0[component]?.max().item() }.max().map { max($0, 1e-9) }
      }
    }
    return parts.compactMap { scoring.sum($0, scales: scales) }
  }

  private func scored(_ name: String, _ truths: [FrameTruth], _ masks: [MaskPlaces?], _ maps: [Tensor]) -> Scored {
    var (frames, pixels) = ([Double](), [Double]())
    let isSilent = truths.contains { $0 == .abnormal(nil) }
    for map in maps {
      let first = frames.count
      frames += rule(map).scores(map)
      guard !isSilent else { continue }
      for place in 0..<map.shape[0] {
        let one = map.narrow(dim: 0, start: place, length: 1)
        pixels.append(masks[first + place]?.score(one) ?? one.max().item())
      }
    }
    return Scored(
      name: name, labels: truths.map { $0 != .normal }, frames: frames, pixels: isSilent ? nil : pixels)
  }

  private func addRegions(_ maps: [Tensor], _ truths: [FrameTruth]) {
    guard !truths.contains(.abnormal(nil)) else { return }
    regions?.beginClip()
    var place = 0
    for map in maps {
      let (width, height) = (map.shape[2], map.shape[1])
      // At the size of the maps: what they can tell apart.
      if regions == nil { regions = RegionCriteria(width: width, height: height) }
      let values = map.array() as [Float]
      for index in 0..<map.shape[0] {
        let start = index * width * height
        regions?.add(
          map: Array(values[start..<start + width * height]),
          mask: truths[place].mask?.shrunk(width: width, height: height))
        place += 1
      }
    }
  }

  private func figures(_ clips: [Scored]) throws -> FlowEvaluation {
    let named = Dictionary(grouping: clips.filter { kinds[$0.name] != nil }) { kinds[$0.name] ?? "" }
    return FlowEvaluation(
      frame: .init(
        try ROCCurve(scores: clips.flatMap(\.frames), labels: clips.flatMap(\.labels))),
      pixel: try Self.pixelFigure(clips),
      clips: try clips.map { clip in
        FlowEvaluation.Clip(
          name: clip.name, frames: clip.labels.count, abnormal: clip.labels.count { $0 },
          frame: try Self.figure(clip.frames, clip.labels), pixel: try Self.pixelFigure([clip]))
      },
      kinds: named.isEmpty
        ? nil
        : try named.sorted { $0.key < $1.key }.map { kind, clips in
          FlowEvaluation.Kind(
            name: kind, clips: clips.count,
            frame: try Self.figure(clips.flatMap(\.frames), clips.flatMap(\.labels)),
            pixel: try Self.pixelFigure(clips))
        })
  }

  private static func figure(_ scores: [Double], _ labels: [Bool]) throws -> FlowEvaluation.Figure? {
    guard labels.contains(true), labels.contains(false) else { return nil }
    return .init(try ROCCurve(scores: scores, labels: labels))
  }

  /// Nil where the masks of a clip do not say where.
  private static func pixelFigure(_ clips: [Scored]) throws -> FlowEvaluation.Figure? {
    let pixels = clips.compactMap(\.pixels)
    guard pixels.count == clips.count else { return nil }
    return try figure(pixels.flatMap { $0 }, clips.flatMap(\.labels))
  }

  /// Clips are drawn again with replacement: frames of one clip are too much alike to be drawn one by one.
  private static func interval(_ clips: [Scored], resamples: Int, seed: UInt64) throws -> ConfidenceInterval {
    var generator = CounterRandom(seed: seed, 6)
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

/// The places that a mask marks.
private struct MaskPlaces {
  private let size: [Int]
  private let places: Tensor
  private let needed: Int

  /// Nil where nothing is marked, or nobody says where.
  init?(_ truth: FrameTruth) {
    guard let mask = truth.mask, case .uint8(let levels) = mask.samples else { return nil }
    let marked = levels.indices.filter { levels[$0] > 0 }
    guard !marked.isEmpty else { return nil }
    (size, places) = ([mask.height, mask.width], Tensor(marked))
    needed = PixelCriterion().needed(of: marked.count)
  }

  /// The frame's score by the pixel-level criterion.
  ///
  /// - Parameter map: `[1, h, w]`, which is scaled to the mask.
  func score(_ map: Tensor) -> Double {
    withoutGradients {
      let isSmaller = size[0] < map.shape[1] || size[1] < map.shape[2]
      let whole = upsample(map.to(.cpu).unsqueezed(dim: 0), size: size, mode: .bilinear, antialias: isSmaller)
      let inside = whole.reshaped([size[0] * size[1]]).index(select: places, dim: 0)
      return inside.topk(needed, dim: 0).values.narrow(dim: 0, start: needed - 1, length: 1).item()
    }
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
