/// What is wrong with a file, and what to do.
public struct FileError: Error, Equatable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// What is wrong with it and the mend, such as "there is no such file; check the path".
  public let reason: String

  /// Makes an error of a file.
  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// One sentence: the file, what is wrong with it, what to do.
  public var description: String { "\(path): \(reason)" }
}
