#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Puts a whole new file in the place of an old one, or leaves the old one.
enum AtomicFile {
  static func write(_ bytes: [UInt8], to path: String) throws(VisionError) {
    let (target, mode) = try destination(path)
    let (descriptor, temporary) = try createdBeside(target, path)
    do throws(VisionError) {
      defer { close(descriptor) }
      if let mode { fchmod(descriptor, mode) }
      try fill(descriptor, with: bytes, path)
    } catch {
      unlink(temporary)
      throw error
    }
    guard rename(temporary, target) == 0 else {
      let code = errno
      unlink(temporary)
      throw fault(code, path)
    }
  }

  /// An empty file beside another, for a library that writes by name; `move` or `unlink` ends it.
  static func emptyFileBeside(_ path: String, ending: String) throws(VisionError) -> String {
    let (descriptor, temporary) = try createdBeside(try destination(path).path, path, ending: ending)
    close(descriptor)
    return temporary
  }

  /// Puts a whole file that lies beside in the place of another.
  static func move(_ temporary: String, to path: String) throws(VisionError) {
    let (target, mode) = try destination(path)
    if let mode { chmod(temporary, mode) }
    guard rename(temporary, target) == 0 else { throw fault(errno, path) }
  }

  /// The file that is replaced: behind a link, the one that it points to; with its permissions when it exists.
  private static func destination(_ path: String) throws(VisionError) -> (path: String, mode: mode_t?) {
    var status = stat()
    guard stat(path, &status) == 0 else { return (path, nil) }
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFREG else {
      throw VisionError(
        .notAFile, path, "is \(kind == S_IFDIR ? "a folder" : "not an ordinary file"); choose another name to write to")
    }
    guard let resolved = realpath(path, nil) else { return (path, status.st_mode & 0o777) }
    defer { free(resolved) }
    return (String(cString: resolved), status.st_mode & 0o777)
  }

  private static func createdBeside(
    _ target: String, _ path: String, ending: String = "tmp"
  ) throws(VisionError) -> (Int32, String) {
    let folder = target.lastIndex(of: "/").map { String(target[...$0]) } ?? ""
    while true {
      let temporary = folder + ".picture-\(getpid())-\(UInt32.random(in: 0 ... .max)).\(ending)"
      let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 { return (descriptor, temporary) }
      if errno != EEXIST, errno != EINTR { throw fault(errno, path) }
    }
  }

  private static func fill(_ descriptor: Int32, with bytes: [UInt8], _ path: String) throws(VisionError) {
    var done = 0
    while done < bytes.count {
      let part = bytes.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress! + done, bytes.count - done) }
      if part < 0 {
        if errno == EINTR { continue }
        throw fault(errno, path)
      }
      done += part
    }
    // Some file systems find out only here that they are full.
    if fsync(descriptor) != 0, errno != EINVAL { throw fault(errno, path) }
  }

  private static func fault(_ code: Int32, _ path: String) -> VisionError {
    switch code {
    case ENOSPC, EDQUOT, EFBIG:
      VisionError(.diskFull, path, "cannot be written because the disk is full; free some space and try again")
    case ENOENT, ENOTDIR:
      VisionError(.missing, path, "cannot be written because its folder does not exist; make the folder first")
    case EACCES, EPERM, EROFS:
      VisionError(.unwritable, path, "cannot be written because its folder may not be changed; choose another folder")
    case ENAMETOOLONG: VisionError(.unwritable, path, "cannot be written because its name is too long; shorten it")
    default:
      VisionError(.unwritable, path, "cannot be written (\(String(cString: strerror(code)))); choose another folder")
    }
  }
}

/// The system's `write`, which the enum's own would hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
