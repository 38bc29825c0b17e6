public import Torch
import TorchNN
public import Training

/// A generator that translates, from its file.
public struct TrainedGenerator {
  /// The file, opened.
  public let file: ModelFile
  /// What its network is.
  public let recipe: GeneratorRecipe
  /// Which way it translates; nil where its file does not say.
  public let direction: TranslationDirection?
  /// What stands before its weights' names.
  private let prefix: String

  /// The weights file.
  public var path: String { file.path }
  /// The system that trained it, such as `pix2pix`.
  public var system: String { file.header.system }
  /// After how many steps of training, where the file says so.
  public var step: Int? { file.header.step }

  /// Whether its model has a generator each way.
  public let goesBothWays: Bool

  /// The network of a file that holds a generator each way, with `generator_A/` or `generator_B/` before weights' names.
  public static let bothWays = "generators"

  /// Opens a weights file, or the newest checkpoint of a run folder.
  ///
  /// - Parameters:
  ///   - direction: which generator of a model that has one each way; nil is A to B there, and whatever way another goes.
  ///   - network: which of a system's generators, where it has several.
  /// - Throws: a sentence that names the file: missing, damaged, not a generator, no checkpoint yet, one that goes the
  ///   other way.
  public init(at path: String, direction: TranslationDirection? = nil, network: String = "generator") throws {
    let names = [TranslationDirection.aToB, .bToA].sorted { $0 == direction ?? .aToB && $1 != $0 }.map(Self.name)
    file = try ModelFile(
      at: path, networks: names.flatMap { [$0 + "_ema", $0] } + [network + "_ema", Self.bothWays, network])
    try file.require(.translate)
    let recipe = try file.header.recipe.decoded(as: GeneratorRecipe.self, source: file.path)
    let held = file.header.network
    let own = TranslationDirection.allCases.first { [Self.name($0), Self.name($0) + "_ema"].contains(held) }
    guard held == Self.bothWays || own != nil else {
      self.recipe = recipe
      prefix = ""
      goesBothWays = false
      self.direction = try Self.ownDirection(of: file, asked: direction)
      return
    }
    let way = direction ?? own ?? .aToB
    guard own ?? way == way else {
      throw TrainingError(.notRead, "\(file.path) holds the \(held) alone; give the run, or the file of the other way")
    }
    self.recipe = way == .aToB ? recipe : recipe.reversed
    prefix = own == nil ? Self.name(way) + "/" : ""
    // One of a run's files has its counterpart beside it; one that was given alone has not.
    goesBothWays = own == nil || path != file.path
    self.direction = way
  }

  private static func name(_ direction: TranslationDirection) -> String {
    direction == .aToB ? "generator_A" : "generator_B"
  }

  /// The only way that a model goes.
  private static func ownDirection(
    of file: ModelFile, asked: TranslationDirection?
  ) throws -> TranslationDirection? {
    guard case .string(let word)? = file.header.recipe["direction"], let own = TranslationDirection(rawValue: word)
    else {
      guard asked == nil else {
        throw TrainingError(
          .notRead, "\(file.path) holds one generator and does not say which way it goes; leave out --direction")
      }
      return nil
    }
    guard asked ?? own == own else {
      throw TrainingError(
        .notRead,
        "\(file.path) was trained to translate \(own.rawValue) alone; leave out --direction, or train the other way")
    }
    return own
  }

  /// Builds the network and loads the weights.
  ///
  /// - Parameter scale: at what scale the network looks at pictures.
  /// - Throws: when the file lacks a weight, or has one of another shape; the sentence names it.
  public func translator(
    device: Device = .cpu, mode: ImageTranslator.Mode = .asTrained(seed: 0), precision: Precision = .f32,
    scale: TranslationScale = .learned
  ) throws -> ImageTranslator {
    try translator(device: device, mode: mode, precision: precision, preparation: try scale.preparation(of: file))
  }

  /// The same, run as another translator is.
  func translator(asRun other: ImageTranslator) throws -> ImageTranslator {
    try translator(
      device: other.device, mode: other.mode, precision: other.precision, preparation: other.preparation)
  }

  private func translator(
    device: Device, mode: ImageTranslator.Mode, precision: Precision, preparation: PictureScale?
  ) throws -> ImageTranslator {
    let noise = RandomSource(seed: 0, device: device)
    let network = try withoutDrawingWeights { try recipe.makeNetwork(random: RandomSource(seed: 0), noise: noise) }
    try file.load(into: network, prefix: prefix)
    try network.move(to: device)
    return ImageTranslator(
      network: network, recipe: recipe, noise: noise, device: device, mode: mode, precision: precision,
      preparation: preparation)
  }
}
