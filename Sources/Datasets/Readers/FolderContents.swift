import Foundation
import Vision

/// What a folder holds with its subfolders: the pictures, and what is left out.
struct FolderContents: Sendable {
  /// Paths below the folder, in byte order.
  private(set) var pictures: [String] = []
  /// Paths of other files below the folder, in byte order; texts and tables are not among them.
  private(set) var others: [String] = []
  /// Paths of runs of ours below the folder, which are not looked into.
  private(set) var runs: [String] = []

  /// What is not read.
  var leftOut: LeftOutFiles { LeftOutFiles(others, runs: runs) }

  private var visited: Set<String> = []

  /// Looks through a folder. Links to folders are followed, each folder once.
  ///
  /// - Parameter excluded: folders whose contents are not looked at, such as that of the output.
  /// - Throws: when a folder cannot be listed.
  init(of directory: String, excluding excluded: [String] = []) throws(DatasetError) {
    visited = Set(excluded.map(Self.resolved))
    try collect(directory, prefix: "")
    pictures.sort(by: FolderListing.precedes)
    others.sort(by: FolderListing.precedes)
    runs.sort(by: FolderListing.precedes)
  }

  private static func resolved(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }

  private mutating func collect(_ directory: String, prefix: String) throws(DatasetError) {
    guard visited.insert(Self.resolved(directory)).inserted else { return }
    for name in try FolderListing.entries(of: directory) {
      // A file with a picture's extension is taken at its word: no stat for each of many thousand files.
      if FolderListing.isPicture(name) {
        pictures.append(prefix + name)
        continue
      }
      let path = FolderListing.join(directory, name)
      switch FolderListing.kind(of: path) {
      case .folder where FolderListing.isRun(name, in: directory): runs.append(prefix + name)
      case .folder: try collect(path, prefix: prefix + name + "/")
      case .file where Self.isPictureWithoutExtension(name, at: path): pictures.append(prefix + name)
      case .file where !Self.isText(name): others.append(prefix + name)
      case .file, nil: break
      }
    }
  }

  /// DICOM files are often named by numbers alone: what has no extension is judged by its header.
  private static func isPictureWithoutExtension(_ name: String, at path: String) -> Bool {
    let last = fileExtension(name)
    guard last.allSatisfy(\.isNumber), !isText(name) else { return false }
    return (try? Image.size(ofFileAt: path)) != nil
  }

  fileprivate static func fileExtension(_ name: String) -> String {
    let base = FolderListing.lastComponent(name)
    return base.lastIndex(of: ".").map { base[base.index(after: $0)...].lowercased() } ?? ""
  }

  /// Descriptions, lists and programs that nobody takes for pictures.
  private static func isText(_ name: String) -> Bool {
    let base = FolderListing.lastComponent(name).lowercased()
    if ["readme", "license", "licence", "copying", "changelog", "makefile"].contains(base) { return true }
    return [
      "txt", "md", "rst", "csv", "tsv", "json", "jsonl", "yaml", "yml", "xml", "html", "pdf", "py", "sh", "log", "url",
    ].contains(fileExtension(name))
  }
}

/// Files that are not read, by their extensions, and runs of ours that lie among the data.
public struct LeftOutFiles: Codable, Sendable, Equatable, CustomStringConvertible {
  /// How many files have an extension (in lower case, without dot; empty for none).
  public let counts: [String: Int]
  /// The first of them.
  public let example: String?
  /// Paths of runs of ours: their samples and results are no data.
  public let runs: [String]

  init(_ files: [String], runs: [String] = []) {
    counts = Dictionary(files.map { (FolderContents.fileExtension($0), 1) }, uniquingKeysWith: +)
    example = files.first
    self.runs = runs
  }

  /// How many files there are.
  public var count: Int { counts.values.reduce(0, +) }

  /// Whether nothing is left out.
  public var isEmpty: Bool { counts.isEmpty && runs.isEmpty }

  /// The count of each extension and an example, and the runs; empty where nothing is left out.
  public var description: String { [fileWords, runWords].filter { !$0.isEmpty }.joined(separator: "; ") }

  private var fileWords: String {
    guard let example else { return "" }
    let kinds = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\($0.value) \($0.key.isEmpty ? "without extension" : "." + $0.key)" }
    return "\(counted(count, "file")) left out, not being pictures that are read: "
      + "\(kinds.joined(separator: ", ")) (such as \(example))"
  }

  private var runWords: String {
    guard let first = runs.first else { return "" }
    return "\(counted(runs.count, "folder")) left out, being a training run and no data (\(first)/)"
  }

  /// The description behind a semicolon, for the end of a summary.
  var suffix: String { isEmpty ? "" : "; \(description)" }

  /// The description, or nothing.
  var remarks: [String] { isEmpty ? [] : [description] }

  static func + (a: LeftOutFiles, b: LeftOutFiles) -> LeftOutFiles {
    LeftOutFiles(
      counts: a.counts.merging(b.counts, uniquingKeysWith: +), example: a.example ?? b.example, runs: a.runs + b.runs)
  }

  private init(counts: [String: Int], example: String?, runs: [String]) {
    self.counts = counts
    self.example = example
    self.runs = runs
  }
}
