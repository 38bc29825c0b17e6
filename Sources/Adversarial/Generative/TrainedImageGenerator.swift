public import Torch
import TorchNN

/// A generator of pictures from a weights file, ready to draw.
public struct TrainedImageGenerator {
  /// The weights file.
  public let path: String
  /// The system that trained it, such as `dcgan`.
  public let system: String
  /// Everything that the header says of how it was trained.
  public let document: RecipeDocument
  /// What its network is.
  public let recipe: ImageGeneratorRecipe
  /// After how many steps of training, where the file says so.
  public let step: Int?
  /// Where it draws.
  public let device: Device
  private let network: any NoiseToImageNetwork

  /// Opens a weights file, or the newest checkpoint of a run folder; there the averaged generator, where there is one.
  ///
  /// - Throws: a sentence that names the file: missing, damaged, not a generator of pictures from noise.
  public init(at path: String, device: Device = .cpu) throws {
    let file = try NetworkFile(at: path, networks: ["generator_ema", "generator"])
    self.path = file.path
    (system, document, step) = (file.system, file.document, file.step)
    self.device = device
    guard document["latent_dim"] != nil else {
      throw CheckpointError(
        path: file.path,
        reason: "it is a generator of \(file.system), which does not start from noise; use `gan translate`")
    }
    let recipe = try document.decoded(as: ImageGeneratorRecipe.self, source: file.path)
    self.recipe = recipe
    network = try withoutDrawingWeights { try recipe.makeNetwork(random: RandomSource(seed: 0)) }
    try file.load(into: network)
    try network.move(to: device)
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
