import ArgumentParser

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a system on your pictures.",
    subcommands: [TrainPix2Pix.self, TrainDCGAN.self, TrainInfoGAN.self])
}
