import Foundation

/// What a trainer tells those who watch it.
public enum TrainingEvent {
  /// The first step is about to be taken; a sentence about the run.
  case began(String)
  /// A step was taken.
  case stepped(TrainingProgress)
  /// A step was taken and its losses read.
  case logged(TrainingProgress)
  /// Something a person may want to know.
  case note(String)
  /// The sitting is over, whatever its end.
  case ended
}

/// Where a run is, and the texts that say so.
public struct TrainingProgress {
  /// Steps that are done.
  public var step: Int
  /// Steps of the whole run.
  public var steps: Int
  /// The epoch, counted from 0.
  public var epoch: Int
  /// `nil` until a step was timed.
  public var secondsPerStep: Double?
  /// The means of the last log interval, such as `generator/G_L1`.
  public var losses: [(name: String, value: Double)]

  private var fraction: Double { steps > 0 ? min(1, Double(step) / Double(steps)) : 1 }

  private var rate: String {
    guard let secondsPerStep, secondsPerStep > 0 else { return "" }
    return secondsPerStep > 1
      ? String(format: "%.2f s/step", secondsPerStep) : String(format: "%.1f steps/s", 1 / secondsPerStep)
  }

  private var remaining: String {
    guard let secondsPerStep else { return "" }
    return "ETA " + duration(secondsPerStep * Double(steps - step))
  }

  private var lossText: String {
    losses.map { "\($0.name) \(String(format: "%.4g", $0.value))" }.joined(separator: "  ")
  }

  private func joined(_ parts: [String]) -> String { parts.filter { !$0.isEmpty }.joined(separator: "  ") }

  /// One line for a log file or a pipe.
  public var line: String {
    joined(["step \(step)/\(steps)", "epoch \(epoch + 1)", lossText, rate, step < steps ? remaining : ""])
  }

  /// A bar and what fits beside it in `width` columns.
  func bar(width: Int) -> String {
    let cells = max(8, min(30, width / 5))
    let full = Int(fraction * Double(cells))
    let bar = String(repeating: "█", count: full) + String(repeating: "░", count: cells - full)
    let percent = String(format: "%3d%%", Int(fraction * 100))
    let text = joined(["\(bar) \(percent)", "\(step)/\(steps)", rate, step < steps ? remaining : "", lossText])
    return String(text.prefix(max(1, width - 1)))
  }
}

/// `1:02:03`, `4:05`.
func duration(_ seconds: Double) -> String {
  guard seconds.isFinite, seconds < 1e9 else { return "?" }
  let whole = max(0, Int(seconds.rounded()))
  let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
  return hours > 0 ? String(format: "%d:%02d:%02d", hours, minutes, rest) : String(format: "%d:%02d", minutes, rest)
}
