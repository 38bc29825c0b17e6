import Adversarial
import Foundation
import Torch
import TorchNN
import Training
import Translation

/// A folder of the well-known PyTorch code base, as one model that translates both ways.
struct CycleGANImport {
  private let model: BothWaysModel
  private let words: String

  init(folder: String, noDropout: Bool) throws {
    func path(_ part: String) throws -> String? {
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
        $0.hasSuffix("_net_\(part).pth") || $0.hasSuffix("_net_\(part).safetensors")
      }
      // `latest_net_G_A.pth` before those of single epochs, `200_net_G_A.pth`.
      return (names.first { $0.hasPrefix("latest") } ?? names.sorted().last).map { "\(folder)/\($0)" }
    }
    guard let fileA = try path("G_A"), let fileB = try path("G_B") else {
      throw CommandError(
        "\(folder) lacks latest_net_G_A.pth or latest_net_G_B.pth; give the folder of a CycleGAN's checkpoints, or one file"
      )
    }
    let (recipeA, networkA) = try Import.generator(fileA, noDropout: noDropout)
    let (recipeB, networkB) = try Import.generator(fileB, noDropout: noDropout)
    guard recipeA.reversed == recipeB else {
      throw CommandError(
        "\(fileA) (\(Import.words(recipeA))) and \(fileB) (\(Import.words(recipeB))) are not two ways of one model")
    }
    var networks = [("generator_A", networkA as Module), ("generator_B", networkB)].map { name, module in
      (name: name, weights: module.stateDictionary().map { (name: $0.name, tensor: $0.tensor) })
    }
    var recipe = CycleGANRecipe()
    recipe.generator = recipeA
    for (name, part) in [("discriminator_A", "D_A"), ("discriminator_B", "D_B")] {
      guard let file = try path(part) else { continue }
      let weights = try Import.weights(file)
      guard
        let own = DiscriminatorRecipe(stateDictionary: Dictionary(weights.map { ($0.name, $0.tensor.shape) }) { $1 })
      else { throw CommandError("\(file) is no discriminator of the CycleGAN code base; remove it, or replace it") }
      recipe.discriminator = own
      networks.append((name, weights))
    }
    words = Import.words(recipeA)
    model = BothWaysModel(
      header: ModelHeader(
        system: CycleGAN.identifier, network: TrainedGenerator.bothWays, uses: [.translate],
        recipe: try RecipeDocument(encoding: recipe), step: nil,
        further: ["source": (folder as NSString).lastPathComponent]
      ), networks: networks)
  }

  func write(to output: String) throws {
    try model.write(to: output)
    Chatter.note("\(model.names.joined(separator: ", ")): \(words)")
    print(output)
  }
}
