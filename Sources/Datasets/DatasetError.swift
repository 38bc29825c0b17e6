/// What is wrong with a data set, in one sentence that names the file or folder and says what to do.
public struct DatasetError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The whole sentence, without prefix and without a trailing newline.
  public let description: String

  /// Wraps a sentence that already names the file and the mend.
  public init(_ sentence: String) { description = sentence }
}
