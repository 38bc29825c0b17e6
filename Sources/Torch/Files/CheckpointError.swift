/// What is wrong with a file of weights, and what to do.
public struct CheckpointError: Error, Equatable, CustomStringConvertible {
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

/// What a reader of bytes found wrong; the one who knows the file's name makes a `CheckpointError` of it.
struct FormatFault: Error, Equatable {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

/// Names the file in the faults that a closure finds.
func naming<R>(_ path: String, _ body: () throws(FormatFault) -> R) throws(CheckpointError) -> R {
  do throws(FormatFault) {
    return try body()
  } catch {
    throw CheckpointError(path: path, reason: error.reason)
  }
}

/// A name out of a file, made fit to be printed in a sentence: short, and without control characters.
func quoted(_ name: String) -> String {
  let printable = name.unicodeScalars.prefix(80).map { $0.properties.generalCategory == .control ? "?" : String($0) }
  return "'" + printable.joined() + (name.unicodeScalars.count > 80 ? "..." : "") + "'"
}
