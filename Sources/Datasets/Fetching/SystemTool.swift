import Foundation

/// Runs a program of the system, such as `tar`.
package enum SystemTool {
  /// How a program ended.
  package struct Ending {
    package let status: Int32
    /// The first line of its own complaint; empty where it has none.
    package let complaint: String
    /// The last line of it.
    package let lastComplaint: String
  }

  /// Runs a program to its end, handing on what it prints piece by piece.
  ///
  /// - Throws: a sentence with the program's own complaint, or that the program is missing; what `output` throws.
  package static func run(
    _ name: String, _ arguments: [String], output: ([UInt8]) throws(DatasetError) -> Void = { _ in }
  ) throws(DatasetError) {
    let ending = try ending(of: name, arguments, output: output)
    guard ending.status != 0 else { return }
    throw DatasetError("\(name) fails: \(ending.complaint.isEmpty ? "exit status \(ending.status)" : ending.complaint)")
  }

  /// What a program prints, as text without the last line break.
  package static func text(_ name: String, _ arguments: [String]) throws(DatasetError) -> String {
    var printed: [UInt8] = []
    try run(name, arguments) { printed += $0 }
    return String(decoding: printed, as: UTF8.self).trimmingCharacters(in: .newlines)
  }

  /// The same, where the caller judges how it ended.
  ///
  /// - Throws: when the program is missing or cannot be started; what `output` throws, which ends the program.
  package static func ending(
    of name: String, _ arguments: [String], output: ([UInt8]) throws(DatasetError) -> Void
  ) throws(DatasetError) -> Ending {
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
    while let part = try? printed.fileHandleForReading.read(upToCount: 1 << 16), !part.isEmpty {
      do throws(DatasetError) {
        try output(Array(part))
      } catch {
        process.terminate()
        process.waitUntilExit()
        throw error
      }
    }
    process.waitUntilExit()
    let text = (try? String(contentsOfFile: complaints, encoding: .utf8)) ?? ""
    let lines = text.split(separator: "\n").map(String.init)
    return Ending(
      status: process.terminationStatus, complaint: lines.first ?? "", lastComplaint: lines.last ?? "")
  }

  package static func isInstalled(_ name: String) -> Bool { path(of: name) != nil }

  private static func path(of name: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
