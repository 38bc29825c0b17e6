import Foundation
import Logging

/// What people read beside the results: standard error.
enum Chatter {
  private static let logger = Logger(label: "gan") { _ in ConsoleLogHandler() }

  static func note(_ text: String) { logger.info("\(text)") }

  static func warning(_ text: String) { logger.warning("\(text)") }

  static func error(_ error: any Error) { logger.error("\(sentence(error))") }

  /// What Foundation throws says little in its description and more in its localised one.
  private static func sentence(_ error: any Error) -> String {
    let isFoundations = error is CocoaError || error is POSIXError
    let text = isFoundations ? error.localizedDescription : "\(error)"
    return text.split(separator: "\n", omittingEmptySubsequences: true).joined(separator: " ")
  }
}

/// A failure of the program itself, in one sentence that says what to do.
struct CommandError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// Prints a value as one line of JSON with sorted keys.
func printJSON(_ value: some Encodable) throws { print(try jsonLine(value)) }

/// A value as one line of JSON with sorted keys.
func jsonLine(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  encoder.keyEncodingStrategy = .convertToSnakeCase
  // Two equal pictures have an infinite PSNR, which JSON cannot say.
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
