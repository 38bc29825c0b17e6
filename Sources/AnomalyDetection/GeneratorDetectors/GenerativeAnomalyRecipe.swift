public import Adversarial
public import Training

/// A recipe of a detector that stands on a generator and a discriminator.
public protocol GenerativeAnomalyRecipe: AnomalySystemRecipe {
  /// The networks, the game and the run.
  var base: GenerativeRecipe { get set }
}

extension GenerativeAnomalyRecipe {
  /// The run's part.
  public var run: RunRecipe {
    get { base.run }
    set { base.run = newValue }
  }
  /// The side of the windows.
  public var imageSize: Int {
    get { base.generator.imageSize }
    set { base.generator.imageSize = newValue }
  }
  /// Of the pictures.
  public var channels: Int {
    get { base.generator.channels }
    set { base.generator.channels = newValue }
  }
}
