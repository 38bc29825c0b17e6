public import Training

/// A training of translation without pairs that two cores finish in about an hour at 256x144, where the papers' recipes
/// take days or weeks: smaller networks, a rate to match, doubling without a checkerboard, and a running average
/// (docs/results/driving.md).
public enum ShortTranslation {
  /// The keys that all systems share.
  public static var keys: RecipeDocument {
    [
      "generator": .string("resnet"), "num_blocks": .integer(6), "ngf": .integer(32), "upsampling": .string("resize"),
      "ndf": .integer(32), "n_layers": .integer(2), "ema_decay": .number(0.995), "lr": .number(4e-4),
      "lr_policy": .string("linear"), "lr_decay_unit": .string("step"), "batch_size": .integer(1),
      "epochs": .integer(0), "steps": .integer(3000),
    ]
  }
}
