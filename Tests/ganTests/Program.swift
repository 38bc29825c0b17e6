import Foundation

/// Runs the program that was built beside the tests.
enum Program {
  struct Result {
    let status: Int32
    let output: String
    let errors: String
  }

  static var path: String {
    URL(fileURLWithPath: CommandLine.arguments[0]).standardizedFileURL.deletingLastPathComponent()
      .appendingPathComponent("gan").path
  }

  /// Starts it; what it prints goes to files in `folder`, which cannot fill up and block it as pipes do.
  static func start(
    _ arguments: [String], in folder: String, environment: [String: String] = [:]
  ) throws -> Process {
    let process = Process()
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardOutput = try emptyFile(folder + "/stdout")
    process.standardError = try emptyFile(folder + "/stderr")
    process.standardInput = FileHandle.nullDevice
    try process.run()
    return process
  }

  static func run(
    _ arguments: [String], in folder: String, environment: [String: String] = [:]
  ) throws -> Result {
    let process = try start(arguments, in: folder, environment: environment)
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: try text(folder + "/stdout"), errors: try text(folder + "/stderr"))
  }

  private static func emptyFile(_ path: String) throws -> FileHandle {
    try Data().write(to: URL(fileURLWithPath: path))
    return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
  }

  private static func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
  }
}

/// Runs a body with a folder of its own, which is removed afterwards.
func withTemporaryFolder<R>(_ body: (String) throws -> R) throws -> R {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("gan-tests-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try body(path)
}

extension FileManager {
  func names(in folder: String) -> [String] { ((try? contentsOfDirectory(atPath: folder)) ?? []).sorted() }
}
