import Adversarial
import ArgumentParser
import Training
import Translation

struct TrainCUT: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cut",
    abstract:
      "Translate one kind of pictures into another, learned without pairs, at half CycleGAN's cost (Park 2020).",
    discussion: """
      DIR holds trainA/ and trainB/, or A/ and B/; --direction says which becomes which. The defaults are the paper's: \
      400 epochs at 256x256, batch size 1; --preset short has smaller networks, and judges that know pictures, and takes \
      an hour or so on two cores at 256x144 in bf16. --fast is FastCUT: no identities, ten times the contrast, 200 \
      epochs. Every option is a key of the recipe, which has more; --recipe reads a file of them and --set gives one.
      """)

  @Flag(help: "FastCUT, as `gan train fastcut`.") var fast = false
  @OptionGroup var cut: CUTOptions

  func run() throws { try cut.train(fast: fast) }
}

struct TrainFastCUT: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fastcut",
    abstract: "CUT without identities and with ten times the contrast: the cheapest translation without pairs.")

  @OptionGroup var cut: CUTOptions

  func run() throws { try cut.train(fast: true) }
}

/// The options of both.
struct CUTOptions: ParsableArguments {
  @OptionGroup var unpaired: UnpairedOptions

  @Option(help: "Which side is translated into which: AtoB or BtoA.") var direction: TranslationDirection?
  @Option(name: .customLong("lambda-gan"), help: "Weight of the game.") var lambdaGAN: Double?
  @Option(name: .customLong("lambda-nce"), help: "Weight of the contrastive loss.") var lambdaNCE: Double?
  @Option(help: "Positions in the generator whose features are compared.") var nceLayers: String?
  @Option(help: "Patches of a layer that are compared.") var numPatches: Int?
  @Flag(help: "Do not ask pictures of the output's side to stay themselves.") var noNceIdt = false

  @OptionGroup var options: RunOptions

  func train(fast: Bool) throws {
    let preset = unpaired.preset == .short ? CUTRecipe.short : [:]
    let asked = try options.document(
      for: CUTRecipe.self, dataKeys: UnpairedOptions.dataKeys,
      standard: (fast ? try Self.fastKeys() : [:]).overlaid(with: preset), overrides: try overrides())
    let recipe = try asked.decoded(as: CUTRecipe.self, source: options.recipe ?? "the recipe")
    let (pictures, facts) = try UnpairedOptions.open(asked)
    let trained = try options.train(recipe, standard: preset, on: pictures, facts: facts)
    try UnlikeWarning.learn(
      run: options.out, ways: [trained.recipe.data.direction], size: trained.recipe.data.pictures.imageSize,
      on: pictures, options: options)
    print(RunFolder(path: options.out).pagePath)
  }

  /// What FastCUT does otherwise.
  private static func fastKeys() throws -> RecipeDocument {
    let (fast, plain) = (try RecipeDocument(encoding: CUTRecipe.fast), try RecipeDocument(encoding: CUTRecipe()))
    var keys = RecipeDocument()
    for entry in fast.entries where plain[entry.key] != entry.value { keys[entry.key] = entry.value }
    return keys
  }

  private func overrides() throws -> RecipeDocument {
    var document = try unpaired.overrides()
    document["direction"] = direction.map { .string($0.rawValue) }
    document["lambda_gan"] = lambdaGAN.map { .number($0) }
    document["lambda_nce"] = lambdaNCE.map { .number($0) }
    document["nce_layers"] = nceLayers.map { .string($0) }
    document["num_patches"] = numPatches.map { .integer($0) }
    if noNceIdt { document["nce_idt"] = .boolean(false) }
    return document.overlaid(with: try options.overrides())
  }
}
