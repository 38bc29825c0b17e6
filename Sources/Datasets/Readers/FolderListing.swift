import Foundation
import Vision

/// Looks into folders: the same tree gives the same list in the same order on every machine.
enum FolderListing {
  enum Entry { case file, folder }

  static func kind(of path: String) -> Entry? {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
    return isFolder.boolValue ? .folder : .file
  }

  /// The names in a folder in byte order, without hidden files, what other systems leave behind, and runs of ours, whose
  /// samples are no data.
  static func children(of directory: String) throws(DatasetError) -> [String] {
    try entries(of: directory).filter { !isRun($0, in: directory) }
  }

  /// The runs of ours in a folder, whose samples and results are no data.
  static func runs(in directory: String) throws(DatasetError) -> [String] {
    try entries(of: directory).filter { isRun($0, in: directory) }
  }

  /// Whether an entry of a folder is a run (`RunFolder`): training writes both files at its start.
  static func isRun(_ name: String, in directory: String) -> Bool {
    // No questions about each of many thousand pictures.
    guard !isPicture(name) else { return false }
    return ["recipe.yaml", "log.jsonl"].allSatisfy { access(join(join(directory, name), $0), F_OK) == 0 }
  }

  /// The names in a folder in byte order, without hidden files and what other systems leave behind.
  static func entries(of directory: String) throws(DatasetError) -> [String] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
      throw DatasetError("\(directory) cannot be listed; check that the folder exists and may be read")
    }
    return names.filter { !isClutter($0) }.sorted(by: precedes)
  }

  static func subfolders(of directory: String) throws(DatasetError) -> [String] {
    try children(of: directory).filter { kind(of: join(directory, $0)) == .folder }
  }

  /// Relative paths of all pictures below a folder, in byte order.
  static func pictures(under directory: String) throws(DatasetError) -> [String] {
    try FolderContents(of: directory).pictures
  }

  static func isPicture(_ name: String) -> Bool {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return false }
    return Image.readableExtensions.contains(name[name.index(after: dot)...].lowercased())
  }

  static func isClutter(_ name: String) -> Bool {
    name.hasPrefix(".") || name.lowercased() == "thumbs.db" || name == "__MACOSX"
  }

  /// The path without its extension: what makes two files partners.
  static func stem(_ path: String) -> String {
    let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    guard let dot = path[start...].lastIndex(of: "."), dot != start else { return path }
    return String(path[..<dot])
  }

  static func join(_ directory: String, _ name: String) -> String {
    if name.hasPrefix("/") || directory.isEmpty { return name }
    return directory.hasSuffix("/") ? directory + name : directory + "/" + name
  }

  static func lastComponent(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// Byte order, which depends on neither locale nor Unicode version.
  static func precedes(_ a: String, _ b: String) -> Bool {
    a.utf8.lexicographicallyPrecedes(b.utf8)
  }
}
