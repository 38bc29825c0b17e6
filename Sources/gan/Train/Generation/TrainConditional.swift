import ArgumentParser
import Generation

struct TrainConditionalGAN: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cgan",
    abstract: "Make pictures of a class that is asked for; both networks are told it (Mirza and Osindero 2014).")

  @OptionGroup var options: GenerativeOptions

  func run() throws {
    try options.train("cgan", recipe: ConditionalGANRecipe()) { recipe, _, device in
      try ConditionalGAN(recipe, device: device)
    }
  }
}

struct TrainACGAN: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "acgan",
    abstract: "Make pictures of a class that is asked for; the discriminator names it (Odena et al. 2016).")

  @OptionGroup var options: GenerativeOptions

  func run() throws {
    try options.train("acgan", recipe: ACGANRecipe()) { recipe, _, device in try ACGAN(recipe, device: device) }
  }
}

struct TrainSSInfoGAN: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ss-infogan",
    abstract: "InfoGAN whose first code is tied to the classes by a few labels (Spurr et al. 2017).",
    discussion: """
      --set labelled_count=132 or --set labelled_share=0.0022 says how many of the data's labels are looked at; they \
      are drawn by the seed, as many of each class as can be.
      """)

  @OptionGroup var options: GenerativeOptions

  func run() throws {
    try options.train("ss-infogan", recipe: SSInfoGANRecipe(), batchSize: \.loadedBatchSize) { recipe, images, device in
      try SSInfoGAN(recipe, images: images, device: device)
    }
  }
}
