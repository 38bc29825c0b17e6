import ArgumentParser
import Generation

struct TrainInfoGAN: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "infogan",
    abstract: "Find codes that mean something, and make pictures of them, without labels (Chen et al. 2016).",
    discussion: """
      Codes are declared in the recipe: --set 'codes=[categorical:10, uniform, uniform]'. The first categorical code is \
      found on your pictures before the generator learns (consistency: true), which the paper does not do; \
      --set consistency=false is the paper's InfoGAN.
      """)

  @OptionGroup var options: GenerativeOptions

  func run() throws {
    try options.train("infogan", recipe: InfoGANRecipe(), batchSize: \.loadedBatchSize) { recipe, _, device in
      try InfoGAN(recipe, device: device)
    }
  }
}
