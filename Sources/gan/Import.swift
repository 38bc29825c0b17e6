import Adversarial
import ArgumentParser
import Foundation
import Torch
import TorchNN
import Training
import Translation

struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Turn a PyTorch state dictionary of pix2pix or CycleGAN into a weights file of ours.",
    discussion: """
      FILE is what the well-known PyTorch code base writes, such as latest_net_G.pth. It is read as data: no code in \
      it is run. The kind of network, its depth, widths and norm are read off the names and shapes of the weights.
      """)

  @Argument(help: "The .pth file.")
  var file: String

  @Option(name: [.short, .customLong("output")], help: ArgumentHelp("The weights file to write.", valueName: "file"))
  var output: String

  @Flag(help: "The network was trained without dropout; its weights do not say so.")
  var noDropout = false

  func run() throws {
    let weights = try TorchArchive.normalizedNames(TorchArchive.stateDictionary(path: file), path: file)
    try ModelFile.requireFinite(weights, in: file)
    guard var recipe = GeneratorRecipe(stateDictionary: Dictionary(weights.map { ($0.name, $0.tensor.shape) }) { $1 })
    else {
      throw CommandError(
        "\(file) holds neither a U-Net nor a ResNet generator of the pix2pix and CycleGAN code base "
          + "(\(weights.count) weights, the first \(weights.first?.name ?? "none")); give a *_net_G*.pth file")
    }
    if noDropout { recipe.dropout = false }
    let network = try recipe.makeNetwork(random: RandomSource(seed: 0), noise: RandomSource(seed: 0))
    do {
      try network.load(Dictionary(weights.map { ($0.name, $0.tensor) }) { $1 })
    } catch {
      throw CommandError("\(file) does not fit the network that it seems to be (\(Self.words(recipe))): \(error)")
    }
    try ModelFile.write(
      network.stateDictionary().map { ($0.name, $0.tensor) },
      ModelHeader(
        system: recipe.architecture == .unet ? Pix2Pix.identifier : "image-to-image", network: "generator",
        uses: [.translate], recipe: RecipeDocument(encoding: recipe), step: nil,
        further: ["source": (file as NSString).lastPathComponent]), to: output)
    Chatter.note("\(Self.words(recipe)), \(network.parameterCount) parameters")
    print(output)
  }

  /// What the network is, in words.
  private static func words(_ recipe: GeneratorRecipe) -> String {
    let kind =
      recipe.architecture == .unet ? "U-Net of \(recipe.depth) levels" : "ResNet generator of \(recipe.blocks) blocks"
    return "\(kind), width \(recipe.features), \(recipe.inputChannels) to \(recipe.outputChannels) channels, norm "
      + recipe.normalization.rawValue
  }
}
