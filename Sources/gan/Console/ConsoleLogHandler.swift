import Files
import Foundation
import Logging

/// Writes what is logged to standard error as people read it: the bare sentence, or `warning: ` or `error: ` before it.
struct ConsoleLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?
  var logLevel = Logger.Level.info

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let prefix =
      switch event.level {
      case .trace, .debug, .info, .notice: ""
      case .warning: "warning: "
      case .error, .critical: "error: "
      }
    StandardError.write("\(prefix)\(event.message)\n")
  }
}
