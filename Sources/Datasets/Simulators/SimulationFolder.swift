import Foundation
import Synchronization
import Vision

/// Writes what a simulator draws: pictures, and `annotations.csv` with a row for each.
///
/// Pictures with classes lie in a folder for each class (`3/00013.png`), others in the folder itself; masks in `masks/`
/// beside `images/`, with the levels' names in `classes.json`.
public enum SimulationFolder {
  /// The file of annotations.
  public static let annotations = "annotations.csv"

  /// Draws and writes pictures.
  ///
  /// - Parameter seed: the picture of a seed and a number is always the same.
  /// - Throws: when a folder or file cannot be written.
  public static func write(
    _ simulator: some Simulator, count: Int, seed: UInt64, to directory: String
  ) throws(DatasetError) {
    let probe = simulator.picture(seed: seed, index: 0)
    let hasMasks = probe.mask != nil
    try makeFolders(hasMasks ? ["images", "masks"] : probe.label == nil ? [] : simulator.classNames, in: directory)
    let rows = Mutex<[Int: String]>([:])
    let failure = Mutex<DatasetError?>(nil)
    DispatchQueue.concurrentPerform(iterations: count) { index in
      guard failure.withLock({ $0 == nil }) else { return }
      let picture = simulator.picture(seed: seed, index: index)
      let stem = String(repeating: "0", count: max(0, 5 - "\(index)".count)) + "\(index)"
      let folder = hasMasks ? "images/" : picture.label.map { simulator.classNames[$0] + "/" } ?? ""
      let file = "\(folder)\(stem).png"
      do throws(VisionError) {
        try picture.image.write(to: FolderListing.join(directory, file))
        try picture.mask?.write(to: FolderListing.join(directory, "masks/\(stem).png"))
      } catch {
        failure.withLock { $0 = DatasetError(error.description) }
        return
      }
      rows.withLock { $0[index] = row(file, picture, simulator) }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    try writeText(
      header(simulator, probe) + rows.withLock { all in (0..<count).map { all[$0] ?? "" }.joined() },
      to: FolderListing.join(directory, annotations))
    if hasMasks {
      let names = simulator.classNames.enumerated().map { "  \"\($0.element)\": \($0.offset)" }
      try writeText(
        "{\n" + names.joined(separator: ",\n") + "\n}\n", to: FolderListing.join(directory, "classes.json"))
    }
  }

  private static func header(_ simulator: some Simulator, _ probe: SimulatedPicture) -> String {
    (["file"] + (probe.label == nil ? [] : ["label"]) + simulator.columns).joined(separator: ",") + "\n"
  }

  private static func row(_ file: String, _ picture: SimulatedPicture, _ simulator: some Simulator) -> String {
    let label = picture.label.map { [simulator.classNames[$0]] } ?? []
    // Four digits after the point, written out: no locale and no exponent.
    let numbers = picture.values.map { value in
      let scaled = Int((value * 10_000).rounded())
      let digits = String(scaled.magnitude % 10_000)
      let fraction = String(repeating: "0", count: 4 - digits.count) + digits
      return (scaled < 0 ? "-" : "") + "\(scaled.magnitude / 10_000)." + fraction
    }
    return ([file] + label + numbers).joined(separator: ",") + "\n"
  }

  private static func makeFolders(_ names: [String], in directory: String) throws(DatasetError) {
    for folder in [directory] + names.map({ FolderListing.join(directory, $0) }) {
      guard (try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)) != nil else {
        throw DatasetError("\(folder) cannot be made; check that its parent is a folder that may be written to")
      }
    }
  }

  private static func writeText(_ text: String, to path: String) throws(DatasetError) {
    guard (try? Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)) != nil else {
      throw DatasetError("\(path) cannot be written; check that its folder may be written to and has room")
    }
  }
}
