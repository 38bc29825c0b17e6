import ArgumentParser
import Foundation
import Torch

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
      Train.self, Translate.self, Refine.self, Generate.self, Traverse.self, Codes.self, Agreement.self, Detect.self,
      Evaluate.self, Study.self, Diversity.self, Import.self, Export.self, Info.self, DataCommand.self, Weights.self,
      Bench.self,
    ])

  static func main() {
    StandardStreams.guardOutput()
    LastResort.watch()
    do {
      var command = try parseAsRoot()
      LastResort.name(
        "gan",
        mend: "free some of it, or work on less at once"
          + (CommandLine.arguments.dropFirst().first == "train"
            ? ": --batch-size, --image-size" : ""))
      try command.run()
    } catch {
      let code = exitCode(for: error)
      // The options of a training say the defaults of its system.
      if code == .success, !(error is ExitCode) {
        print(TrainDefaults.added(to: fullMessage(for: error)))
        Foundation.exit(0)
      }
      // The parser prints its own errors; all else is ours: one line.
      guard code == .failure, !(error is ExitCode) else { exit(withError: error) }
      Chatter.error(error)
      Foundation.exit(1)
    }
  }
}
