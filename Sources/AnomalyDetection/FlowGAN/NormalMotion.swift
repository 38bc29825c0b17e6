public import Datasets
import Foundation
import Training
import Vision

/// The motion of normal clips: of some to train on, of others, whole ones, to fit scales and the threshold on.
public struct NormalMotion: Sendable {
  /// For the networks.
  public let training: [MotionSection]
  /// For scales and the threshold.
  public let heldOut: [MotionSection]
  /// The recipe with what the data decided.
  public let recipe: ClipRecipe
  /// The recipe with what the data decided.
  public let motion: MotionRecipe
  /// What is worth telling a person, in sentences.
  public let remarks: [String]

  /// Frames with a flow, in all training clips.
  public var trainingFrames: Int { training.reduce(0) { $0 + $1.count } }
  /// Frames with a flow, in all held-out clips.
  public var heldOutFrames: Int { heldOut.reduce(0) { $0 + $1.count } }

  /// Clips of those trained on, at most 16, that are looked at once more for the threshold.
  var seenAgain: [MotionSection] {
    let count = min(16, training.count)
    return (0..<count).map { training[$0 * training.count / count] }
  }
  /// How many frames of each are.
  var seenFrames: Int { 2400 / max(1, seenAgain.count) }
  /// All frames that scales and the threshold are fitted on.
  public var fittingFrames: Int { heldOutFrames + seenAgain.reduce(0) { $0 + min(seenFrames, $1.count) } }

  /// Reads clips and computes their flow, or takes it from the cache.
  ///
  /// - Parameters:
  ///   - seed: draws the clips that are held out.
  ///   - onRemark: is told of frames and clips that are left out.
  ///   - progress: is told how many clips are done, of how many.
  /// - Throws: a sentence that names the folder, file or key: no clip that can be used, too little to hold some out.
  public init(
    _ set: VideoSet, clips asked: ClipRecipe, motion askedMotion: MotionRecipe, cache: MotionCache, seed: UInt64,
    onRemark: @escaping (String) -> Void = { _ in }, progress: (Int, Int) -> Void = { _, _ in }
  ) throws {
    try asked.validate()
    try askedMotion.validate()
    var (recipe, motion) = (asked, askedMotion)
    try Self.look(at: set, &recipe)
    let size = try recipe.size()
    let format = MotionFormat(
      width: size.width, height: size.height, channels: recipe.channels, method: motion.method,
      longestSide: motion.longestSide)
    var sections: [MotionSection] = []
    var firstReason = ""
    for (number, clip) in set.clips.enumerated() {
      do throws(DatasetError) {
        let file = try cache.motion(
          of: clip, as: format, framesPerSecond: recipe.framesPerSecond, from: recipe.from, until: recipe.until,
          onRemark: onRemark)
        let section = MotionSection(file, name: clip.name)
        if section.count > 0 {
          sections.append(section)
        } else {
          onRemark("\(clip.name) has one frame and so no motion; it is left out")
        }
      } catch {
        if firstReason.isEmpty { firstReason = "; the first: \(error)" }
        onRemark("\(error); the clip is left out")
      }
      progress(number + 1, set.clips.count)
    }
    guard !sections.isEmpty else { throw DatasetError("none of the clips of \(set.source) can be used\(firstReason)") }
    (training, heldOut) = try Self.parted(
      sections, share: recipe.heldOut, window: motion.window, seed: seed, set.source)
    var remarks: [String] = []
    if motion.scale == 0 {
      let speed = try Self.usualSpeed(training, motion.window)
      if speed < Self.leastScale {
        remarks.append("hardly anything moves in \(set.source); any motion will be abnormal")
      }
      motion.scale = max(speed, Self.leastScale)
    }
    if sections.count == 1 {
      remarks.append(
        "\(set.source) is one clip: its last part is held out for the threshold, two seconds behind the rest")
    }
    (self.recipe, self.motion, self.remarks) = (recipe, motion, remarks)
  }

  /// Slower motion than this, in pixels a frame, is noise.
  private static let leastScale = 0.25

  /// The size and the colours of the first clip that can be opened.
  private static func look(at set: VideoSet, _ recipe: inout ClipRecipe) throws {
    guard recipe.imageSize == "auto" || recipe.channels == 0 else { return }
    var firstReason = ""
    for clip in set.clips {
      do throws(VisionError) {
        guard let frame = try clip.reader().next() else { continue }
        if recipe.imageSize == "auto" {
          recipe.imageSize =
            ClipRecipe.fittingSize(width: frame.image.width, height: frame.image.height).description
        }
        if recipe.channels == 0 { recipe.channels = isGrey(frame.image) ? 1 : 3 }
        return
      } catch {
        if firstReason.isEmpty { firstReason = "; the first: \(error)" }
      }
    }
    throw DatasetError("none of the clips of \(set.source) can be used\(firstReason)")
  }

  /// Whether a frame of three channels has no colour; encoders leave a trace of it.
  private static func isGrey(_ image: Image) -> Bool {
    guard case .uint8(let samples) = image.samples else { return false }
    var sum = 0
    for pixel in stride(from: 0, to: samples.count - 2, by: 3) {
      let (red, green, blue) = (Int(samples[pixel]), Int(samples[pixel + 1]), Int(samples[pixel + 2]))
      sum += max(red, green, blue) - min(red, green, blue)
    }
    return sum < 2 * samples.count / 3
  }

  /// Whole clips are held out, since neighbours of training frames would be too easy; a single clip is cut.
  private static func parted(
    _ sections: [MotionSection], share: Double, window: MotionWindow, seed: UInt64, _ source: String
  ) throws(DatasetError) -> (training: [MotionSection], heldOut: [MotionSection]) {
    if sections.count > 1 {
      let count = min(sections.count - 1, max(1, Int((Double(sections.count) * share).rounded())))
      var generator = CounterRandom(seed: seed, 5)
      let held = Set(generator.permutation(sections.count).prefix(count))
      return (
        sections.indices.filter { !held.contains($0) }.map { sections[$0] },
        sections.indices.filter(held.contains).map { sections[$0] }
      )
    }
    let (file, count) = (sections[0].file, sections[0].count)
    let gap = max(window.length, Int(2 * file.framesPerSecond))
    let kept = Int(Double(count) * (1 - share))
    guard kept > 1, kept + gap + 1 < count else {
      throw DatasetError(
        "\(source) has \(count) frames with motion, too few to hold some out for the threshold; give more")
    }
    return (
      [MotionSection(file, name: sections[0].name, frames: 0..<kept)],
      [MotionSection(file, name: sections[0].name, frames: kept + gap..<count + 1)]
    )
  }

  /// The speed below which 99.5% of the pixels of frames spread over the clips are.
  private static func usualSpeed(_ sections: [MotionSection], _ window: MotionWindow) throws(DatasetError) -> Double {
    let total = sections.reduce(0) { $0 + $1.count }
    let step = max(1, total / 200)
    var speeds: [Float] = []
    for section in sections {
      for number in stride(from: 0, to: section.count, by: step) {
        speeds += try section.flow(number, window).speeds
      }
    }
    speeds.sort()
    return Double(speeds[min(speeds.count - 1, speeds.count * 995 / 1000)])
  }
}
