import COpenCV

/// The threads that OpenCV's own loops may use.
public enum VisionThreads {
  /// Sets the number of threads for the whole process; 1 leaves the cores to whoever calls.
  public static func use(_ count: Int) {
    precondition(count > 0, "at least one thread works")
    cocv_set_threads(Int32(clamping: count))
  }

  /// The number of threads in use.
  public static var count: Int { Int(cocv_threads()) }
}
