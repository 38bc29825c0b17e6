import ArgumentParser
import Foundation

/// The program: one subcommand a file, no science in it.
@main
struct Gan: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gan",
    abstract: "Adversarial image systems: train them on your own pictures and use them.",
    discussion: """
      Results go to standard output, progress and errors to standard error. The exit status is 0, 1 after an error, \
      64 after a wrong use of the program, 130 or 143 when a signal ended it.
      """,
    version: "0.1.0",
    subcommands: [
      Train.self, Translate.self, Generate.self, Traverse.self, Codes.self, Agreement.self, Detect.self,
      Evaluate.self, Diversity.self, Import.self, Export.self, Info.self, DataCommand.self, Weights.self, Bench.self,
    ])

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      let code = exitCode(for: error)
      // The parser prints its own errors, and help; all else is ours: one line.
      guard code == .failure, !(error is ExitCode) else { exit(withError: error) }
      Chatter.error(error)
      Foundation.exit(1)
    }
  }
}
