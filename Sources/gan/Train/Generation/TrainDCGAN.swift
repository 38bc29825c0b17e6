import ArgumentParser
import Generation

struct TrainDCGAN: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dcgan",
    abstract: "Make pictures like yours from noise (Radford et al. 2015).",
    discussion: """
      The defaults are the paper's. Every option is a key of the recipe, which has more (see recipe.yaml of any run); \
      --recipe reads a file of them and --set gives one.
      """)

  @OptionGroup var options: GenerativeOptions

  func run() throws { try options.train(DCGANRecipe.self) }
}
