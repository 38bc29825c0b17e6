public import Adversarial
public import ArgumentParser
import Datasets
import Foundation
import Torch
import Training

/// The options of `gan train` that every system which makes pictures of noise has.
struct GenerativeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The folder of pictures: IDX files, class folders, CIFAR-10, USPS text.", valueName: "dir"))
  var data: String?

  @Option(help: "The part of the data to train on; the default is train where there is one.")
  var split: String?

  @Option(
    help: ArgumentHelp(
      "How the data is laid out, where the guess is wrong: class-folders, single-folder, idx, cifar-binary, usps-text, "
        + "num-py.", valueName: "name"))
  var format: String?

  @Option(help: ArgumentHelp("A CSV file with the class of each picture, rows of `file,label`.", valueName: "file"))
  var labels: String?

  @Option(help: "The side of the pictures: 28, 32, 64 or 128; the default is the data's own, or 64.")
  var imageSize: Int?

  @Option(help: "1 for grey, 3 for colour; the default is the data's own.") var channels: Int?
  @Option(help: "The networks: dcgan, resnet or infogan.") var generator: ImageGeneratorRecipe.Architecture?
  @Option(help: "Width of the generator's last hidden layer.") var ngf: Int?
  @Option(help: "Width of the discriminator's first layer.") var ndf: Int?
  @Option(help: "Numbers of noise.") var latentDim: Int?
  @Option(help: "The game: vanilla, lsgan, wgan-gp or hinge.") var ganMode: GANObjective?
  @Option(name: .customLong("n-critic"), help: "Discriminator steps for each generator step.") var criticSteps: Int?
  @Option(help: "Decay of the generator's running average, such as 0.999; 0 is none.") var emaDecay: Double?
  @Flag(help: "Divide the discriminator's weights by their greatest singular values.") var spectralNorm = false

  @OptionGroup var options: RunOptions

  static let dataKeys = ["data", "split", "format", "labels", "pictures"]

  func overrides() throws -> RecipeDocument {
    var document = RecipeDocument()
    document["data"] = data.map { .string(URL(fileURLWithPath: $0).standardizedFileURL.path) }
    document["split"] = split.map { .string($0) }
    document["format"] = try format.map { .string(try DatasetFormat(parsing: $0).optionName) }
    document["labels"] = labels.map { .string(URL(fileURLWithPath: $0).standardizedFileURL.path) }
    document["image_size"] = imageSize.map { .integer($0) }
    document["channels"] = channels.map { .integer($0) }
    document["generator"] = generator.map { .string($0.rawValue) }
    document["ngf"] = ngf.map { .integer($0) }
    document["ndf"] = ndf.map { .integer($0) }
    document["latent_dim"] = latentDim.map { .integer($0) }
    document["gan_mode"] = ganMode.map { .string($0.rawValue) }
    document["n_critic"] = criticSteps.map { .integer($0) }
    document["ema_decay"] = emaDecay.map { .number($0) }
    if spectralNorm { document["spectral_norm"] = .boolean(true) }
    return document.overlaid(with: try options.overrides())
  }
}

extension ImageGeneratorRecipe.Architecture: ExpressibleByArgument {}
