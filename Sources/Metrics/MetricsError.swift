/// Why a figure cannot be computed from what was given, in one sentence that says what to do.
public struct MetricsError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The whole sentence, without prefix and without a trailing newline.
  public let description: String

  /// Wraps a sentence.
  public init(_ sentence: String) { description = sentence }
}
