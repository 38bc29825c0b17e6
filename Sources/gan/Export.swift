import Adversarial
import ArgumentParser
import Torch

struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a run's generator as one file that says all about itself.")

  @Argument(help: ArgumentHelp("The run folder; its newest checkpoint is taken.", valueName: "run"))
  var folder: String

  @Option(name: [.short, .customLong("output")], help: ArgumentHelp("The weights file to write.", valueName: "file"))
  var output: String

  func run() throws {
    let generator = try TrainedGenerator(at: folder)
    try Safetensors.write(generator.weights(), metadata: generator.metadata, to: output)
    Chatter.note("\(generator.system), \(generator.recipe)" + (generator.step.map { ", step \($0)" } ?? ""))
    print(output)
  }
}
