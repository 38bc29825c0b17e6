import Files
import Foundation
import Testing
import Torch

/// A folder for the files of one test, removed with it.
final class FilesFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/torch-files-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func path(_ name: String) -> String { path + "/" + name }

  @discardableResult func write(_ bytes: [UInt8], to name: String = "file") throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
    return path(name)
  }

  func bytes(_ name: String) throws -> [UInt8] { try Array(Data(contentsOf: URL(fileURLWithPath: path(name)))) }

  var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }
}

/// A file in Tests/Fixtures/archives.
func archiveFixture(_ name: String) -> String {
  URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../Fixtures/archives/" + name).standardized.path
}

func fixtureBytes(_ name: String) throws -> [UInt8] {
  try Array(Data(contentsOf: URL(fileURLWithPath: archiveFixture(name))))
}

/// The reason that a closure gives for a file, which must be named and told in one sentence with a mend.
func reason<R>(
  _ path: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws(FileError) -> R
) -> String {
  do throws(FileError) {
    _ = try body()
    Issue.record("no error", sourceLocation: sourceLocation)
    return ""
  } catch {
    #expect(error.path == path && error.description == "\(path): \(error.reason)", sourceLocation: sourceLocation)
    #expect(error.reason.contains("; ") && !error.reason.contains("\n"), "\(error)", sourceLocation: sourceLocation)
    return error.reason
  }
}

/// A tensor's bytes.
func bytes(_ tensor: Tensor) -> [UInt8] { tensor.withUnsafeBytes { Array($0) } }

/// A tensor of numbered bytes; truth values are 0 and 1.
func numbered(_ shape: [Int], _ dtype: DType = .float32, from start: Int = 0) throws -> Tensor {
  let count = shape.reduce(dtype.byteCount, *)
  let bytes = (start..<start + count).map { UInt8($0 % (dtype == .bool ? 2 : 251)) }
  return try bytes.withUnsafeBytes { try Tensor(bytes: $0, shape: shape, dtype: dtype) }
}

func floats(_ tensor: Tensor) -> [Float] { tensor.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) } }
