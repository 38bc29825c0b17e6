public import ArgumentParser
public import Datasets
import Foundation

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Look at a data set, fetch one, or draw one.",
    subcommands: [
      Inspect.self, Fetch.self, Scene.self, Simulate.self, Frame.self, DataPairs.self, Plant.self,
    ])

  struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what a folder holds: format, counts, sizes, what each training reads of it, and what is wrong.")

    @Argument(help: "The folder, or a CSV file of pairs.")
    var directory: String

    @Option(
      help: ArgumentHelp(
        "What to expect, where the guess is wrong: \(DatasetFormat.allCases.map(\.optionName).joined(separator: ", ")).",
        valueName: "name"))
    var format: String?

    @Option(help: "Where the seam is in files that hold both pictures of a pair: left-right or top-bottom.")
    var halves: Halves?

    @Option(help: ArgumentHelp("The class that is normal, for detectors.", valueName: "name"))
    var normalClass: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
      let report = try DatasetReport.inspect(
        directory, format: try format.map(DatasetFormat.init(parsing:)), halves: halves, normalClass: normalClass)
      if json { try printJSON(report) } else { print(report) }
    }
  }

  struct Scene: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draw streets by day and by night, exactly paired: a data set to try things on.")

    @Option(help: ArgumentHelp("The folder to write train/ and val/ to.", valueName: "dir"))
    var out: String

    @Option(help: "Pairs to train on.") var train = 300
    @Option(help: "Pairs held out.") var val = 20
    @Option(help: ArgumentHelp("Of one picture: 256, or 256x192.", valueName: "size")) var size = "256"
    @Option(help: "Names a family of streets.") var seed: UInt64 = 1

    @Flag(help: "Write PNG in place of JPEG: no loss, larger files.")
    var png = false

    mutating func validate() throws {
      guard train >= 0, val >= 0, train + val > 0 else {
        throw ValidationError("--train \(train) and --val \(val) make no pictures; use 1 or more")
      }
    }

    func run() throws {
      let size = try Preprocess.Size(parsing: size)
      try RoadScene.write(
        to: out, train: train, val: val, width: size.width, height: size.height, seed: seed,
        fileExtension: png ? "png" : "jpg")
      Chatter.note("\(train) pairs in \(out)/train and \(val) in \(out)/val, day on the left and night on the right")
      print(out)
    }
  }
}

extension Halves: ExpressibleByArgument {}
