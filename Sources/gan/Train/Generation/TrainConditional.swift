import ArgumentParser
import Generation

struct TrainConditionalGAN: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cgan",
    abstract: "Make pictures of a class that is asked for; both networks are told it (Mirza and Osindero 2014).")

  @OptionGroup var options: GenerativeOptions

  func run() throws { try options.train(ConditionalGANRecipe.self) }
}

struct TrainACGAN: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ac-gan",
    abstract: "Make pictures of a class that is asked for; the discriminator names it (Odena et al. 2016).",
    aliases: ["acgan"])

  @OptionGroup var options: GenerativeOptions

  func run() throws { try options.train(ACGANRecipe.self) }
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

  func run() throws { try options.train(SSInfoGANRecipe.self) }
}
