import Adversarial
import Files
import Foundation
import Vision

/// Which stretches of a video are unlike what a translator learned from: a table, a strip over time, and lines that name
/// them.
final class DomainStrip {
  private let domain: TrainingDomain?
  private var looks: [(time: Double, judged: DomainModel.Judgement)] = []
  /// Neighbouring frames are alike: some looks a second are enough.
  private static let interval = 0.2

  init(_ domain: TrainingDomain?) { self.domain = domain }

  /// The mean over looks; nil where nothing judges.
  var percentile: Double? {
    looks.isEmpty ? nil : looks.map(\.judged.percentile).reduce(0, +) / Double(looks.count)
  }

  /// Whether more than a tenth of the video is unlike.
  var isWarned: Bool { looks.count { $0.judged.isUnlike } * 10 > looks.count }

  /// Looks at a frame, where the last look is some time ago.
  func look(at frame: Image, time: Double) throws {
    guard let domain, time >= (looks.last?.time ?? -1) + Self.interval else { return }
    looks.append((time, try domain.judge(frame)))
  }

  /// Names the stretches, and writes `OUT.unlike.csv` and `OUT.unlike.png`.
  func finish(_ name: String, beside output: String) throws {
    guard let domain, !looks.isEmpty else { return }
    let rows = looks.map {
      String(
        format: "%.2f,%.4f,%.1f,%d\n", $0.time, $0.judged.distance, $0.judged.percentile, $0.judged.isUnlike ? 1 : 0)
    }
    try AtomicFile.write("seconds,distance,percentile,unlike\n" + rows.joined(), to: output + ".unlike.csv")
    try strip(threshold: domain.threshold).write(to: output + ".unlike.png")
    let share = Double(looks.count { $0.judged.isUnlike }) / Double(looks.count)
    let line = String(
      format: "%@: %.0f%% of the video is unlike what the model learned from (by %@; %g%% of its own would be)", name,
      share * 100, domain.features, domain.falseWarning * 100)
    guard isWarned else { return Chatter.note(line) }
    let parts = stretches.prefix(10).map { "\(Self.clock($0.start)) to \(Self.clock($0.end))" }
    Chatter.warning(
      line + (parts.isEmpty ? "" : "; do not trust " + parts.joined(separator: ", "))
        + (stretches.count > parts.count ? " and more" : "") + "; see \(output).unlike.png")
  }

  /// Unlike looks of a second and more in a row; single ones between them do not part them.
  private var stretches: [(start: Double, end: Double)] {
    var found: [(start: Double, end: Double)] = []
    for look in looks where look.judged.isUnlike {
      if let last = found.last, look.time - last.end < 5 * Self.interval {
        found[found.count - 1].end = look.time
      } else {
        found.append((look.time, look.time))
      }
    }
    return found.filter { $0.end - $0.start >= 1 }
  }

  private static func clock(_ seconds: Double) -> String {
    String(format: "%d:%02d", Int(seconds) / 60, Int(seconds) % 60)
  }

  /// A column a look: its height is the distance over the threshold, cut at three times that; red from the threshold on.
  private func strip(threshold: Double) -> Image {
    let (height, columns) = (60, looks.count)
    let wide = max(1, 600 / columns)
    var pixels = [UInt8](repeating: 255, count: height * columns * wide * 3)
    for (column, look) in looks.enumerated() {
      let share = look.judged.distance / threshold
      let top = height - max(1, min(height, Int(share / 3 * Double(height))))
      let colour: [UInt8] = look.judged.isUnlike ? [200, 40, 30] : [60, 110, 180]
      for row in top..<height {
        for x in column * wide..<(column + 1) * wide {
          for channel in 0..<3 { pixels[(row * columns * wide + x) * 3 + channel] = colour[channel] }
        }
      }
    }
    return Image(width: columns * wide, height: height, channels: 3, pixels: pixels)
  }
}
