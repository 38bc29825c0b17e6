import Foundation

/// Writing so that what has a final name is whole, whatever happens in between.
enum DurableFiles {
  /// Writes a file, waits until it is on the disk, and only then gives it its name.
  static func write(_ bytes: [UInt8], to path: String) throws(TrainingError) {
    let temporary = path + ".writing"
    do {
      let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { throw POSIXFailure() }
      do {
        defer { close(descriptor) }
        try writeAll(bytes, to: descriptor)
        guard fsync(descriptor) == 0 else { throw POSIXFailure() }
      }
      guard rename(temporary, path) == 0 else { throw POSIXFailure() }
      try syncFolder((path as NSString).deletingLastPathComponent)
    } catch {
      unlink(temporary)
      throw TrainingError(.notWritten, "\(path) cannot be written: \(error); make room or choose another folder")
    }
  }

  /// Writes a small text file durably.
  static func write(_ text: String, to path: String) throws(TrainingError) { try write(Array(text.utf8), to: path) }

  /// Waits until the names in a folder are on the disk.
  static func syncFolder(_ path: String) throws {
    let descriptor = open(path.isEmpty ? "." : path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw POSIXFailure() }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw POSIXFailure() }
  }

  /// Writes every byte, going on after short writes and interruptions by a signal.
  static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws {
    try bytes.withUnsafeBytes { buffer in
      var offset = 0
      while offset < buffer.count {
        let written = Foundation.write(descriptor, buffer.baseAddress! + offset, buffer.count - offset)
        if written < 0 && errno == EINTR { continue }
        guard written > 0 else { throw POSIXFailure() }
        offset += written
      }
    }
  }

  /// Makes a folder and those above it.
  static func makeFolder(_ path: String) throws(TrainingError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw TrainingError(.notWritten, "the folder \(path) cannot be made; choose another place or its permissions")
    }
  }
}

/// The reason of the last failed system call, in the system's words.
struct POSIXFailure: Error, CustomStringConvertible {
  let code: Int32
  init() { code = errno }
  var description: String { String(cString: strerror(code)) }
}
