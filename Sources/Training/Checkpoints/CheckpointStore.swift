import Files
import Foundation

/// The checkpoints of a run: one folder each, which has its final name only when it is whole and on the disk.
public struct CheckpointStore: Sendable, Equatable {
  /// The folder that holds them.
  public let path: String

  /// Names the folder; it need not exist.
  public init(path: String) { self.path = path }

  /// The whole checkpoints, oldest first.
  public func all() -> [Checkpoint] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.compactMap { name in
      guard let step = stepNumber(name) else { return nil }
      let checkpoint = Checkpoint(path: path + "/" + name, step: step)
      return FileManager.default.fileExists(atPath: checkpoint.statePath) ? checkpoint : nil
    }.sorted { $0.step < $1.step }
  }

  /// The newest whole checkpoint.
  public func latest() -> Checkpoint? { all().last }

  /// Removes what a killed process left half written or half removed.
  func clean() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    for name in names where name.hasPrefix(".writing-") || name.hasPrefix(".removing-") {
      try? FileManager.default.removeItem(atPath: path + "/" + name)
    }
  }

  /// Removes all but the newest `count`, and never the newest.
  func keepNewest(_ count: Int) {
    for old in all().dropLast(max(1, count)) {
      // Renamed first: a folder that is half removed must not look like a checkpoint.
      let doomed = path + "/.removing-" + stepName(old.step)
      if rename(old.path, doomed) == 0 { try? FileManager.default.removeItem(atPath: doomed) }
    }
  }

  /// Writes one checkpoint: `fill` writes its files, each durably, into a folder that gets its name afterwards.
  ///
  /// - Throws: what went wrong; nothing of the new checkpoint is left then and older ones are untouched.
  func write(step: Int, fill: (_ folder: String) throws -> Void) throws {
    let files = FileManager.default
    let final = path + "/" + stepName(step)
    let temporary = path + "/.writing-" + stepName(step)
    do {
      try files.createDirectory(atPath: path, withIntermediateDirectories: true)
      try? files.removeItem(atPath: temporary)
      try files.createDirectory(atPath: temporary, withIntermediateDirectories: false)
      try fill(temporary)
      try Folders.sync(temporary)
      guard rename(temporary, final) == 0 else { throw AtomicFile.fault(errno, final) }
      try Folders.sync(path)
    } catch {
      try? files.removeItem(atPath: temporary)
      throw error
    }
  }
}

/// One whole checkpoint.
public struct Checkpoint: Sendable, Equatable {
  /// Its folder.
  public let path: String
  /// How many steps were done when it was written.
  public let step: Int

  /// The folder's own name, `step-00000020`.
  public var name: String { stepName(step) }
  /// The weights of one network, a self-describing file.
  public func networkPath(_ network: String) -> String { "\(path)/\(network).safetensors" }

  var trainingPath: String { path + "/training.safetensors" }
  var statePath: String { path + "/state.json" }
}
