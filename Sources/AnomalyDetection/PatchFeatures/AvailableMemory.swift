import Foundation
import Training

/// What the machine has left, asked before something large is filled: Linux promises more than it has.
enum AvailableMemory {
  /// The bytes that programs can have without the machine swapping; nil where it does not say.
  static func bytes(from table: String = "/proc/meminfo") -> Int? {
    let text = (try? String(contentsOfFile: table, encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
  }

  /// Throws where so much is not to be had.
  ///
  /// - Parameters:
  ///   - what: what it is for, with its article.
  ///   - mend: what to do.
  static func require(
    _ needed: Int, for what: String, mend: String, available: Int? = bytes()
  ) throws(TrainingError) {
    guard let available, needed > available else { return }
    func gigabytes(_ bytes: Int) -> String { String(format: "%.1f GB", Double(bytes) / 1e9) }
    throw TrainingError(
      .recipe, "\(what) takes \(gigabytes(needed)) and the machine has \(gigabytes(available)) left; \(mend)")
  }
}
