import ArgumentParser

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a system on your pictures.",
    subcommands: [
      TrainPix2Pix.self, TrainCycleGAN.self, TrainCUT.self, TrainFastCUT.self, TrainSimGAN.self,
      TrainDCGAN.self, TrainWGANGP.self, TrainConditionalGAN.self, TrainACGAN.self,
      TrainInfoGAN.self, TrainSSInfoGAN.self, TrainClassifier.self, TrainSelfTraining.self, TrainAnoGAN.self,
      TrainFastAnoGAN.self, TrainAutoencoder.self, TrainFeatureMemory.self, TrainPatchGaussian.self,
      TrainFlowAnomaly.self,
    ])
}
