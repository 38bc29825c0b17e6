import Files
public import Torch
import TorchNN
public import Training

/// A generator of pictures from noise, ready to draw: from its file, or as training left it.
public struct TrainedImageGenerator {
  /// What sentences call it: the weights file, or the system that has just been trained.
  public let path: String
  /// What its file says, or would say.
  public let header: ModelHeader
  /// What its network is.
  public let recipe: ImageGeneratorRecipe
  /// Where it draws.
  public let device: Device
  private let network: any NoiseToImageNetwork

  /// The system that trained it, such as `dcgan`.
  public var system: String { header.system }
  /// After how many steps of training, where the file says so.
  public var step: Int? { header.step }

  /// Opens a weights file, or the newest checkpoint of a run folder; there the averaged generator, where there is one.
  ///
  /// - Throws: a sentence that names the file: missing, damaged, not a generator of pictures from noise.
  public init(at path: String, device: Device = .cpu) throws {
    let file = try ModelFile(at: path, networks: ["generator_ema", "generator"])
    try file.require(.generate)
    self.path = file.path
    header = file.header
    self.device = device
    let recipe = try file.header.recipe.decoded(as: ImageGeneratorRecipe.self, source: file.path)
    self.recipe = recipe
    network = try withoutDrawingWeights { try recipe.makeNetwork(random: RandomSource(seed: 0)) }
    try file.load(into: network)
    try network.move(to: device)
    network.eval()
  }

  init(_ network: any NoiseToImageNetwork, header: ModelHeader, recipe: ImageGeneratorRecipe, device: Device) {
    path = "the trained \(header.system)"
    self.network = network
    self.header = header
    self.recipe = recipe
    self.device = device
    network.eval()
  }

  /// What it is fed.
  public var space: LatentSpace { recipe.latentSpace }

  /// Draws pictures of latent points: `[N, C, H, W]` on the CPU, in -1...1.
  ///
  /// - Parameter chunk: how many at a time.
  public func draw(_ sample: LatentSample, chunk: Int = 250) -> Tensor {
    let input = sample.input
    return withoutGradients {
      concatenated(input.split(size: chunk).map { network($0.to(device)).to(.cpu) })
    }
  }

  /// Draws pictures of points of chance.
  public func draw(_ count: Int, seed: UInt64 = 0) -> Tensor {
    draw(space.sample(count, random: RandomSource(seed: seed)))
  }

  /// Writes one file that says all about itself and nothing of this machine.
  ///
  /// - Throws: when the disk refuses.
  public func save(to path: String) throws {
    var header = header
    header.network = "generator"
    header.recipe = header.recipe.handedOn()
    try ModelFile.write(network.stateDictionary().map { ($0.name, $0.tensor) }, header, to: path)
  }

  /// The position of a class by its name, or by its number.
  ///
  /// - Throws: a sentence that lists the classes.
  public func classIndex(_ name: String) throws(TrainingError) -> Int {
    guard let first = space.codes.first?.categories else {
      throw TrainingError(.recipe, "\(path) is a model of \(system), which has no classes; leave out --class")
    }
    if let index = recipe.classes.firstIndex(of: name) { return index }
    if let index = Int(name), (0..<first).contains(index), recipe.classes.isEmpty || Int(recipe.classes[0]) == nil {
      return index
    }
    let known = recipe.classes.isEmpty ? "0 to \(first - 1)" : recipe.classes.joined(separator: ", ")
    throw TrainingError(.recipe, "the model has no class \(name); it has \(known)")
  }
}

extension Trained where R.System: NoiseToImageSystem {
  /// The generator as training left it, or its running average where there is one.
  public var generator: TrainedImageGenerator {
    TrainedImageGenerator(
      system.pair.drawing,
      header: ModelHeader(
        system: R.System.identifier, network: "generator", uses: R.uses, recipe: document, step: step),
      recipe: system.pair.recipe.generator, device: device)
  }
}

/// A system with one generator of pictures from noise and one discriminator.
public protocol NoiseToImageSystem: AdversarialSystem {
  /// The networks, their optimizers and the sources of noise.
  var pair: GenerativePair { get }
}
