import AnomalyDetection
import ArgumentParser

private let anomalyDiscussion = """
  Only normal pictures are learned. A tenth of them is held out to fit the threshold for --false-alarm; networks, recipe \
  and threshold become one file, model.safetensors, in the run folder, which `gan detect` and `gan evaluate` take.

  A run that has ended may be fitted anew: gan train ... --out RUN --resume --set KEY=VALUE with false_alarm, distance, \
  standardize, contrast_power, aggregate, overlap, map_smoothing or a key of the search. Where light falls otherwise on \
  every picture, --set local_contrast=8 takes it out before training (a reach of 8 pixels).
  """

struct TrainAnoGAN: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "anogan",
    abstract: "Learn what is normal; queries are searched in the generator's space (Schlegl et al. 2017).",
    discussion: anomalyDiscussion)

  @OptionGroup var options: AnomalyOptions

  func run() throws { try options.train(AnoGANRecipe.self) }
}

struct TrainFastAnoGAN: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "f-anogan",
    abstract: "Learn what is normal; an encoder finds queries in one pass (Schlegl et al. 2019).",
    discussion: """
      WGAN-GP first, then the encoder, in one run: --set encoder_share=0.5 is the encoder's share of the steps. \
      --search STEPS searches on from the encoder's point.


      """ + anomalyDiscussion)

  @OptionGroup var options: AnomalyOptions

  func run() throws { try options.train(FastAnoGANRecipe.self) }
}

struct TrainAutoencoder: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "autoencoder",
    abstract: "Learn what is normal by a plain autoencoder: what the others must beat.",
    discussion: anomalyDiscussion)

  @OptionGroup var options: AnomalyOptions

  func run() throws { try options.train(AutoencoderRecipe.self) }
}
