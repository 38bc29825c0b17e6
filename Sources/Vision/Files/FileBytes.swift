#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads files whole or from the start, with sentences for what users do wrong.
enum FileBytes {
  /// OpenCV counts a file's bytes in 32 bits.
  static let maximumCount = Int(Int32.max)

  static func all(of path: String) throws(VisionError) -> [UInt8] {
    try start(of: path, count: maximumCount).bytes
  }

  /// The first bytes of a file, and whether those are all of it.
  static func start(of path: String, count wanted: Int) throws(VisionError) -> (bytes: [UInt8], isWhole: Bool) {
    let (descriptor, size) = try opened(path)
    defer { close(descriptor) }
    let count = min(size, wanted)
    try Memory.require(bytes: count, for: path)
    var fault: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { target, filled in
      while filled < count {
        let part = read(descriptor, target.baseAddress! + filled, count - filled)
        if part < 0, errno == EINTR { continue }
        if part < 0 { fault = errno }
        if part <= 0 { break }
        filled += part
      }
    }
    if fault != 0 {
      throw VisionError(.unreadable, path, "cannot be read (\(String(cString: strerror(fault)))); check the disk")
    }
    if bytes.isEmpty { throw emptyFile(path) }
    return (bytes, bytes.count == size)
  }

  private static func opened(_ path: String) throws(VisionError) -> (descriptor: Int32, size: Int) {
    // Non-blocking, since opening a pipe would wait for its writer for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw openingFault(errno, path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      defer { close(descriptor) }
      throw openingFault(errno, path)
    }
    let size = Int(status.st_size)
    if let error = fault(of: status, path) {
      close(descriptor)
      throw error
    }
    return (descriptor, size)
  }

  private static func fault(of status: stat, _ path: String) -> VisionError? {
    let kind = status.st_mode & S_IFMT
    if kind == S_IFDIR { return VisionError(.notAFile, path, "is a folder; name a picture file in it") }
    if kind != S_IFREG { return VisionError(.notAFile, path, "is not an ordinary file; name a picture file") }
    if status.st_size == 0 { return emptyFile(path) }
    if status.st_size > maximumCount {
      return VisionError(.tooLarge, path, "is larger than 2 GiB; cut it into smaller pictures")
    }
    return nil
  }

  private static func emptyFile(_ path: String) -> VisionError {
    VisionError(.empty, path, "is empty; copy it again or remove it")
  }

  private static func openingFault(_ code: Int32, _ path: String) -> VisionError {
    switch code {
    // Where bytes make no letters, Swift puts this one in their place, and the name is no longer the file's.
    case ENOENT where path.unicodeScalars.contains("\u{FFFD}"):
      VisionError(.unreadable, path, "cannot be opened, since its name is not UTF-8; rename it")
    case ENOENT, ENOTDIR: VisionError(.missing, path, "does not exist; check the name")
    case EACCES, EPERM: VisionError(.unreadable, path, "may not be read; check its permissions")
    default:
      VisionError(.unreadable, path, "cannot be opened (\(String(cString: strerror(code)))); check the path")
    }
  }
}
