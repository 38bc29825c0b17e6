import Files
import Foundation

/// What is known of one logged step: means over the steps since the one before.
struct LogRecord {
  var step: Int
  var epoch: Int
  /// Loss terms by name, such as `generator/l1`.
  var losses: [(name: String, value: Double)]
  /// The rates of the optimizers by name.
  var learningRates: [(name: String, value: Double)]
  var secondsPerStep: Double
  var dataSeconds: Double
  var computeSeconds: Double

  /// One line for `log.jsonl`. The first optimizer's rate is `learning_rate`; others are added where they differ.
  var json: String {
    var entries: [(key: String, value: JSONText)] = [("step", .integer(step)), ("epoch", .integer(epoch))]
    for loss in losses { entries.append((loss.name, .number(loss.value))) }
    if let first = learningRates.first {
      entries.append(("learning_rate", .number(first.value)))
      for other in learningRates.dropFirst() where other.value != first.value {
        entries.append(("learning_rate/" + other.name, .number(other.value)))
      }
    }
    entries.append(("seconds_per_step", .number(rounded(secondsPerStep))))
    entries.append(("data_seconds", .number(rounded(dataSeconds))))
    entries.append(("compute_seconds", .number(rounded(computeSeconds))))
    return JSONText.object(entries).line
  }

  private func rounded(_ seconds: Double) -> Double { (seconds * 1e6).rounded() / 1e6 }
}

/// The file `log.jsonl`, open for appending.
final class RunLog {
  private let file: AppendedFile

  /// Opens the log.
  ///
  /// - Parameter step: lines of later steps are cut off, and so is a line that a killed process left unfinished.
  init(path: String, keepingThrough step: Int) throws {
    if FileManager.default.fileExists(atPath: path) { try Self.cut(path, after: step) }
    file = try AppendedFile(path)
  }

  func append(_ record: LogRecord) throws {
    try file.append(Array((record.json + "\n").utf8))
  }

  private static func cut(_ path: String, after step: Int) throws {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw FileError(path: path, reason: "it cannot be read; move it away to go on without the old log")
    }
    let kept = LoggedStep.parse(text).filter { $0.step <= step }.map { $0.line + "\n" }.joined()
    if kept != text { try AtomicFile.write(kept, to: path) }
  }
}

/// A line of `log.jsonl`, read back.
struct LoggedStep {
  let step: Int
  /// Every number of the line, `step` among them.
  let values: [String: Double]
  let line: String

  /// The whole lines of a log in their order; others are passed over.
  static func parse(_ text: String) -> [LoggedStep] {
    text.split(separator: "\n").compactMap { line in
      guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
        let step = (object["step"] as? NSNumber)?.intValue
      else { return nil }
      return LoggedStep(
        step: step, values: object.compactMapValues { ($0 as? NSNumber)?.doubleValue }, line: String(line))
    }
  }
}
