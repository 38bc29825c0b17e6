public import ArgumentParser
import Datasets
import Foundation
import Refinement
import Training

struct TrainSimGAN: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simgan",
    abstract: "Make simulated pictures real, learned from simulated and real ones (Shrivastava et al. 2016).",
    discussion: """
      Simulated pictures may have annotations: class folders, annotations.csv of `gan data simulate`, UnityEyes, \
      SynthesEyes. Real ones need none. Both must have one size and be grey or in colour alike, or be made so by \
      --image-size and --channels.

      The defaults are the paper's for eyes. --preset hands has its networks for depth; --preset robust our variant, \
      which is quicker and keeps annotations better; --preset classes goes further where annotations are classes alone, \
      not places; --preset points holds annotated points in their places by a network that knows the simulator's. Every \
      option is a key of the recipe.
      """)

  @Option(help: ArgumentHelp("The folder or file of simulated pictures.", valueName: "dir")) var simulated: String?
  @Option(help: ArgumentHelp("The folder or file of real pictures.", valueName: "dir")) var real: String?
  @OptionGroup var formats: RefinementFormats
  @Option(help: "Keys to start from: eyes and hands (the paper's), robust, classes and points (ours).")
  var preset: SimGANPreset?
  @Option(help: ArgumentHelp("The size of all pictures, such as 55x35; the default is their own.", valueName: "size"))
  var imageSize: String?
  @Option(help: "1 for grey, 3 for colour; the default is the data's own.") var channels: Int?
  @Flag(help: "Spread each picture's levels evenly (histogram equalisation).") var equalise = false
  @Flag(help: "Change simulated pictures by chance each time that they are seen.") var randomise = false
  @Option(help: "Weight of the distance to the simulated picture.") var lambda: Double?
  @Option(help: "What is compared: identity, grey, channel-mean or features.")
  var psi: SimGANRecipe.Regularization.Kind?
  @Option(name: .customLong("k-g"), help: "Moves of the refiner in each step.") var refinerMoves: Int?
  @Option(name: .customLong("k-d"), help: "Moves of the discriminator in each step.") var discriminatorMoves: Int?
  @Option(help: "Pictures in the history buffer; 0 is none.") var history: Int?
  @Option(help: "Weight of a fixed classifier's cross entropy; needs classes.") var lambdaClass: Double?
  @Option(help: "Weight of how far a fixed network finds the simulator's points moved; needs points.")
  var lambdaPoints: Double?
  @Option(help: "Decay of the refiner's running average, such as 0.999; 0 is none.") var emaDecay: Double?

  @OptionGroup var options: RunOptions

  static let dataKeys = [
    "simulated", "real", "simulated_format", "real_format", "simulated_pictures", "real_pictures",
  ]

  func run() throws {
    let standard = preset?.keys ?? [:]
    let asked = try options.document(
      for: SimGANRecipe.self, dataKeys: Self.dataKeys, standard: standard, overrides: try overrides())
    let recipe = try asked.decoded(as: SimGANRecipe.self, source: options.recipe ?? "the recipe")
    guard let simulated = word("simulated", in: asked), let real = word("real", in: asked) else {
      throw ValidationError("give --simulated and --real, the folders of simulated and of real pictures")
    }
    var formats = RefinementFormats()
    formats.simulatedFormat = word("simulated_format", in: asked)
    formats.realFormat = word("real_format", in: asked)
    let pictures = try RefinementPictures(
      simulated: simulated, real: real, formats: formats, preparation: recipe.preparation(), strict: options.strict)
    var facts: RecipeDocument = ["simulated": .string(simulated), "real": .string(real)]
    for key in ["simulated_format", "real_format"] { facts[key] = asked[key] }
    facts["simulated_pictures"] = .integer(pictures.simulated.images.count)
    facts["real_pictures"] = .integer(pictures.real.count)
    _ = try options.train(recipe, standard: standard, on: pictures, facts: facts)
    print(RunFolder(path: options.out).pagePath)
    let images = pictures.simulated.images
    let shown = images.subset((0..<min(16, images.count)).map { $0 * images.count / min(16, images.count) })
    let refiner = try TrainedRefiner(at: options.out, device: options.compute.prepare())
    try refiner.requireContrast(left: refiner.contrastLeft(in: shown))
  }

  /// What was given: an option that was not leaves the preset's value.
  private func overrides() throws -> RecipeDocument {
    var document = RecipeDocument()
    document["simulated"] = simulated.map { .string(URL(fileURLWithPath: $0).standardizedFileURL.path) }
    document["real"] = real.map { .string(URL(fileURLWithPath: $0).standardizedFileURL.path) }
    document["simulated_format"] = try formats.simulated.map { .string($0.optionName) }
    document["real_format"] = try formats.real.map { .string($0.optionName) }
    document["image_size"] = try imageSize.map { .string(try Preprocess.Size(parsing: $0).description) }
    document["channels"] = channels.map { .integer($0) }
    if equalise { document["equalise"] = .boolean(true) }
    if randomise { document["randomise"] = .boolean(true) }
    document["lambda"] = lambda.map { .number($0) }
    document["psi"] = psi.map { .string($0.rawValue) }
    document["k_g"] = refinerMoves.map { .integer($0) }
    document["k_d"] = discriminatorMoves.map { .integer($0) }
    document["history"] = history.map { .integer($0) }
    document["lambda_class"] = lambdaClass.map { .number($0) }
    document["lambda_points"] = lambdaPoints.map { .number($0) }
    document["ema_decay"] = emaDecay.map { .number($0) }
    return document.overlaid(with: try options.overrides())
  }
}

/// Sets of recipe keys that go together.
enum SimGANPreset: String, ExpressibleByArgument, CaseIterable {
  case eyes, hands, robust, classes, points

  var keys: RecipeDocument {
    switch self {
    case .eyes: [:]
    case .hands: SimGANRecipe.hands
    case .robust: SimGANRecipe.robust
    case .classes: SimGANRecipe.classes
    case .points: SimGANRecipe.points
    }
  }
}

/// How both sides of a refinement are laid out.
struct RefinementFormats: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How simulated pictures are laid out, where recognition guesses wrong: class-folders, single-folder, idx, ...",
      valueName: "name"))
  var simulatedFormat: String?
  @Option(help: ArgumentHelp("How real pictures are laid out: single-folder, idx, ...", valueName: "name"))
  var realFormat: String?

  var simulated: DatasetFormat? { get throws { try simulatedFormat.map(DatasetFormat.init(parsing:)) } }
  var real: DatasetFormat? { get throws { try realFormat.map(DatasetFormat.init(parsing:)) } }
}

extension RefinementPictures {
  /// Opens both sides and says what they are.
  init(
    simulated: String, real: String, formats: RefinementFormats, preparation: PicturePreparation, strict: Bool = false
  ) throws {
    func open(_ path: String, annotated: Bool, _ format: DatasetFormat?) throws -> AnnotatedPictures {
      let skipped = SkipRegister(strict: strict, onSkip: { Chatter.warning($0) })
      let pictures = try openAnnotatedPictures(
        at: path, preparation: preparation, annotated: annotated, format: format, skipped: skipped)
      Chatter.note("\(annotated ? "simulated" : "real"): \(pictures.images.summary)")
      return pictures
    }
    self.init(
      simulated: try open(simulated, annotated: true, formats.simulated),
      real: try open(real, annotated: false, formats.real).images)
  }
}

extension SimGANRecipe.Regularization.Kind: ExpressibleByArgument {}
