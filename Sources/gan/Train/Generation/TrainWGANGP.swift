import ArgumentParser
import Generation

struct TrainWGANGP: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wgan-gp",
    abstract: "Make pictures from noise by a critic of Wasserstein distance (Gulrajani et al. 2017).",
    discussion: "A step is one of the critic's; the generator learns in every fifth (--n-critic).")

  @OptionGroup var options: GenerativeOptions

  func run() throws { try options.train(WGANGPRecipe.self) }
}
