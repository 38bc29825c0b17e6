import Datasets
public import Torch
public import Training

extension SimGANRecipe {
  /// Fills in what the data decides.
  ///
  /// - Throws: a sentence that names the key whose value does not fit the others or the data.
  public mutating func resolve(for pictures: RefinementPictures) throws {
    let (simulated, real) = (pictures.simulated.images, pictures.real)
    try pictures.requireAlike()
    if data.imageSize == "auto" {
      data.imageSize = Preprocess.Size(width: simulated.width, height: simulated.height).description
    }
    if data.channels == 0 { data.channels = simulated.channels }
    let size = try Preprocess.Size(parsing: data.imageSize)
    try check(
      size.width == simulated.width && size.height == simulated.height && data.channels == simulated.channels,
      "image_size is \(data.imageSize) and channels \(data.channels), but the pictures are "
        + "\(simulated.width)x\(simulated.height) "
        + "with \(simulated.channels); use the same values as before")
    try check(size.width >= 8 && size.height >= 8, "image_size is \(size); a refiner takes 8 pixels and more each way")
    try refiner.validate()
    _ = try discriminatorPlan()
    try validateGame()
    try check(
      real.count >= run.batchSize,
      "\(real.source) has \(real.count) real pictures, fewer than a batch of \(run.batchSize); add pictures, or lower "
        + "--batch-size")
    if classes.needsJudge(psi: regularization.psi) { try simulated.requireClasses() }
    try check(
      points.lambda == 0 || !pictures.simulated.landmarks.isEmpty,
      "lambda_points is \(points.lambda), but \(simulated.source) has no annotated points; give it an annotations.csv "
        + "with columns such as pupil_x and pupil_y, or set lambda_points to 0")
  }

  private func validateGame() throws(TrainingError) {
    try check((1...1000).contains(game.refinerMoves), "k_g is \(game.refinerMoves); choose 1 or more")
    try check((1...1000).contains(game.discriminatorMoves), "k_d is \(game.discriminatorMoves); choose 1 or more")
    for (key, steps) in [
      ("pretrain_refiner", game.refinerSteps), ("pretrain_discriminator", game.discriminatorSteps),
      ("pretrain_judge", classes.judgeSteps), ("renew_every", classes.renewEvery), ("history", game.history),
    ] { try check(steps >= 0, "\(key) is \(steps); use 0 or more") }
    for (key, weight) in [
      ("lambda", regularization.lambda), ("lambda_class", classes.lambda), ("lambda_points", points.lambda),
      ("instance_noise", game.instanceNoise), ("lr_discriminator", game.discriminatorLearningRate),
    ] { try check(weight >= 0 && weight.isFinite, "\(key) is \(weight); use 0 (off) or more") }
    try check(
      (0..<1).contains(game.beta1) && (0..<1).contains(game.beta2),
      "beta1 is \(game.beta1) and beta2 \(game.beta2); choose 0 to below 1")
    try check((0..<1).contains(game.emaDecay), "ema_decay is \(game.emaDecay); choose 0 to below 1, such as 0.999")
    try check((0...1).contains(classes.confidence), "confidence is \(classes.confidence); choose 0 to 1")
    try check(
      !needsJudge || classes.judgeSteps > 0,
      "pretrain_judge is 0, but classes or points are used; give the judge steps to learn them, such as 600")
    try check(
      classes.renewEvery == 0 || classes.isConditional,
      "renew_every is \(classes.renewEvery), but pseudo-labels are of a conditional discriminator; set conditional too")
    let first = start.game
    try check(
      run.steps == 0 || run.steps > first,
      "steps is \(run.steps), all of them before the game, which begins after \(first); raise --steps or lower "
        + "pretrain_refiner, pretrain_discriminator and pretrain_judge")
  }

  /// Pictures of both sides in a new order each epoch, a batch for each move of a step.
  public func batches(
    of source: RefinementPictures, loading: Loading
  ) throws -> TrainingBatches<RefinementBatch> {
    let loader = RefinementLoader(
      source, batchSize: run.batchSize, refinerMoves: game.refinerMoves, discriminatorMoves: game.discriminatorMoves,
      randomisation: data.randomises ? source.randomisation : nil, seed: run.seed)
    return TrainingBatches(loader, perEpoch: loader.batchesPerEpoch, sample: source.sample(8))
  }

  /// Builds the networks.
  public func makeSystem(for source: RefinementPictures, device: Device) throws -> SimGAN {
    try SimGAN(self, real: source.real, simulated: source.simulated, device: device)
  }
}
