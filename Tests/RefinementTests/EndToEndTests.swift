import Datasets
import Foundation
import Judges
import Metrics
import TestFolders
import Testing
import Torch
import TorchNN
import TorchOptim
import Training
import Vision

@testable import Refinement

/// Trains on drawn digits, stops, goes on to the same weights, refines.
struct EndToEndTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func pictures(simulated: Int = 40, real: Int = 30) throws -> RefinementPictures {
    try SimulationFolder.write(DigitSimulator(), count: simulated, seed: 1, to: folder.path("simulated"))
    try SimulationFolder.write(
      DigitSimulator(randomisation: RandomisedSimulation()), count: real, seed: 2, to: folder.path("real"))
    return RefinementPictures(
      simulated: try openAnnotatedPictures(at: folder.path("simulated")),
      real: try openAnnotatedPictures(at: folder.path("real"), annotated: false).images)
  }

  private var recipe: SimGANRecipe {
    var recipe = SimGANRecipe()
    recipe.refiner.features = 4
    recipe.refiner.blocks = 1
    recipe.refiner.noiseChannels = 1
    recipe.discriminator.layers = ["conv3s2-4", "conv3s2-4"]
    (recipe.game.refinerSteps, recipe.game.discriminatorSteps, recipe.game.history) = (1, 1, 7)
    recipe.game.instanceNoise = 0.1
    recipe.data.randomises = true
    (recipe.run.batchSize, recipe.run.steps, recipe.run.sampleEvery) = (6, 8, 4)
    return recipe
  }

  /// Everything at once: a judge, pseudo-labels and their renewal.
  private var classRecipe: SimGANRecipe {
    var recipe = recipe
    recipe.classes.lambda = 0.3
    recipe.classes.judgeSteps = 2
    recipe.classes.isConditional = true
    recipe.classes.renewEvery = 2
    recipe.classes.confidence = 0.05
    recipe.regularization.psi = .features
    recipe.run.steps = 10
    return recipe
  }

  /// Eyes with five points each, towards others.
  private func eyes() throws -> RefinementPictures {
    try SimulationFolder.write(EyeSimulator(width: 28, height: 28), count: 40, seed: 1, to: folder.path("eyes"))
    try SimulationFolder.write(EyeSimulator(width: 28, height: 28), count: 30, seed: 2, to: folder.path("real-eyes"))
    return RefinementPictures(
      simulated: try openAnnotatedPictures(at: folder.path("eyes")),
      real: try openAnnotatedPictures(at: folder.path("real-eyes"), annotated: false).images)
  }

  /// A judge of points.
  private var pointRecipe: SimGANRecipe {
    var recipe = recipe
    recipe.points.lambda = 1
    recipe.classes.judgeSteps = 2
    return recipe
  }

  @Test func resumedRunsEndInTheSameBits() throws {
    let (digits, eyes) = (try pictures(), try eyes())
    var coarse = recipe
    coarse.run.precision = .bf16
    var averaged = recipe
    averaged.game.emaDecay = 0.9
    for (name, recipe, last, pictures) in [
      ("plain", recipe, 4, digits), ("bf16", coarse, 4, digits), ("averaged", averaged, 4, digits),
      ("classes", classRecipe, 7, digits), ("points", pointRecipe, 5, eyes),
    ] {
      let trained = try recipe.train(on: pictures, to: RunFolder(path: folder.path("\(name)/whole")))
      #expect(trained.outcome == .finished && trained.step == recipe.run.steps)
      let stop = StopRequest()
      let part = RunFolder(path: folder.path("\(name)/parts"))
      let stopped = try recipe.train(on: pictures, to: part, stop: stop) { event in
        if case .stepped(let progress) = event, progress.step == last { stop.raise() }
      }
      #expect(stopped.outcome == .interrupted)
      let again = try recipe.train(on: pictures, to: part, resume: true)
      #expect(again.step == recipe.run.steps)
      for (one, other) in zip(trained.system.networks, again.system.networks) {
        for (a, b) in zip(one.module.stateDictionary(), other.module.stateDictionary()) {
          #expect(a.tensor.equal(to: b.tensor), "\(name) \(one.name) \(a.name)")
        }
      }
      for (a, b) in zip(trained.system.auxiliaryState, again.system.auxiliaryState) {
        #expect(a.name == b.name && a.tensor.equal(to: b.tensor), "\(name) \(a.name)")
      }
      // What is opened from the disk refines as what training left in memory, but for the noise.
      let refiner = try TrainedRefiner(at: folder.path("\(name)/whole"))
      let image = pictures.simulated.images.image(at: 3)
      #expect(refiner(image, seed: 1) == refiner(image, seed: 1))
      #expect(refiner(image).width == 28 && refiner.recipe == trained.recipe)
      let wide = Image(width: 41, height: 33, channels: 3, level: 90)
      let refined = refiner(wide)
      #expect((refined.width, refined.height) == (41, 33) && refined.channels == 1)
      // The network sees a larger picture at the size that it knows.
      let large = image.resized(width: 112, height: 112)
      #expect(refiner(large) == refiner(large.resized(width: 28, height: 28)).resized(width: 112, height: 112))
    }
  }

  /// The judge must stay as it is once the game begins, or it agrees with the refiner on signs of their own.
  @Test func judgesStayFixedInTheGame() throws {
    for (name, recipe, pictures) in [
      ("judge", classRecipe, try pictures()), ("point_judge", pointRecipe, try eyes()),
    ] {
      var short = recipe
      short.run.steps = short.start.game + 1
      var long = recipe
      long.run.steps = short.run.steps + 3
      let systems = try [short, long].map { try $0.train(on: pictures).system }
      let judges = systems.compactMap { $0.networks.first { $0.name == name }?.module.stateDictionary() }
      #expect(judges.count == 2)
      for (a, b) in zip(judges[0], judges[1]) where !a.name.contains("num_batches") {
        #expect(a.tensor.equal(to: b.tensor), "\(a.name)")
      }
    }
  }

  /// The average follows the refiner by its decay, and is what refines afterwards.
  @Test func theRunningAverageRefines() throws {
    let pictures = try pictures()
    var recipe = recipe
    recipe.refiner.noiseChannels = 0
    recipe.game.refinerMoves = 1
    recipe.game.emaDecay = 0.05
    func weights(_ steps: Int) throws -> (now: [Tensor], average: [Tensor]) {
      var recipe = recipe
      recipe.run.steps = recipe.start.game + steps
      let run = RunFolder(path: folder.path("average-\(steps)"))
      let networks = Dictionary(
        uniqueKeysWithValues: try recipe.train(on: pictures, to: run).system.networks.map { ($0.name, $0.module) })
      let now = try #require(networks["refiner"]).stateDictionary().map(\.tensor)
      return (now, try #require(networks["refiner_ema"]).stateDictionary().map(\.tensor))
    }
    let (one, two) = (try weights(1), try weights(2))
    for place in one.now.indices {
      let expected = one.average[place] * 0.05 + two.now[place] * 0.95
      #expect(two.average[place].isClose(to: expected, rtol: 1e-5, atol: 1e-7))
    }
    let image = pictures.simulated.images.image(at: 0)
    let opened = try TrainedRefiner(at: folder.path("average-2"))
    let files = try #require(RunFolder(path: folder.path("average-2")).checkpoints.latest()?.path)
    #expect(opened.path == files + "/refiner_ema.safetensors")
    #expect(try TrainedRefiner(at: files + "/refiner_ema.safetensors")(image) == opened(image))
  }

  @Test func checkpointsTakeTurns() throws {
    let pictures = try pictures()
    var recipe = recipe
    recipe.refiner.noiseChannels = 0
    (recipe.run.checkpointEvery, recipe.run.keepCheckpoints) = (2, 3)
    let run = RunFolder(path: folder.path("turns"))
    _ = try recipe.train(on: pictures, to: run)
    let inTurn = try RefinersInTurn(at: run.path, last: 3)
    #expect(inTurn.refiners.map(\.step) == [4, 6, 8])
    let images = pictures.simulated.images
    let refined = inTurn.refined(images)
    #expect(refined.labels == images.labels && refined.count == images.count)
    for number in [0, 1, 2, 3, 37, 38, 39] {
      let own = inTurn.refiners[number % 3]
      #expect(refined.image(at: number) == own(images.image(at: number)))
      #expect(refined.image(at: number) != inTurn.refiners[(number + 1) % 3](images.image(at: number)))
    }
    #expect(throws: TrainingError.self) { try RefinersInTurn(at: run.path, last: 4) }
    let file = run.checkpoints.all()[0].path + "/refiner.safetensors"
    #expect(try RefinersInTurn(at: file).refiners.count == 1)
    #expect(throws: TrainingError.self) { try RefinersInTurn(at: file, last: 2) }
  }

  /// `--preset classes` holds refined pictures to their classes, and says so where there are none.
  @Test func presetForClassesNeedsThem() throws {
    let pictures = try pictures(simulated: 70, real: 70)
    let preset = try SimGANRecipe.classes.decoded(as: SimGANRecipe.self, source: "preset")
    var recipe = preset
    try recipe.resolve(for: pictures)
    let names = try recipe.makeSystem(for: pictures, device: .cpu).networks.map(\.name)
    #expect(Set(names) == ["refiner", "discriminator", "refiner_ema", "judge", "labeller"])
    let robust = try SimGANRecipe.robust.decoded(as: SimGANRecipe.self, source: "preset")
    #expect(recipe.regularization.lambda < robust.regularization.lambda && recipe.run.steps > robust.run.steps)
    let unlabelled = AnnotatedPictures(images: pictures.real)
    #expect(throws: DatasetError.self) {
      var recipe = preset
      try recipe.resolve(for: RefinementPictures(simulated: unlabelled, real: pictures.real))
    }
  }

  /// `--preset points` holds refined pictures to their points, and says so where there are none.
  @Test func presetForPointsNeedsThem() throws {
    let (eyes, preset) = (try eyes(), try SimGANRecipe.points.decoded(as: SimGANRecipe.self, source: "preset"))
    var recipe = preset
    recipe.run.batchSize = 8
    try recipe.resolve(for: eyes)
    let names = try recipe.makeSystem(for: eyes, device: .cpu).networks.map(\.name)
    #expect(Set(names) == ["refiner", "discriminator", "refiner_ema", "point_judge"])
    #expect(throws: TrainingError.self) {
      var recipe = recipe
      try recipe.resolve(
        for: RefinementPictures(simulated: AnnotatedPictures(images: eyes.simulated.images), real: eyes.real))
    }
  }

  /// Each move reads pictures of its own, with their own places and classes.
  @Test func movesReadTheirOwnPictures() throws {
    let digits = try pictures()
    var recipe = classRecipe
    recipe.data.randomises = false
    try recipe.resolve(for: digits)
    let system = try recipe.makeSystem(for: digits, device: .cpu)
    let (images, order) = (digits.simulated.images, (0..<18).map { ($0 * 7 + 3) % 40 })
    let batch = RefinementBatch(simulated: images.batch(order), real: digits.real.batch(Array(0..<6)))
    for move in 0..<3 {
      let own = Array(order[move * 6..<(move + 1) * 6])
      let read = system.simulated(batch, move: move)
      #expect(read.places == own && read.pictures.equal(to: Tensor(pictures: images.batch(own))))
      #expect(read.classes.int64Array().map { Int($0) } == own.map { images.labels?[$0] })
    }
  }

  /// The refiner pays for moved points, by the weight that the recipe gives them.
  @Test func pointsWeighInTheRefinersLoss() throws {
    let eyes = try eyes()
    var recipe = pointRecipe
    recipe.points.lambda = 3
    try recipe.resolve(for: eyes)
    let system = try recipe.makeSystem(for: eyes, device: .cpu)
    let batch = RefinementBatch(
      simulated: eyes.simulated.images.batch(Array(0..<18)), real: eyes.real.batch(Array(0..<6)))
    let moves = TrainingStepRunner(system).run(batch, step: recipe.start.game).filter { $0.phase == "refiner" }
    #expect(moves.count == recipe.game.refinerMoves)
    for (_, losses) in moves {
      let terms = Dictionary(uniqueKeysWithValues: losses.terms.map { ($0.name, Double($0.value.item())) })
      let (judged, changed) = (try #require(terms["R_adversarial"]), try #require(terms["R_regularization"]))
      let moved = try #require(terms["R_points"])
      let total = judged + recipe.regularization.lambda * changed + 3 * moved
      #expect(moved > 0 && abs(Double(losses.total.item()) - total) < 1e-4 * total)
    }
  }

  /// A refiner is told by a fixed network that it has moved a point, and in which direction to mend it.
  @Test func pointJudgeNoticesAShift() throws {
    let (eyes, count) = (try eyes(), 32)
    let judge = try PointJudge(eyes.simulated, seed: 3, device: .cpu)
    let places = Array(0..<count)
    let pictures = Tensor(pictures: eyes.simulated.images.batch(places))
    for _ in 0..<120 {
      let loss = judge.learning(pictures, places).total
      judge.optimizer.zeroGradients()
      loss.backward()
      judge.optimizer.step()
    }
    judge.network.eval()
    let shifted = concatenated(
      [pictures.narrow(dim: 3, start: 4, length: 24), pictures.narrow(dim: 3, start: 0, length: 4)], dim: 3)
    let (still, moved) = (judge.consistency(pictures, places), judge.consistency(shifted, places))
    #expect(moved.item() > still.item() + 0.2, "\(still.item()) \(moved.item())")
    // Of another picture the points are elsewhere.
    #expect(judge.consistency(pictures, places.reversed()).item() > still.item() + 0.1)
  }

  @Test func nearIdentityBeginsThere() throws {
    var recipe = recipe
    recipe.refiner.output = .nearIdentity
    let pictures = try pictures(simulated: 10, real: 10)
    try recipe.resolve(for: pictures)
    let system = try recipe.makeSystem(for: pictures, device: .cpu)
    let x = Tensor(pictures: pictures.simulated.images.batch([0, 1]))
    #expect(system.refiner(x).isClose(to: (x * 2).tanh()))
  }

  @Test func evaluationSaysWhatChanged() throws {
    try SimulationFolder.write(EyeSimulator(width: 28, height: 18), count: 40, seed: 1, to: folder.path("eyes"))
    let eyes = try openAnnotatedPictures(at: folder.path("eyes"))
    #expect(eyes.landmarks.map(\.name) == ["pupil", "inner", "outer", "upper", "lower"])
    // Real pictures that are upside down are told from simulated ones at a glance.
    let real = eyes.images.subset(Array(0..<40).reversed())
    let turned = LabelledImages(
      source: "turned", format: .singleFolder, pixels: real.pixels.reversed(), channels: 1, height: 18, width: 28)
    var recipe = recipe
    recipe.run.batchSize = 4
    let both = RefinementPictures(simulated: eyes, real: turned)
    _ = try recipe.train(on: both, to: RunFolder(path: folder.path("run")))
    let evaluation = try RefinementEvaluation(
      of: RefinersInTurn(at: folder.path("run")), on: both, count: 40, folds: 2)
    #expect(evaluation.before.accuracy > 0.8 && evaluation.before.interval.lower < evaluation.before.accuracy)
    #expect(evaluation.agreement == nil && evaluation.pixelChange > 0)
    let drift = try #require(evaluation.drift)
    #expect(drift.name == "pupil" && drift.p95 >= drift.mean && drift.points.count == 5)
    let matched = try #require(drift.matched)
    #expect((0...5).contains(matched.mean) && matched.p95 >= 0)
  }
}
