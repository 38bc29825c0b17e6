import Adversarial
import ArgumentParser
import Foundation
import Training
import Translation

struct TrainCycleGAN: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cyclegan",
    abstract: "Translate both ways between two kinds of pictures, learned without pairs (Zhu et al. 2017).",
    discussion: """
      DIR holds trainA/ and trainB/, or A/ and B/, of pictures that need no partners; testA/ and testB/, where they are \
      there, are shown on the sample sheets and not trained on.

      The defaults are the paper's: 200 epochs at 256x256, batch size 1, ResNet of 9 blocks; --preset short has \
      smaller networks and takes an hour or so on two cores at 256x144 in bf16. Every option is a key of the recipe, \
      which has more (see recipe.yaml of any run); --recipe reads a file of them and --set gives one.
      """)

  @OptionGroup var unpaired: UnpairedOptions

  @Option(help: "Weight of the cycle A to B to A.") var lambdaA: Double?
  @Option(help: "Weight of the cycle B to A to B.") var lambdaB: Double?
  @Option(help: "Weight of the identity losses, in parts of the cycles' weights; 0 leaves them out.")
  var lambdaIdentity: Double?
  @Option(help: "Compute the identity losses in every so manieth step.") var identityEvery: Int?
  @Option(help: "Weight of the loss of edges, which holds things in their places; 0, the paper's, is none.")
  var lambdaGradient: Double?
  @Option(help: "How many earlier translations each discriminator may be shown.") var poolSize: Int?
  @Option(
    name: .customLong("init"),
    help: ArgumentHelp("Start from the weights of this model, with its networks and sizes.", valueName: "run|file"))
  var start: String?

  @OptionGroup var options: RunOptions

  func run() throws {
    let preset = unpaired.preset == .short ? CycleGANRecipe.short : [:]
    let asked = try options.document(
      for: CycleGANRecipe.self, dataKeys: UnpairedOptions.dataKeys,
      standard: preset.overlaid(with: try start.map(CycleGANRecipe.networkKeys) ?? [:]), overrides: try overrides())
    let recipe = try asked.decoded(as: CycleGANRecipe.self, source: options.recipe ?? "the recipe")
    let (pictures, facts) = try UnpairedOptions.open(asked)
    let trained = try options.train(recipe, standard: preset, on: pictures, facts: facts)
    try UnlikeWarning.learn(
      run: options.out, ways: [.aToB, .bToA], size: trained.recipe.pictures.imageSize, on: pictures, options: options)
    print(RunFolder(path: options.out).pagePath)
  }

  private func overrides() throws -> RecipeDocument {
    var document = try unpaired.overrides()
    document["lambda_a"] = lambdaA.map { .number($0) }
    document["lambda_b"] = lambdaB.map { .number($0) }
    document["lambda_identity"] = lambdaIdentity.map { .number($0) }
    document["identity_every"] = identityEvery.map { .integer($0) }
    document["lambda_gradient"] = lambdaGradient.map { .number($0) }
    document["pool_size"] = poolSize.map { .integer($0) }
    document["init"] = start.map { .string(URL(fileURLWithPath: $0).standardizedFileURL.path) }
    return document.overlaid(with: try options.overrides())
  }
}
