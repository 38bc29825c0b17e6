import Files
import Foundation

/// `state.json` of a checkpoint: the part of a run's state that is not a tensor.
struct TrainingState: Codable, Equatable {
  static let formatVersion = "1"

  var formatVersion = Self.formatVersion
  /// The system's identifier.
  var system: String
  /// How many steps were done.
  var step: Int
  /// How many epochs were done.
  var epoch: Int
  /// The time that was spent in training, in seconds, over all sittings.
  var elapsedSeconds: Double
  /// For each loss term, how many values its running sum holds.
  var lossCounts: [String: Int]

  func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    guard let data = try? encoder.encode(self) else {
      throw TrainingError(.notWritten, "\(path) cannot be written: the elapsed time is not a number; start again")
    }
    try AtomicFile.write(Array(data) + [10], to: path)
  }

  init(
    system: String, step: Int, epoch: Int, elapsedSeconds: Double, lossCounts: [String: Int]
  ) {
    self.system = system
    self.step = step
    self.epoch = epoch
    self.elapsedSeconds = elapsedSeconds
    self.lossCounts = lossCounts
  }

  init(path: String) throws(TrainingError) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      self = try decoder.decode(Self.self, from: data)
    } catch {
      throw TrainingError(.notRead, "\(path) is damaged; remove its folder to resume from the checkpoint before")
    }
    guard formatVersion == Self.formatVersion else {
      throw TrainingError(
        .notRead, "\(path) has format version \(formatVersion), this program reads \(Self.formatVersion); update it")
    }
  }
}
