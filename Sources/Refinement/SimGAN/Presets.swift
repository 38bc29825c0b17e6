public import Training

extension SimGANRecipe {
  /// The paper's networks for hands in depth, 224x224 (1612.07828, section 3.2); the rest is as for eyes.
  public static var hands: RecipeDocument {
    [
      "hand_depth": .boolean(true), "image_size": .string("224"), "channels": .integer(1),
      "refiner_kernel": .integer(7), "refiner_blocks": .integer(10),
      "discriminator": .list(
        ["conv7s4-96", "conv5s2-64", "max3s2", "conv3s2-32", "conv1s1-32"].map { .string($0) }),
    ]
  }

  /// Our variant (docs/results/simgan.md): near the identity at the start, so that no step is spent on learning it; a
  /// narrower refiner at half the resolution; noise over what the discriminator sees; Adam, the refiner three times as
  /// fast as the discriminator. With a lambda of 0.5 or 1 eyes turned black within fifty steps of the game and stayed
  /// so; with 3, 5 and 10 they did not.
  public static var robust: RecipeDocument {
    [
      "refiner_features": .integer(32), "refiner_padding": .string("replicate"),
      "refiner_output": .string("near-identity"), "half_resolution": .boolean(true), "noise_channels": .integer(2),
      "pretrain_refiner": .integer(0), "pretrain_discriminator": .integer(50), "k_g": .integer(1),
      "history": .integer(2048), "optimizer": .string("adam"), "lr_discriminator": .number(2e-4),
      "instance_noise": .number(0.2), "loss_reduction": .string("mean"), "lambda": .number(5),
      "batch_size": .integer(64), "lr": .number(6e-4), "steps": .integer(3000),
    ]
  }

  /// ``robust`` for simulators whose annotations are classes alone: pictures may change much, as long as a fixed
  /// classifier still sees their class, and the discriminator is told the class (docs/results/simgan.md, digits).
  public static var classes: RecipeDocument {
    robust.overlaid(with: [
      "lambda": .number(0.02), "lambda_class": .number(0.3), "pretrain_judge": .integer(300),
      "conditional": .boolean(true), "renew_every": .integer(500), "ema_decay": .number(0.995),
      "discriminator": .list(["conv3s2-64", "conv3s2-96", "conv3s2-128", "conv1s1-64"].map { .string($0) }),
      "steps": .integer(4500),
    ])
  }

  /// ``robust`` for simulators whose annotations are points: a fixed network that knows the simulator's points holds
  /// refined pictures to them, so that a smaller lambda lets the rest change more (docs/results/simgan.md, eyes).
  public static var points: RecipeDocument {
    robust.overlaid(with: [
      "lambda": .number(1), "lambda_points": .number(3), "pretrain_judge": .integer(500), "k_g": .integer(2),
      "lr_discriminator": .number(4e-4), "ema_decay": .number(0.995), "steps": .integer(2700),
    ])
  }
}
