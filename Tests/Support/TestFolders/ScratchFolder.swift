import Foundation

/// A folder for one test, removed with it.
public final class ScratchFolder {
  /// The folder.
  public let path: String

  /// Makes an empty one.
  public init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("gan-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a name in it.
  public func path(_ name: String) -> String { path + "/" + name }

  /// Writes a text file, and the folders that it is in.
  @discardableResult
  public func write(_ text: String, to name: String) throws -> String {
    let file = path(name)
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try text.write(toFile: file, atomically: false, encoding: .utf8)
    return file
  }

  /// Reads a text file.
  public func read(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }
}
