/// What is wrong with a file, and what to do.
public struct FileError: Error, Equatable, CustomStringConvertible {
  /// What kind of fault it is, for programs that react to it.
  public enum Kind: Sendable {
    /// There is no folder to write to.
    case missing
    /// A folder, device or pipe stands where a file is expected.
    case notAFile
    /// The file cannot be written.
    case unwritable
    /// The disk has no room for the file.
    case diskFull
    /// What `reason` says.
    case other
  }

  /// The file.
  public let path: String
  /// What is wrong with it and the mend, such as "there is no such file; check the path".
  public let reason: String
  /// What kind of fault it is.
  public let kind: Kind

  /// Makes an error of a file.
  public init(path: String, reason: String, kind: Kind = .other) {
    self.path = path
    self.reason = reason
    self.kind = kind
  }

  /// One sentence: the file, what is wrong with it, what to do.
  public var description: String { "\(path): \(reason)" }
}
