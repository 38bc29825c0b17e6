public import Adversarial
public import ArgumentParser
public import Datasets
import Training

/// What the trainings of all translators have in common: the pictures' size, the networks, the game.
struct ImageGameOptions: ParsableArguments {
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

  @Option(
    name: .customLong("netD"),
    help: "The discriminator: patch, pixel, or vision-aided: a PatchGAN and judges of ImageNet features beside it.")
  var netD: DiscriminatorRecipe.Architecture?
  @Option(help: "Width of a generator's first level.") var ngf: Int?
  @Option(help: "Width of a discriminator's first layer.") var ndf: Int?
  @Option(name: .customLong("n-layers"), help: "Layers of a PatchGAN between the first and the last.")
  var layers: Int?
  @Option(help: "The norm: batch, instance or none.") var norm: Normalization?
  @Option(help: "How a ResNet doubles pictures: transposed, or resize, which leaves no checkerboard.")
  var upsampling: Upsampling?
  @Option(help: "The game: vanilla, lsgan, wgan-gp or hinge.") var ganMode: GANObjective?
  @Option(help: "A discriminator's learning rate, where it is not --lr (TTUR).") var lrDiscriminator: Double?
  @Option(help: "Decay of a generator's running average, which then translates; 0 is none.")
  var emaDecay: Double?
  @Option(help: "Changes what a discriminator sees, for small sets: color,translation,cutout.") var diffaugment: String?
  @Flag(help: "Do not mirror pictures by chance.") var noFlip = false

  func overrides() throws -> RecipeDocument {
    var document = RecipeDocument()
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
}

extension Upsampling: ExpressibleByArgument {}
extension DiscriminatorRecipe.Architecture: ExpressibleByArgument {}
extension Normalization: ExpressibleByArgument {}
extension GANObjective: ExpressibleByArgument {}
extension Preprocess.Mode: ExpressibleByArgument {}
