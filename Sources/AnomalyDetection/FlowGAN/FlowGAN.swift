public import Adversarial
public import Datasets
public import Torch
public import TorchNN
public import TorchOptim
public import Training
public import Vision

/// Two conditional GANs that learn from normal video to draw the flow of a frame and the frame of a flow (Ravanbakhsh et
/// al. 2017, 1708.09644, section 3): where they fail, something unusual happens.
public final class FlowGAN: AdversarialSystem {
  public static let identifier = "flow-anomaly"

  /// The networks of one direction.
  public final class Side {
    /// G.
    public let generator: any ImageToImageNetwork
    /// D: judges input and output, joined along the channels.
    public let discriminator: any Layer
    let generatorOptimizer: Adam
    let discriminatorOptimizer: Adam

    init(
      _ recipe: FlowGANRecipe, _ direction: FlowGANRecipe.Direction, isBounded: Bool, random: RandomSource,
      noise: RandomSource, device: Device
    ) throws {
      generator = try direction.generator.makeNetwork(random: random, noise: noise, isBounded: isBounded)
      discriminator = try direction.discriminator.makeNetwork(
        pictureChannels: direction.generator.outputChannels, conditionChannels: direction.generator.inputChannels,
        normalization: direction.generator.normalization, random: random)
      for network in [generator as Module, discriminator as Module] {
        recipe.initialization.draw(network, random: random)
        try network.move(to: device)
      }
      let betas = (recipe.game.beta1, recipe.game.beta2)
      generatorOptimizer = Adam(generator.parameters(), learningRate: recipe.run.learningRate, betas: betas)
      discriminatorOptimizer = Adam(
        discriminator.parameters(), learningRate: recipe.training.discriminatorRate, betas: betas)
    }
  }

  /// Frame to flow; its output is any number.
  public let toFlow: Side
  /// Flow to frame.
  public let toFrame: Side
  private let recipe: FlowGANRecipe
  private let game: ImageGame
  private let device: Device
  private let dropoutNoise: RandomSource
  private let penaltyNoise: RandomSource

  /// Builds the networks with fresh weights from the recipe's seed.
  ///
  /// - Parameter recipe: resolved.
  /// - Throws: a sentence that names the key whose value no network can have.
  public init(_ recipe: FlowGANRecipe, device: Device = .cpu) throws {
    (self.recipe, self.device) = (recipe, device)
    let seed = recipe.run.seed
    let weights = RandomSource(seed: seed)
    dropoutNoise = RandomSource(seed: seed &+ 0x9E37_79B9_7F4A_7C15, device: device)
    penaltyNoise = RandomSource(seed: seed &+ 0x3C6E_F372_FE94_F82A, device: device)
    game = ImageGame(recipe.game, penaltyNoise: penaltyNoise)
    toFlow = try Side(
      recipe, recipe.toFlow, isBounded: false, random: weights, noise: dropoutNoise, device: device)
    toFrame = try Side(
      recipe, recipe.toFrame, isBounded: true, random: weights, noise: dropoutNoise, device: device)
  }

  private var sides: [(name: String, side: Side)] { [("flow", toFlow), ("frame", toFrame)] }

  public var networks: [(name: String, module: Module)] {
    sides.flatMap {
      [("\($0.name)_generator", $0.side.generator), ("\($0.name)_discriminator", $0.side.discriminator)]
    }
  }

  public var optimizers: [(name: String, optimizer: any Optimizer)] {
    sides.flatMap {
      [
        ("\($0.name)_generator", $0.side.generatorOptimizer as any Optimizer),
        ("\($0.name)_discriminator", $0.side.discriminatorOptimizer),
      ]
    }
  }

  public var randomSources: [(name: String, random: RandomSource)] {
    [("dropout", dropoutNoise), ("penalty", penaltyNoise)]
  }

  /// Frame to flow, then flow to frame; in each the discriminator moves first.
  public func phases(_ batch: MotionBatch, step: Int) -> [Phase] {
    let (frame, flow) = (Tensor(batch.frames, device: device), Tensor(batch.flows, device: device))
    return phases("flow", toFlow, from: frame, to: flow) + phases("frame", toFrame, from: flow, to: frame)
  }

  /// `L1(x, y) = |y - G(x)|_1`, `L_cGAN = E log D(x, y) + E log(1 - D(x, G(x)))` (eqs. 1 and 2, with the generator's part
  /// in its non-saturating form).
  private func phases(_ name: String, _ side: Side, from x: Tensor, to y: Tensor) -> [Phase] {
    let output = OncePerStep { side.generator.translate(x) }
    let (lambda, prefix) = (recipe.training.lambdaL1, name + "_")
    return [
      Phase("\(name) discriminator", side.discriminatorOptimizer, trains: [side.discriminator]) { [game] in
        let losses = game.discriminatorLoss(
          real: concatenated([x, y], dim: 1), fake: concatenated([x, output().detached().to(.float32)], dim: 1)
        ) { side.discriminator($0) }
        return LossTerms(total: losses.total, terms: losses.terms.map { (prefix + $0.name, $0.value) })
      },
      Phase(
        "\(name) generator", side.generatorOptimizer, trains: [side.generator], freezes: [side.discriminator]
      ) { [game] in
        let drawn = output().to(.float32)
        let logits = side.discriminator(concatenated([x, drawn], dim: 1))
        return LossTerms(prefix + "G_GAN", game.generatorLoss(logits))
          .adding(prefix + "G_L1", l1Loss(drawn, y), weight: lambda)
      },
    ]
  }

  /// Rows of frame, flow, the flow that is drawn of the frame and the frame that is drawn of the flow, as in detection.
  public func sampleSheet(_ batch: MotionBatch, step: Int) -> Image {
    let (frame, flow) = (Tensor(batch.frames, device: device), Tensor(batch.flows, device: device))
    for (_, side) in sides { side.generator.eval() }
    let drawnFlow = toFlow.generator.translate(frame).to(.float32)
    let drawnFrame = toFrame.generator.translate(flow).to(.float32)
    let columns = [
      frame.images().map { $0.converted(to: .rgb) }, Self.colors(of: flow), Self.colors(of: drawnFlow),
      drawnFrame.images().map { $0.converted(to: .rgb) },
    ]
    return Montage.grid(
      columns[0].indices.flatMap { row in columns.map { $0[row] } }, columns: 4,
      titles: ["frame", "flow", "flow of the frame", "frame of the flow"])
  }

  private static func colors(of flows: Tensor) -> [Image] {
    let (height, width) = (flows.shape[2], flows.shape[3])
    let (values, size) = (flows.detached().array() as [Float], flows.shape[2] * flows.shape[3])
    return (0..<flows.shape[0]).map { index in
      let start = index * 3 * size
      return FlowField(
        width: width, height: height, x: Array(values[start..<start + size]),
        y: Array(values[start + size..<start + 2 * size])
      ).colors(fullSpeed: 1)
    }
  }
}
