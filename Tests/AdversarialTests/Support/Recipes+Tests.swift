import Adversarial

// Recipes in one expression, for tables of arguments.

extension ImageGeneratorRecipe {
  init(
    architecture: Architecture = .dcgan, imageSize: Int = 0, channels: Int = 0, features: Int = 64,
    latentDimension: Int = 100, noise: LatentSpace.Noise = .uniform, codes: [LatentCode] = [], classes: [String] = []
  ) {
    self.init()
    (self.architecture, self.imageSize, self.channels, self.features) = (architecture, imageSize, channels, features)
    (self.latentDimension, self.noise, self.codes, self.classes) = (latentDimension, noise, codes, classes)
  }
}

extension GameRecipe {
  init(features: Int = 64, normalization: Normalization = .batch, mode: GANObjective = .vanilla) {
    self.init()
    (self.features, self.normalization, self.mode) = (features, normalization, mode)
  }
}

extension GeneratorRecipe {
  init(
    architecture: Architecture = .unet, inputChannels: Int = 3, outputChannels: Int = 3, features: Int = 64,
    depth: Int = 0, blocks: Int = 9, normalization: Normalization = .batch, dropout: Bool = true
  ) {
    self.init()
    (self.architecture, self.inputChannels, self.outputChannels) = (architecture, inputChannels, outputChannels)
    (self.features, self.depth, self.blocks) = (features, depth, blocks)
    (self.normalization, self.dropout) = (normalization, dropout)
  }
}
