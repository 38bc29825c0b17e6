import Foundation

/// A new folder of text files by their paths, such as the system keeps of its control groups; whoever asks removes it.
func systemFolder(_ files: [String: String]) throws -> String {
  let root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  for (path, text) in files {
    let file = root.appendingPathComponent(path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
  }
  return root.path
}
