import Files

/// A picture file that cannot be read or written: what is wrong with which file, and what to do.
public struct VisionError: Error, CustomStringConvertible, Sendable, Equatable {
  /// What kind of fault it is, for programs that react to it.
  public enum Kind: String, Sendable, CaseIterable {
    /// There is no such file, or no such folder to write to.
    case missing
    /// A folder, device or pipe stands where a file is expected.
    case notAFile
    /// The file has no bytes.
    case empty
    /// The file may not be read.
    case unreadable
    /// The bytes are no picture, or one of a format that is not read.
    case notAnImage
    /// The file ends too early.
    case truncated
    /// The bytes contradict themselves.
    case damaged
    /// A sound picture of a variety that is not read.
    case unsupported
    /// More pixels or bytes than are ever decoded.
    case tooLarge
    /// A sound picture that does not fit into this machine's memory now.
    case outOfMemory
    /// The extension names no format that is written.
    case unknownExtension
    /// The file cannot be written.
    case unwritable
    /// The disk has no room for the file.
    case diskFull
  }

  /// What kind of fault it is.
  public let kind: Kind
  /// The file, as the caller named it.
  public let path: String
  /// One sentence that names the file, the fault and the mend.
  public let description: String

  init(_ kind: Kind, _ path: String, _ rest: String) {
    self.kind = kind
    self.path = path
    description = "\(path.isEmpty ? "the empty path" : path) \(rest)"
  }

  /// A file that cannot be written, as `Files` says it.
  init(_ error: FileError) {
    kind =
      switch error.kind {
      case .missing: .missing
      case .notAFile: .notAFile
      case .diskFull: .diskFull
      case .unwritable, .other: .unwritable
      }
    (path, description) = (error.path, error.description)
  }
}
