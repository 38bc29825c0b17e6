import ArgumentParser
import Datasets
import Files
import Foundation

extension DataCommand {
  struct Fetch: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Fetch a data set from its public home, unpacked and checked.",
      discussion: """
        What was interrupted goes on where it stopped when the same command runs again. Mind the terms under which the \
        makers give their sets away. Known sets:

        \(FetchableSet.known.map { "\($0.name): \($0.summary)" }.joined(separator: "\n"))
        """)

    @Argument(help: "The set, such as mnist, fashion-mnist, facades, maps.")
    var name: String

    @Option(help: ArgumentHelp("Where the folder with the set's name shall be.", valueName: "dir"))
    var out = "data"

    @Option(help: ArgumentHelp("An address with the same files, in place of the set's home.", valueName: "url"))
    var mirror: String?

    func run() throws {
      let fetcher = try DatasetFetcher(FetchableSet.named(name), into: out, mirror: mirror)
      let meter = FetchMeter()
      let folder = try fetcher.fetch(note: { Chatter.note($0) }, progress: { meter.update($0, $1, $2) })
      print(folder)
    }
  }
}

/// Says how far a download is: on a terminal in one line, elsewhere at its end.
private final class FetchMeter: Sendable {
  private let isTerminal = isatty(STDERR_FILENO) == 1

  func update(_ file: String, _ bytes: Int, _ total: Int?) {
    let isWhole = bytes == total
    let done = String(format: "%.1f", Double(bytes) / 1e6)
    let whole = total.map { String(format: " of %.1f", Double($0) / 1e6) } ?? ""
    if isTerminal {
      StandardError.write("\r\(file): \(done)\(whole) MB\(isWhole ? "\n" : "")")
    } else if isWhole {
      Chatter.note("\(file): \(done) MB")
    }
  }
}
