import Adversarial
import Foundation
import Torch
import Training

/// A checkpoint's image-to-image networks as files that the well-known PyTorch code base loads.
struct PTHExport {
  private let files: [(name: String, model: ModelFile)]

  init(folder: String) throws {
    let names = [
      ("generator_A", "G_A"), ("generator_B", "G_B"), ("discriminator_A", "D_A"), ("discriminator_B", "D_B"),
      ("generator", "G"), ("discriminator", "D"),
    ]
    let aided = DiscriminatorRecipe.Architecture.visionAided.rawValue
    files = try names.compactMap { own, theirs in
      guard let path = ModelFile.existing([own + "_ema", own], in: folder) else { return nil }
      let model = try ModelFile(path)
      // A discriminator that the code base does not have.
      guard !own.hasPrefix("discriminator") || model.header.recipe["discriminator"] != .string(aided) else {
        Chatter.note("\(path) is \(aided), which the PyTorch code base does not have; it is left out")
        return nil
      }
      return ("latest_net_\(theirs).pth", model)
    }
    guard let generator = files.first?.model, generator.header.uses.contains(.translate) else {
      throw CommandError(
        "\(folder) holds no generator that translates pictures; --pth is for pix2pix, cyclegan and cut")
    }
    let recipe = try generator.header.recipe.decoded(as: GeneratorRecipe.self, source: generator.path)
    guard recipe.upsampling == .transposed else {
      throw CommandError(
        "\(generator.path) doubles pictures by resize-convolutions, which the PyTorch code base does not have; export "
          + "without --pth")
    }
  }

  func write(to folder: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw CommandError("\(folder) cannot be made; with --pth the output is a folder")
    }
    for (name, model) in files {
      let weights = try model.tensors().filter { !$0.name.hasPrefix(ModelFile.besidePrefix) }
      try TorchArchive.write(weights, to: "\(folder)/\(name)")
      print("\(folder)/\(name)")
    }
  }
}
