import Adversarial
import Torch
import TorchNN
import Training

/// The networks of a trained model, frozen, with running statistics.
final class FlowNetworks {
  /// One direction.
  struct Side {
    let generator: any ImageToImageNetwork
    let discriminator: any Layer
    /// The generator in its form for inference.
    let draw: (Tensor) -> Tensor

    init(_ generator: any ImageToImageNetwork, _ discriminator: any Layer, precision: Precision) {
      (self.generator, self.discriminator) = (generator, discriminator)
      for network in [generator as Module, discriminator as Module] {
        network.setRequiresGrad(false)
        network.eval()
      }
      let form = generator.inferenceForm(precision == .bf16 ? .bfloat16 : .float32)
      draw = { generator.translate($0, by: form).to(.float32) }
    }
  }

  let toFlow: Side
  let toFrame: Side

  init(toFlow: Side, toFrame: Side) { (self.toFlow, self.toFrame) = (toFlow, toFrame) }

  /// The networks as training left them.
  convenience init(_ system: FlowGAN, precision: Precision = .f32) {
    self.init(
      toFlow: Side(system.toFlow.generator, system.toFlow.discriminator, precision: precision),
      toFrame: Side(system.toFrame.generator, system.toFrame.discriminator, precision: precision))
  }

  /// The networks of a model file.
  convenience init(_ file: ModelFile, recipe: FlowGANRecipe, device: Device, precision: Precision) throws {
    try self.init(recipe: recipe, device: device, precision: precision) { network, name in
      try file.load(into: network, prefix: name + "/")
    }
  }

  /// The networks of a checkpoint, each in a file of its own.
  convenience init(checkpoint folder: String, recipe: FlowGANRecipe, device: Device) throws {
    try self.init(recipe: recipe, device: device, precision: .f32) { network, name in
      try ModelFile("\(folder)/\(name).safetensors").load(into: network)
    }
  }

  private convenience init(
    recipe: FlowGANRecipe, device: Device, precision: Precision, load: (Module, String) throws -> Void
  ) throws {
    func side(_ name: String, _ direction: FlowGANRecipe.Direction, isBounded: Bool) throws -> Side {
      let random = RandomSource(seed: 0)
      let (generator, discriminator) = try withoutDrawingWeights {
        (
          try direction.generator.makeNetwork(random: random, noise: random, isBounded: isBounded),
          try direction.discriminator.makeNetwork(
            pictureChannels: direction.generator.outputChannels, conditionChannels: direction.generator.inputChannels,
            normalization: direction.generator.normalization, random: random)
        )
      }
      for (network, part) in [(generator as Module, "generator"), (discriminator as Module, "discriminator")] {
        try load(network, "\(name)_\(part)")
        try network.move(to: device)
      }
      return Side(generator, discriminator, precision: precision)
    }
    self.init(
      toFlow: try side("flow", recipe.toFlow, isBounded: false),
      toFrame: try side("frame", recipe.toFrame, isBounded: true))
  }

  var modules: [(name: String, module: Module)] {
    [
      ("flow_generator", toFlow.generator), ("flow_discriminator", toFlow.discriminator),
      ("frame_generator", toFrame.generator), ("frame_discriminator", toFrame.discriminator),
    ]
  }
}
