import Foundation

/// Puts a whole new file in the place of an old one, or leaves the old one.
///
/// The bytes go to a temporary name in the same folder, are waited for until they are on the disk, and only then get
/// the file's name. Whatever goes wrong before that, such as a full disk, the temporary is removed and the old file is
/// what it was. A link is followed, and the permissions of a replaced file stay.
public enum AtomicFile {
  /// Writes a file of bytes, such as `Data` or `[UInt8]`.
  ///
  /// - Throws: `FileError` that says why the file could not be written.
  public static func write(_ bytes: some Collection<UInt8>, to path: String) throws(FileError) {
    try write(to: path) { (writer) throws(FileError) in try writer.append(bytes) }
  }

  /// Writes a text file in UTF-8.
  ///
  /// - Throws: `FileError` that says why the file could not be written.
  public static func write(_ text: String, to path: String) throws(FileError) {
    try write(text.utf8, to: path)
  }

  /// Writes a file piece by piece; it appears when the closure returns, and not at all when it throws.
  ///
  /// - Throws: `FileError` that says why the file could not be written, and what the closure throws.
  public static func write(
    to path: String, _ body: (Writer) throws(FileError) -> Void
  ) throws(FileError) {
    let (target, mode) = try destination(path)
    let (descriptor, temporary) = try createdBeside(target, path)
    do throws(FileError) {
      defer { close(descriptor) }
      if let mode { _ = fchmod(descriptor, mode) }
      let writer = Writer(descriptor, path)
      try body(writer)
      try writer.finish()
    } catch {
      unlink(temporary)
      throw error
    }
    try rename(temporary, target, path)
  }

  /// An empty file beside another, for a library that writes by name; `move` or `unlink` ends it.
  ///
  /// - Parameter ending: of its name, without dot.
  /// - Throws: `FileError` that says why the file could not be written.
  public static func emptyFileBeside(_ path: String, ending: String) throws(FileError) -> String {
    let (descriptor, temporary) = try createdBeside(try destination(path).path, path, ending: ending)
    close(descriptor)
    return temporary
  }

  /// Puts a whole file that lies beside another in its place; where that fails, it is removed.
  ///
  /// - Throws: `FileError` that says why the file could not be written.
  public static func move(_ temporary: String, to path: String) throws(FileError) {
    let target: String
    do throws(FileError) {
      let (found, mode) = try destination(path)
      if let mode { _ = chmod(temporary, mode) }
      target = found
    } catch {
      unlink(temporary)
      throw error
    }
    try rename(temporary, target, path)
  }

  private static func rename(_ temporary: String, _ target: String, _ path: String) throws(FileError) {
    guard systemRename(temporary, target) == 0 else {
      let code = errno
      unlink(temporary)
      throw fault(code, path)
    }
    try Folders.sync(folder(of: target))
  }

  /// The file that is replaced: behind a link, the one that it points to; with its permissions when it exists.
  private static func destination(_ path: String) throws(FileError) -> (path: String, mode: mode_t?) {
    var status = stat()
    guard stat(path, &status) == 0 else { return (path, nil) }
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFREG else {
      let what = kind == S_IFDIR ? "a folder" : "not an ordinary file"
      throw FileError(path: path, reason: "it cannot be written: it is \(what); choose another name", kind: .notAFile)
    }
    guard let resolved = realpath(path, nil) else { return (path, status.st_mode & 0o777) }
    defer { free(resolved) }
    return (String(cString: resolved), status.st_mode & 0o777)
  }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./"
  }

  private static func createdBeside(
    _ target: String, _ path: String, ending: String = "tmp"
  ) throws(FileError) -> (Int32, String) {
    while true {
      let temporary = folder(of: target) + ".unfinished-\(getpid())-\(UInt32.random(in: 0 ... .max)).\(ending)"
      let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 { return (descriptor, temporary) }
      if errno != EEXIST, errno != EINTR { throw fault(errno, path) }
    }
  }

  /// Why a system call refused to write a file, and the mend.
  public static func fault(_ code: Int32, _ path: String) -> FileError {
    let (kind, reason): (FileError.Kind, String) =
      switch code {
      case ENOSPC, EFBIG: (.diskFull, "the disk is full; make room and try again")
      case EDQUOT: (.diskFull, "the disk quota is used up; make room and try again")
      case ENOENT, ENOTDIR: (.missing, "its folder does not exist; make the folder first")
      case EACCES, EPERM:
        (.unwritable, "its folder may not be changed; choose another folder or change its permissions")
      case EROFS: (.unwritable, "its disk is read-only; choose another folder")
      case ENAMETOOLONG: (.unwritable, "its name is too long; shorten it")
      default: (.unwritable, "\(String(cString: strerror(code))); check the disk or choose another folder")
      }
    return FileError(path: path, reason: "it cannot be written: \(reason)", kind: kind)
  }
}

extension AtomicFile {
  /// Takes the bytes of a file that is being written; small pieces are gathered.
  public final class Writer {
    private let descriptor: Int32
    private let path: String
    private var pending: [UInt8] = []
    private static let capacity = 1 << 16

    init(_ descriptor: Int32, _ path: String) {
      self.descriptor = descriptor
      self.path = path
    }

    /// How many bytes the file has so far.
    public private(set) var count = 0

    /// Adds bytes.
    ///
    /// - Throws: `FileError` when the disk does not take them.
    public func append(_ bytes: some Collection<UInt8>) throws(FileError) {
      let bytes = Array(bytes)
      try check(bytes.withUnsafeBytes { add($0) })
    }

    /// Adds bytes that lie in memory.
    ///
    /// - Throws: `FileError` when the disk does not take them.
    public func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) { try check(add(bytes)) }

    func finish() throws(FileError) {
      try check(flush())
      // Some file systems find out only here that they are full.
      if fsync(descriptor) != 0, errno != EINVAL { throw AtomicFile.fault(errno, path) }
    }

    private func check(_ code: Int32) throws(FileError) {
      if code != 0 { throw AtomicFile.fault(code, path) }
    }

    // Codes of the system within, errors only at the border: no closure throws.

    private func add(_ bytes: UnsafeRawBufferPointer) -> Int32 {
      count += bytes.count
      guard pending.count + bytes.count > Self.capacity else {
        pending.append(contentsOf: bytes)
        return 0
      }
      let code = flush()
      guard code == 0, bytes.count < Self.capacity else { return code != 0 ? code : put(bytes) }
      pending.append(contentsOf: bytes)
      return 0
    }

    private func flush() -> Int32 {
      let code = pending.withUnsafeBytes { put($0) }
      pending.removeAll(keepingCapacity: true)
      return code
    }

    private func put(_ bytes: UnsafeRawBufferPointer) -> Int32 {
      var done = 0
      while done < bytes.count {
        let part = systemWrite(descriptor, bytes.baseAddress! + done, bytes.count - done)
        if part < 0, errno == EINTR { continue }
        guard part > 0 else { return part < 0 ? errno : ENOSPC }
        done += part
      }
      return 0
    }
  }
}

/// The system's `write`, which the enum's own would hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}

/// The system's `rename`, which the enum's own would hide.
private func systemRename(_ old: String, _ new: String) -> Int32 { rename(old, new) }
