import Files
import Foundation

/// A file's bytes, mapped into memory for as long as the object lives.
///
/// The file must not be cut short meanwhile: a process that reads behind the new end is stopped by the system. Files
/// that are replaced by renaming, as `AtomicFile` does, are safe.
final class MappedFile {
  let path: String
  private let bytes: UnsafeRawBufferPointer

  init(path: String) throws(FileError) {
    self.path = path
    // Not blocking: a named pipe without a writer would hold us for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.fault(path, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.fault(path, errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      let kind = status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "not an ordinary file"
      throw FileError(path: path, reason: "it is \(kind); give a file of weights")
    }
    let count = Int(status.st_size)
    guard count > 0 else {
      throw FileError(path: path, reason: "it is empty; get the file again")
    }
    guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
      throw Self.fault(path, errno)
    }
    bytes = UnsafeRawBufferPointer(start: start, count: count)
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress!), bytes.count) }

  var count: Int { bytes.count }

  /// Calls a closure with all bytes, which stay mapped while it runs.
  func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
    defer { withExtendedLifetime(self) {} }
    return try body(bytes)
  }

  private static func fault(_ path: String, _ code: Int32) -> FileError {
    switch code {
    case ENOENT, ENOTDIR: FileError(path: path, reason: "there is no such file; check the path")
    case EACCES, EPERM: FileError(path: path, reason: "it may not be read; change its permissions")
    default:
      FileError(path: path, reason: "it cannot be read (\(String(cString: strerror(code)))); check the disk")
    }
  }
}
