import Foundation

/// Runs a program of the system, such as `tar`.
enum SystemTool {
  /// Runs a program to its end, handing on what it prints piece by piece.
  ///
  /// - Throws: a sentence with the last line of the program's own complaint, or that the program is missing.
  static func run(_ name: String, _ arguments: [String], output: ([UInt8]) -> Void = { _ in }) throws(DatasetError) {
    guard let path = path(of: name) else {
      throw DatasetError("the program '\(name)' is needed and not installed; install it and run the command again")
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    let printed = Pipe()
    process.standardOutput = printed
    // To a file and not to a second pipe, which could fill up while the first is read.
    let complaints = NSTemporaryDirectory() + "/complaints-\(UUID().uuidString)"
    _ = FileManager.default.createFile(atPath: complaints, contents: nil)
    defer { try? FileManager.default.removeItem(atPath: complaints) }
    process.standardError = FileHandle(forWritingAtPath: complaints)
    do {
      try process.run()
    } catch {
      throw DatasetError("\(path) cannot be started: \(error.localizedDescription)")
    }
    while let part = try? printed.fileHandleForReading.read(upToCount: 1 << 16), !part.isEmpty { output(Array(part)) }
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let text = (try? String(contentsOfFile: complaints, encoding: .utf8)) ?? ""
      let line = text.split(separator: "\n").first.map(String.init) ?? "exit status \(process.terminationStatus)"
      throw DatasetError("\(name) fails: \(line)")
    }
  }

  private static func path(of name: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
