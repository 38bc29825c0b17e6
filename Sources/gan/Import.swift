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
      FILE is what the well-known PyTorch code base writes, such as latest_net_G.pth, or its weights as a safetensors \
      file. It is read as data: no code in it is run. The kind of network, its depth, widths and norm are read off the names and shapes of the weights.

      A folder with latest_net_G_A.pth and latest_net_G_B.pth becomes one model that translates both ways; \
      latest_net_D_A.pth and latest_net_D_B.pth, where they are there, are kept for those who train on.
      """)

  @Argument(help: "The .pth or .safetensors file, or a folder of CycleGAN's.")
  var file: String

  @Option(name: [.short, .customLong("output")], help: ArgumentHelp("The weights file to write.", valueName: "file"))
  var output: String

  @Flag(help: "The network was trained without dropout; its weights do not say so.")
  var noDropout = false

  func run() throws {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), isFolder.boolValue {
      return try CycleGANImport(folder: file, noDropout: noDropout).write(to: output)
    }
    let (recipe, network) = try Self.generator(file, noDropout: noDropout)
    try ModelFile.write(
      network.stateDictionary().map { ($0.name, $0.tensor) },
      ModelHeader(
        system: recipe.architecture == .unet ? Pix2Pix.identifier : "image-to-image", network: "generator",
        uses: [.translate], recipe: RecipeDocument(encoding: recipe), step: nil,
        further: ["source": (file as NSString).lastPathComponent]), to: output)
    Chatter.note("\(Self.words(recipe)), \(network.parameterCount) parameters")
    print(output)
  }

  /// The weights of a file of PyTorch's, or of a safetensors file of another program, by the names of the network alone.
  static func weights(_ file: String) throws -> [(name: String, tensor: Tensor)] {
    guard SafetensorsFile.isOne(at: file) else {
      return try TorchArchive.normalizedNames(TorchArchive.stateDictionary(path: file), path: file)
    }
    let held = try SafetensorsFile(path: file)
    if held.metadata["recipe"] != nil, held.metadata["system"] != nil {
      throw CommandError("\(file) is a weights file of ours already; give it to --model")
    }
    return try TorchArchive.normalizedNames(held.names.map { ($0, try held.tensor($0)) }, path: file)
  }

  /// The generator of a file, with its weights.
  static func generator(
    _ file: String, noDropout: Bool
  ) throws -> (recipe: GeneratorRecipe, network: any ImageToImageNetwork) {
    let weights = try weights(file)
    try ModelFile.requireFinite(weights, in: file)
    guard var recipe = GeneratorRecipe(stateDictionary: Dictionary(weights.map { ($0.name, $0.tensor.shape) }) { $1 })
    else {
      throw CommandError(
        "\(file) holds neither a U-Net nor a ResNet generator of the pix2pix and CycleGAN code base "
          + "(\(weights.count) weights, the first \(weights.first?.name ?? "none")), and no other network is known by its "
          + "weights alone; give the weights of such a generator, as in a *_net_G*.pth file")
    }
    if noDropout { recipe.dropout = false }
    let network = try recipe.makeNetwork(random: RandomSource(seed: 0), noise: RandomSource(seed: 0))
    do {
      try network.load(Dictionary(weights.map { ($0.name, $0.tensor) }) { $1 })
    } catch {
      throw CommandError("\(file) does not fit the network that it seems to be (\(words(recipe))): \(error)")
    }
    return (recipe, network)
  }

  /// What the network is, in words.
  static func words(_ recipe: GeneratorRecipe) -> String {
    let kind =
      recipe.architecture == .unet ? "U-Net of \(recipe.depth) levels" : "ResNet generator of \(recipe.blocks) blocks"
    return "\(kind), width \(recipe.features), \(recipe.inputChannels) to \(recipe.outputChannels) channels, norm "
      + recipe.normalization.rawValue
  }
}
