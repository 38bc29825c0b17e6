import Adversarial
public import ArgumentParser
import Datasets
import Foundation
import Training

/// What the trainings of translation without pairs have in common: the data, the networks and the game.
struct UnpairedOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The folder with trainA/ and trainB/, or A/ and B/.", valueName: "dir"))
  var data: String?

  @Option(help: "Keys to start from: paper, or short: an hour or so on two cores at 256x144 in bf16.")
  var preset = UnpairedPreset.paper

  @Option(help: "The part of the data to train on; the default is train where there is one.")
  var split: String?

  @Option(
    help: ArgumentHelp(
      "How the data is laid out, where recognition guesses wrong: unaligned, paired-folders, alderley, bdd100k, ...",
      valueName: "name"))
  var format: String?

  @Option(help: ArgumentHelp("The size of a training picture: 256, or 256x144.", valueName: "size"))
  var imageSize: String?

  @Option(help: ArgumentHelp("The size before the window is cut: 286, or 286x161.", valueName: "size"))
  var loadSize: String?

  @Option(help: "What is done to the size: resize_and_crop, crop, scale_width or none.")
  var preprocess: Preprocess.Mode?

  @Option(
    name: .customLong("netG"),
    help: ArgumentHelp(
      "The generator: resnet_9blocks, resnet_6blocks, unet_256 or unet_128.", valueName: "name"))
  var netG: String?

  @Option(name: .customLong("netD"), help: netDHelp) var netD: DiscriminatorRecipe.Architecture?
  @Option(help: "Width of the generators' first level.") var ngf: Int?
  @Option(help: "Width of the discriminators' first layer.") var ndf: Int?
  @Option(name: .customLong("n-layers"), help: "Layers of the PatchGANs between the first and the last.")
  var layers: Int?
  @Option(help: "The norm: batch, instance or none.") var norm: Normalization?
  @Option(help: "How a ResNet doubles pictures: transposed, or resize, which leaves no checkerboard.")
  var upsampling: Upsampling?
  @Option(help: "The game: vanilla, lsgan, wgan-gp or hinge.") var ganMode: GANObjective?
  @Option(help: "The discriminators' learning rate, where it is not --lr (TTUR).") var lrDiscriminator: Double?
  @Option(help: "Decay of a running average of the generators, which then translates; 0 is none.")
  var emaDecay: Double?
  @Option(help: "Changes what discriminators see, for small sets: color,translation,cutout.") var diffaugment: String?
  @Flag(help: "Do not mirror pictures by chance.") var noFlip = false

  /// The keys that say which data it is.
  static let dataKeys = ["data", "split", "format", "pictures_a", "pictures_b"]

  func overrides() throws -> RecipeDocument {
    var document = RecipeDocument()
    document["data"] = data.map { .string(URL(fileURLWithPath: $0).standardizedFileURL.path) }
    document["split"] = split.map { .string($0) }
    document["format"] = try format.map { .string(try DatasetFormat(parsing: $0).optionName) }
    if let imageSize {
      document["image_size"] = .string(try Preprocess.Size(parsing: imageSize).description)
      document["load_size"] = .string("auto")
    }
    if let loadSize { document["load_size"] = .string(try Preprocess.Size(parsing: loadSize).description) }
    document["preprocess"] = preprocess.map { .string($0.rawValue) }
    if let netG { document = document.overlaid(with: try Self.network(named: netG)) }
    document["discriminator"] = netD.map { .string($0.rawValue) }
    document["ngf"] = ngf.map { .integer($0) }
    document["ndf"] = ndf.map { .integer($0) }
    document["n_layers"] = layers.map { .integer($0) }
    document["norm"] = norm.map { .string($0.rawValue) }
    document["upsampling"] = upsampling.map { .string($0.rawValue) }
    document["gan_mode"] = ganMode.map { .string($0.rawValue) }
    document["lr_discriminator"] = lrDiscriminator.map { .number($0) }
    document["ema_decay"] = emaDecay.map { .number($0) }
    document["diffaugment"] = diffaugment.map { .string($0) }
    if noFlip { document["flip"] = .boolean(false) }
    return document
  }

  /// The names of the well-known PyTorch code base.
  private static func network(named name: String) throws -> RecipeDocument {
    let parts = name.lowercased().split(separator: "_")
    if parts.count == 2, parts[0] == "resnet", parts[1].hasSuffix("blocks"), let blocks = Int(parts[1].dropLast(6)) {
      return ["generator": .string("resnet"), "num_blocks": .integer(blocks)]
    }
    if parts.count == 2, parts[0] == "unet", let side = Int(parts[1]), side >= 4, side.nonzeroBitCount == 1 {
      // The inner levels of a U-Net are products of matrices, which take their weights as they lie (`convolution.cpp`).
      return [
        "generator": .string("unet"), "num_downs": .integer(side.trailingZeroBitCount),
        "channels_last": .boolean(false),
      ]
    }
    throw ValidationError(
      "--netG is '\(name)'; use resnet_9blocks, resnet_6blocks (or another number), unet_256 or unet_128")
  }

  /// The pictures that a recipe's keys mean, with held-out ones to watch the run by where the folder has them.
  static func open(_ document: RecipeDocument) throws -> (pictures: UnpairedPictures, facts: RecipeDocument) {
    guard let data = word("data", in: document) else {
      throw ValidationError("Missing expected argument '--data <dir>': the folder of trainA/ and trainB/")
    }
    let split = word("split", in: document)
    let format = try word("format", in: document).map(DatasetFormat.init(parsing:))
    let folders = try openUnalignedDataset(at: data, split: split, format: format)
    Chatter.note(folders.summary)
    let part = ["test", "val"].first { (try? availableSplits(at: data, format: format))?.contains($0) ?? false }
    let watched = part.flatMap { try? openUnalignedDataset(at: data, split: $0, format: format) }
    var facts: RecipeDocument = [
      "data": .string(data), "pictures_a": .integer(folders.a.count), "pictures_b": .integer(folders.b.count),
    ]
    for key in ["split", "format"] { facts[key] = document[key] }
    return (UnpairedPictures(folders, watched: watched), facts)
  }
}

/// Of `--netD`.
let netDHelp: ArgumentHelp =
  "The discriminator: patch, pixel, or vision-aided: a PatchGAN and judges of ImageNet features beside it."

/// The presets.
enum UnpairedPreset: String, ExpressibleByArgument, CaseIterable { case paper, short }

extension Upsampling: ExpressibleByArgument {}
extension DiscriminatorRecipe.Architecture: ExpressibleByArgument {}
