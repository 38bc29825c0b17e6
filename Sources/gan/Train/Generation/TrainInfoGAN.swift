import ArgumentParser
import Generation

struct TrainInfoGAN: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "infogan",
    abstract: "Find codes that mean something, and make pictures of them, without labels (Chen et al. 2016).",
    discussion: """
      Codes are declared in the recipe: --set 'codes=[categorical:10, uniform, uniform]'. The first categorical code is \
      found on your pictures before the generator learns (consistency: true), which the paper does not do; \
      --set consistency=false is the paper's InfoGAN. Where pictures are of strokes, as digits are, the continuous codes are \
      told to follow slant and stroke width (code_changes: [auto]); --set 'code_changes=[]' leaves them to be found.
      """)

  @OptionGroup var options: GenerativeOptions

  func run() throws { try options.train(InfoGANRecipe.self) }
}
