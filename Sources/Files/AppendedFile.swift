import Foundation

/// A file that grows at its end, such as a log: whole pieces go out in one call each.
public final class AppendedFile {
  private let path: String
  private let descriptor: Int32

  /// Opens a file, or makes it.
  ///
  /// - Parameter mayExist: whether a file of that name is gone on with; if not, it must be new.
  /// - Throws: `FileError` when the folder refuses.
  public init(_ path: String, mayExist: Bool = true) throws(FileError) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (mayExist ? 0 : O_EXCL), 0o644)
    guard descriptor >= 0 else { throw AtomicFile.fault(errno, path) }
  }

  deinit { close(descriptor) }

  /// Adds bytes, going on after short writes and interruptions by a signal.
  ///
  /// - Throws: `FileError` when the disk does not take them.
  public func append(_ bytes: [UInt8]) throws(FileError) {
    var done = 0
    while done < bytes.count {
      let part = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + done, bytes.count - done) }
      if part < 0, errno == EINTR { continue }
      guard part > 0 else { throw AtomicFile.fault(part < 0 ? errno : ENOSPC, path) }
      done += part
    }
  }
}
