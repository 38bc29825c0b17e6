#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Asks for memory before Swift's arrays take it, since those end the program where there is none.
public enum Memory {
  /// Smaller pieces are what any program needs to go on at all.
  private static let leastChecked = 1 << 20

  /// Whether this many bytes can be had at once.
  static func isThere(_ bytes: Int) -> Bool {
    guard bytes >= leastChecked else { return true }
    guard let memory = malloc(bytes) else {
      // It has been seen: a trap that comes later has another reason (CLastResort).
      errno = 0
      return false
    }
    free(memory)
    return true
  }

  /// Throws where this many bytes cannot be had at once, as before a step whose arrays or pictures would take them.
  ///
  /// - Parameter name: what the sentence names, such as the picture's file.
  public static func require(bytes: Int, for name: String) throws(VisionError) {
    guard isThere(bytes) else { throw HeaderFault.outOfMemory.sentence(naming: name) }
  }

  static func require<Element>(_ count: Int, of _: Element.Type) throws(HeaderFault) {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    guard !overflow, isThere(bytes) else { throw .outOfMemory }
  }
}
