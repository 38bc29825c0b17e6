/// What is wrong with a data set, in one sentence that names the file or folder and says what to do.
public struct DatasetError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The whole sentence, without prefix and without a trailing newline.
  public let description: String

  /// Wraps a sentence that already names the file and the mend.
  ///
  /// Names and contents of files may be in it: their line breaks and terminal codes become spaces.
  public init(_ sentence: String) {
    let isPlain = sentence.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    description = isPlain ? sentence : String(String.UnicodeScalarView(sentence.unicodeScalars.map(Self.printable)))
  }

  private static func printable(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    scalar.properties.generalCategory == .control ? " " : scalar
  }
}
