import Foundation

/// Folders that are made, and waited for.
public enum Folders {
  /// Makes a folder and those above it; one that is there stays as it is.
  ///
  /// - Throws: `FileError` when the folder cannot be made.
  public static func make(_ path: String) throws {
    guard isMade(path) else {
      throw FileError(
        path: path, reason: "the folder cannot be made; check that its parent is a folder that may be written to")
    }
  }

  private static func isMade(_ path: String) -> Bool {
    (try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)) != nil
  }

  /// Whether there is a file, and not a folder, of that name.
  public static func holdsFile(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
  }

  /// Whether there is a folder of that name.
  public static func holdsFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// Waits until the names in a folder are on the disk; some file systems cannot be asked.
  ///
  /// - Throws: `FileError` when the disk refuses.
  public static func sync(_ path: String) throws(FileError) {
    let descriptor = open(path.isEmpty ? "." : path, O_RDONLY | O_CLOEXEC)
    // A folder that may be written but not read cannot be waited for.
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    if fsync(descriptor) != 0, errno != EINVAL, errno != EBADF { throw AtomicFile.fault(errno, path) }
  }
}
