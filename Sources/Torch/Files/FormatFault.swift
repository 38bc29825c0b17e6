import Files

/// What a reader of bytes found wrong; the one who knows the file's name makes a `FileError` of it.
struct FormatFault: Error, Equatable {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

/// Names the file in the faults that a closure finds.
func naming<R>(_ path: String, _ body: () throws(FormatFault) -> R) throws(FileError) -> R {
  do throws(FormatFault) {
    return try body()
  } catch {
    throw FileError(path: path, reason: error.reason)
  }
}

/// A name out of a file, made fit to be printed in a sentence: short, and without control characters.
func quoted(_ name: String) -> String {
  let printable = name.unicodeScalars.prefix(80).map { $0.properties.generalCategory == .control ? "?" : String($0) }
  return "'" + printable.joined() + (name.unicodeScalars.count > 80 ? "..." : "") + "'"
}
