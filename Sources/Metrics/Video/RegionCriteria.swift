public import Vision

/// The region- and track-based detection criteria (Ramachandra and Jones 2020, 2001.02940), which do not saturate as the
/// frame-level one does.
///
/// A true region is found where a region over the threshold overlaps it by at least a tenth (intersection over union);
/// regions over the threshold that overlap no true one so are false alarms. A track is found where at least a tenth of its
/// regions are. Both criteria are the area under the share that is found, against false alarms a frame from 0 to 1.
///
/// Masks do not say which regions belong to one track: here, those of neighbouring frames that overlap do.
public struct RegionCriteria: Sendable {
  private struct Frame {
    let map: [Float]
    let labels: [Int32]
    let sizes: [Int]
    /// The track of each true region.
    let tracks: [Int]
  }

  /// The least overlap of a region that is found.
  static let leastOverlap = 0.1
  /// The least share of a track's regions.
  static let leastShare = 0.1

  private let width: Int
  private let height: Int
  private var frames: [Frame] = []
  private var trackSizes: [Int] = []
  private var last: (labels: [Int32], tracks: [Int])?

  /// Frames of one size.
  public init(width: Int, height: Int) { (self.width, self.height) = (width, height) }

  /// How many true regions there are.
  public var regions: Int { frames.reduce(0) { $0 + $1.sizes.count } }
  /// How many tracks they make.
  public var tracks: Int { trackSizes.count }

  /// Begins another clip: no track goes on into it.
  public mutating func beginClip() { last = nil }

  /// Adds a frame; the frames of a clip come in their order.
  ///
  /// - Parameters:
  ///   - map: `[height, width]`.
  ///   - mask: of the same size, not 0 where the frame is abnormal; nil for a normal frame.
  public mutating func add(map: [Float], mask: Image?) {
    precondition(map.count == width * height, "all frames have one size")
    guard let mask else {
      frames.append(Frame(map: map, labels: [], sizes: [], tracks: []))
      last = nil
      return
    }
    precondition(mask.width == width && mask.height == height, "a mask is as large as its map")
    let found = mask.regions()
    var sizes = [Int](repeating: 0, count: found.count)
    var tracks = [Int](repeating: -1, count: found.count)
    for (place, label) in found.labels.enumerated() where label > 0 {
      sizes[Int(label) - 1] += 1
      if let last, last.labels[place] > 0, tracks[Int(label) - 1] < 0 {
        tracks[Int(label) - 1] = last.tracks[Int(last.labels[place]) - 1]
      }
    }
    for region in tracks.indices {
      if tracks[region] < 0 {
        tracks[region] = trackSizes.count
        trackSizes.append(0)
      }
      trackSizes[tracks[region]] += 1
    }
    last = (found.labels, tracks)
    frames.append(Frame(map: map, labels: found.labels, sizes: sizes, tracks: tracks))
  }

  /// The areas under both curves, 0...1.
  ///
  /// - Parameter thresholds: how many are tried, spread over the values of the maps.
  /// - Throws: `MetricsError` where no mask marks an abnormal pixel.
  public func areas(thresholds: Int = 60) throws(MetricsError) -> (region: Double, track: Double) {
    guard regions > 0 else {
      throw MetricsError("no mask marks an abnormal region; a figure of regions needs clips with masks")
    }
    let peaks = frames.map { $0.map.max() ?? 0 }.sorted(by: >)
    // Spread over the frames' peaks, where the number of false alarms changes, and below all of them.
    var levels = (0..<thresholds).map { peaks[$0 * (peaks.count - 1) / max(1, thresholds - 1)] }
    let least = levels[levels.count - 1]
    levels += (1...5).map { least * (1 - 0.15 * Float($0)) }
    var curve: [(alarms: Double, region: Double, track: Double)] = [(0, 0, 0)]
    for level in Set(levels).sorted(by: >) {
      let (next, last) = (rates(at: level), curve[curve.count - 1])
      // Lower thresholds may join regions and so have fewer: what counts is the most found with so many alarms or fewer.
      curve.append((max(last.alarms, next.alarms), max(last.region, next.region), max(last.track, next.track)))
      if next.alarms >= 1 { break }
    }
    return (Self.area(curve.map { ($0.alarms, $0.region) }), Self.area(curve.map { ($0.alarms, $0.track) }))
  }

  private func rates(at level: Float) -> (alarms: Double, region: Double, track: Double) {
    var (falseAlarms, foundRegions) = (0, 0)
    var foundOfTrack = [Int](repeating: 0, count: trackSizes.count)
    for frame in frames where (frame.map.max() ?? 0) >= level || !frame.sizes.isEmpty {
      let over = Image(
        width: width, height: height, channels: 1, pixels: frame.map.map { $0 >= level ? 255 : 0 }
      ).regions()
      guard over.count > 0 else { continue }
      guard !frame.sizes.isEmpty else {
        falseAlarms += over.count
        continue
      }
      var sizes = [Int](repeating: 0, count: over.count)
      var shared: [Int: Int] = [:]
      for (place, label) in over.labels.enumerated() where label > 0 {
        sizes[Int(label) - 1] += 1
        let truth = Int(frame.labels[place])
        if truth > 0 { shared[(Int(label) - 1) * frame.sizes.count + truth - 1, default: 0] += 1 }
      }
      var isTrue = [Bool](repeating: false, count: over.count)
      var isFound = [Bool](repeating: false, count: frame.sizes.count)
      for (pair, count) in shared {
        let (region, truth) = pair.quotientAndRemainder(dividingBy: frame.sizes.count)
        let union = sizes[region] + frame.sizes[truth] - count
        if Double(count) >= Self.leastOverlap * Double(union) { (isTrue[region], isFound[truth]) = (true, true) }
      }
      falseAlarms += isTrue.count { !$0 }
      for truth in isFound.indices where isFound[truth] {
        foundRegions += 1
        foundOfTrack[frame.tracks[truth]] += 1
      }
    }
    let found = zip(foundOfTrack, trackSizes).count { Double($0) >= max(1, Self.leastShare * Double($1)) }
    return (
      Double(falseAlarms) / Double(frames.count), Double(foundRegions) / Double(regions),
      Double(found) / Double(tracks)
    )
  }

  /// Under a curve of steps joined by lines, from no false alarm to one a frame; where it ends before, it goes on level.
  private static func area(_ curve: [(alarms: Double, rate: Double)]) -> Double {
    var area = 0.0
    for (one, next) in zip(curve, curve.dropFirst()) where next.alarms > one.alarms {
      let end = min(1, next.alarms)
      guard end > one.alarms else { break }
      let rate = one.rate + (next.rate - one.rate) * (end - one.alarms) / (next.alarms - one.alarms)
      area += (end - one.alarms) * (one.rate + rate) / 2
    }
    if let last = curve.last, last.alarms < 1 { area += (1 - last.alarms) * last.rate }
    return area
  }
}
