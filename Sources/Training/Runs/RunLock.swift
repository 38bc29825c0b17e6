import Foundation

/// Keeps a second trainer out of a run folder.
///
/// The kernel holds the lock for the open file, so it ends with the process, however that ends.
final class RunLock {
  private let descriptor: Int32

  /// Takes the lock.
  ///
  /// - Throws: when another process, or another trainer of this one, holds it.
  init(inFolder folder: String) throws(TrainingError) {
    let path = folder + "/.lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw TrainingError(
        .notWritten, "\(path) cannot be opened: \(String(cString: strerror(errno))); check the folder's permissions")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let holder =
        (try? String(contentsOfFile: path, encoding: .utf8)).map { $0.isEmpty ? "" : " (process \($0))" } ?? ""
      close(descriptor)
      throw TrainingError(.locked, "\(folder) is being trained by another program\(holder); wait for it or stop it")
    }
    // Only for the sentence above: the lock is the kernel's, the number is for a person.
    _ = ftruncate(descriptor, 0)
    let number = Array("\(getpid())".utf8)
    _ = write(descriptor, number, number.count)
  }

  deinit { close(descriptor) }
}
