import AnomalyDetection
import Datasets
import Files
import Foundation

/// The heat maps and scores of a judged set as numbers, for programs that compute figures of their own.
///
/// `NAME.npy` is the map of picture NAME, float32 `[height, width]` of the picture's size; `scores.csv` has a line for
/// each picture: name, kind, whether it is abnormal, score.
struct HeatMapFolder {
  let path: String
  private var lines = ["name,kind,abnormal,score"]

  init(_ path: String) throws {
    self.path = path
    try Folders.make(path)
  }

  /// Writes a picture's map.
  mutating func write(_ judgement: Judgement, of sample: AnomalySet.Sample) throws {
    let map = judgement.map
    let file = "\(path)/\(sample.name).npy"
    try Folders.make(URL(fileURLWithPath: file).deletingLastPathComponent().path)
    try AtomicFile.write(NumPyFile.bytes(map.values, shape: [map.height, map.width]), to: file)
    let words = [sample.name, sample.kind].map(Self.field)
    lines.append("\(words[0]),\(words[1]),\(sample.isAbnormal == true),\(judgement.score)")
  }

  /// Writes the scores.
  func finish() throws { try AtomicFile.write(lines.joined(separator: "\n") + "\n", to: path + "/scores.csv") }

  /// A word as RFC 4180 wants it.
  private static func field(_ word: String) -> String {
    word.contains { ",\"\n\r".contains($0) } ? "\"" + word.replacing("\"", with: "\"\"") + "\"" : word
  }
}
