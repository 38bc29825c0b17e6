/// Why a training run cannot start, go on or be resumed, in one sentence that says what to do.
public struct TrainingError: Error, CustomStringConvertible, Sendable, Equatable {
  /// What sort of failure this is, for programs that react to it.
  public enum Kind: Sendable, Equatable {
    /// A recipe file cannot be read, holds an unknown key or a value of the wrong type.
    case recipe
    /// The recipe that was asked for contradicts the checkpoint's in these keys.
    case contradiction(keys: [String])
    /// A fresh run was asked for in a folder that holds one.
    case runExists
    /// There is no run where one was to be resumed.
    case noRun
    /// Another process writes this run.
    case locked
    /// A loss or a weight became NaN or infinite.
    case notFinite
    /// A file of the run cannot be written.
    case notWritten
    /// A file of the run cannot be read or does not fit the system.
    case notRead
  }

  /// What sort of failure this is.
  public let kind: Kind
  /// The whole sentence, without prefix and without a trailing newline.
  public let description: String

  /// Wraps a sentence that already names what is wrong and the mend.
  public init(_ kind: Kind, _ sentence: String) {
    self.kind = kind
    description = sentence
  }
}
