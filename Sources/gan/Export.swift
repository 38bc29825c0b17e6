import Adversarial
import ArgumentParser
import Training
import Translation

struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a run's generator, refiner or classifier as one file that says all about itself.")

  @Argument(help: ArgumentHelp("The run folder; its newest checkpoint is taken.", valueName: "run"))
  var folder: String

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("The weights file to write; with --pth the folder.", valueName: "file"))
  var output: String

  @Flag(help: "Image-to-image: write latest_net_G.pth and so on, as the well-known PyTorch code base loads them.")
  var pth = false

  func run() throws {
    let folder = try ModelFile.folder(at: folder) ?? folder
    if pth { return try PTHExport(folder: folder).write(to: output) }
    if let model = try BothWaysModel(checkpoint: folder) {
      try model.write(to: output)
      Chatter.note("\(model.header.system), " + model.names.joined(separator: ", "))
      return print(output)
    }
    let networks = ["generator_ema", "generator", "refiner_ema", "refiner", "classifier"]
    guard let file = ModelFile.existing(networks, in: folder) else {
      throw CommandError(
        "\(folder) holds no generator, refiner or classifier; a detector's run has its model.safetensors already")
    }
    let model = try ModelFile(file)
    var header = model.header
    header.network = header.network.replacing("_ema", with: "")
    header.recipe = header.recipe.handedOn()
    var tensors = try model.tensors()
    if let mean = try TrainedGenerator.meanTargetLevels(in: folder) {
      tensors.append((ModelFile.besidePrefix + MeanPicture.name, mean))
    }
    if model.header.uses.contains(.translate) {
      tensors += try TrainingDomain.tensors(beside: model).map { (TrainingDomain.prefix + $0.name, $0.tensor) }
    }
    try ModelFile.write(tensors, header, to: output)
    Chatter.note("\(header.system), \(header.network)" + (header.step.map { ", step \($0)" } ?? ""))
    print(output)
  }
}
