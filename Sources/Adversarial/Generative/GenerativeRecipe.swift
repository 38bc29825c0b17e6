public import Datasets

/// Every choice of a run of a system that makes pictures of noise, as flat keys.
public struct GenerativeRecipe: Codable, Sendable, Equatable {
  /// The generator.
  public var generator: ImageGeneratorRecipe
  /// The discriminator and the game.
  public var game: GameRecipe
  /// How long and how to train.
  public var run: RunRecipe

  /// Puts a recipe together; each system has its own.
  public init(generator: ImageGeneratorRecipe, game: GameRecipe, run: RunRecipe) {
    self.generator = generator
    self.game = game
    self.run = run
  }

  /// Reads the keys of all parts from one flat mapping.
  public init(from decoder: any Decoder) throws {
    generator = try ImageGeneratorRecipe(from: decoder)
    game = try GameRecipe(from: decoder)
    run = try RunRecipe(from: decoder)
  }

  /// Writes the keys of all parts into one flat mapping.
  public func encode(to encoder: any Encoder) throws {
    try generator.encode(to: encoder)
    try game.encode(to: encoder)
    try run.encode(to: encoder)
  }
}

/// What the program asks of a generative system's recipe.
public protocol GenerativeSystemRecipe: Codable, Sendable, Equatable {
  /// The parts that every generative system has.
  var base: GenerativeRecipe { get set }
  /// Whether the data must have labels.
  var needsLabels: Bool { get }
  /// Fills in what the data decides.
  ///
  /// - Throws: a sentence that names the key whose value does not fit the others.
  mutating func resolve(images: LabelledImages, stepsPerEpoch: Int) throws
}

/// A recipe that has no keys but those of every generative system.
public protocol PlainGenerativeRecipe: GenerativeSystemRecipe {
  /// The paper's recipe.
  init()
}

extension PlainGenerativeRecipe {
  /// Reads the keys.
  public init(from decoder: any Decoder) throws {
    self.init()
    base = try GenerativeRecipe(from: decoder)
  }

  /// Writes the keys.
  public func encode(to encoder: any Encoder) throws { try base.encode(to: encoder) }

  /// Fills in what the data decides.
  ///
  /// - Throws: a sentence that names the key whose value does not fit the others, or says that there are no labels.
  public mutating func resolve(images: LabelledImages, stepsPerEpoch: Int) throws {
    try base.resolve(images: images, stepsPerEpoch: stepsPerEpoch, conditional: needsLabels)
  }
}

extension GenerativeRecipe {
  /// Fills in what the data decides, so that the recipe says every number.
  ///
  /// - Parameter conditional: whether the first code is the class that is asked for.
  /// - Throws: a sentence that names the key whose value does not fit the others.
  public mutating func resolve(images: LabelledImages, stepsPerEpoch: Int, conditional: Bool) throws {
    if generator.channels == 0 { generator.channels = images.channels }
    if generator.imageSize == 0 { generator.imageSize = images.width }
    if conditional {
      try images.requireClasses()
      if generator.classes.isEmpty { generator.classes = images.classNames }
      guard generator.classes == images.classNames else {
        throw TrainingError(
          .recipe, "classes is \(generator.classes), but \(images.source) has \(images.classNames); use the same data")
      }
      if generator.codes.isEmpty { generator.codes = [.categorical(images.classNames.count)] }
    }
    try generator.validate()
    try game.validate(architecture: generator.architecture)
    try run.resolve(stepsPerEpoch: stepsPerEpoch)
  }

  /// The side to which the data is scaled: the recipe's, else the data's own where a network can have it, else 64.
  public static func imageSize(asked: Int, own: Int?) -> Int {
    if asked > 0 { return asked }
    guard let own else { return 64 }
    return [28, 32, 64, 128].contains(own) ? own : own < 28 ? 28 : 64
  }
}
