import Adversarial
import Datasets
import TestFolders
import Testing
import Torch
import TorchNN
import Training
import Vision

@testable import AnomalyDetection

/// What AnoGAN and f-AnoGAN minimise, against the papers' formulas, and what stays as it is meanwhile.
struct LossTests {
  private let windows = Tensor.rand([4, 1, 28, 28], random: RandomSource(seed: 2)) * 2 - 1

  private func shrink(_ base: inout GenerativeRecipe) {
    base.generator.features = 2
    base.generator.latentDimension = 4
    (base.generator.imageSize, base.generator.channels) = (28, 1)
    base.game.features = 2
    base.run.steps = 10
  }

  private func fast(kappa: Double) throws -> FastAnoGAN {
    var recipe = FastAnoGANRecipe()
    shrink(&recipe.base)
    (recipe.encoder.features, recipe.encoder.kappa) = (2, kappa)
    try recipe.resolveRun(stepsPerEpoch: 1)
    #expect(recipe.encoder.first == 5)
    return try FastAnoGAN(recipe)
  }

  /// izi_f: `MSE(x, G(E(x))) + kappa MSE(f(x), f(G(E(x))))`.
  @Test(arguments: [0.0, 1, 3]) func theEncodersLossIsThePapers(kappa: Double) throws {
    let system = try fast(kappa: kappa)
    let phase = try #require(system.phases(ImageBatch(windows), step: 5).last { $0.due.includes(5) })
    #expect(phase.name == "encoder")
    let loss = phase.loss(0).total.item()
    // The detector compares by the same two means, with a network in evaluation; so does the encoder here.
    phase.trains.forEach { $0.eval() }
    let inEvaluation = phase.loss(0).total.item()
    let found = system.makeDetector().examine(windows)
    let feature = found.feature.map { $0.mean().item() } ?? 0
    #expect(abs(inEvaluation - (found.residual.mean().item() + kappa * feature)) < 1e-4)
    #expect(loss.isFinite)
  }

  @Test func generatorAndCriticStayWhileTheEncoderLearns() throws {
    let system = try fast(kappa: 1)
    let runner = TrainingStepRunner(system)
    func state(_ name: String) -> [Tensor] {
      system.networks.first { $0.name == name }?.module.stateDictionary().map { $0.tensor.detached().cloned() } ?? []
    }
    for (step, moving) in [(0, ["generator", "discriminator"]), (5, ["encoder"]), (7, ["encoder"])] {
      let before = Dictionary(uniqueKeysWithValues: system.networks.map { ($0.name, state($0.name)) })
      runner.run(ImageBatch(windows), step: step)
      for (name, old) in before {
        let stayed = zip(old, state(name)).allSatisfy { $0.equal(to: $1) }
        #expect(stayed == !moving.contains(name), "\(name) in step \(step)")
      }
    }
  }

  /// `E log D(x) + E log(1 - D(G(z)))`, and `-E log D(G(z))` for the generator.
  @Test func anoGANPlaysDCGANsGame() throws {
    var recipe = AnoGANRecipe()
    shrink(&recipe.base)
    let system = try AnoGAN(recipe)
    let state = system.pair.latentNoise.state
    let losses = system.phases(ImageBatch(windows), step: 0).map { $0.loss(0) }
    system.pair.latentNoise.state = state
    let fake = system.pair.generate(system.pair.sample(4)).detached()
    func expected(_ pictures: Tensor, sign: Double) -> Double {
      ((system.pair.discriminator(pictures) * -sign).exp() + 1).log().mean().item()
    }
    #expect(abs(losses[0].total.item() - expected(windows, sign: 1) - expected(fake, sign: -1)) < 1e-4)
    #expect(abs(losses[1].total.item() - expected(fake, sign: 1)) < 1e-4)
  }

  @Test func lambdaWeighsResidualAndFeatures() {
    var recipe = AnoGANRecipe()
    #expect(recipe.weights == ScoreWeights(residual: 0.9, feature: 0.1))
    recipe.lambda = 0.25
    #expect(recipe.weights == ScoreWeights(residual: 0.75, feature: 0.25))
    var fast = FastAnoGANRecipe()
    fast.encoder.kappa = 2
    #expect(fast.weights == ScoreWeights(residual: 1, feature: 2))
    fast.encoder.scoreKappa = 0.5
    #expect(fast.weights.feature == 0.5)
  }

  @Test func evenNoiseIsSearchedWithinItsRange() throws {
    var recipe = AnoGANRecipe()
    shrink(&recipe.base)
    (recipe.search.steps, recipe.search.learningRate, recipe.search.patience) = (20, 1, 0)
    for clamps in [true, false] {
      recipe.search.clamps = clamps
      let detector = try #require(AnoGAN(recipe).makeDetector() as? AnoGANDetector)
      let found = detector.search(windows, starts: [Tensor.full([4, 4], 0.9)])
      #expect((found.points.abs().max().item() <= 1) == clamps)
    }
  }
}

struct NormalPicturesTests {
  @Test func whatIsHeldOutIsNotTrainedOn() throws {
    let images = (0..<40).map { Image(width: 28, height: 28, channels: 1, level: UInt8(5 * $0)) }
    let marks = images.map { Fingerprint.of($0) }
    #expect(Set(marks).count == 40)
    let folder = try ScratchFolder()
    for (index, image) in images.enumerated() { try image.write(to: folder.path("\(index).png")) }
    let set = try openAnomalySet(at: folder.path, split: "train")
    let pictures = try AutoencoderRecipe().pictures(of: set)
    let (training, heldOut) = (
      pictures.training.map { Fingerprint.of($0) }, pictures.heldOut.map { Fingerprint.of($0) }
    )
    #expect(training.count == 36 && heldOut.count == 4 && Set(training).isDisjoint(with: heldOut))
    #expect(pictures.marks == Set(marks))
  }

  @Test func aPictureIsKnownByItsPixels() {
    let one = Image(width: 4, height: 3, channels: 1, level: 7)
    #expect(Fingerprint.of(one) == Fingerprint.of(Image(width: 4, height: 3, channels: 1, level: 7)))
    #expect(Fingerprint.of(one) != Fingerprint.of(Image(width: 3, height: 4, channels: 1, level: 7)))
    var samples = [UInt8](repeating: 7, count: 12)
    samples[11] = 8
    #expect(Fingerprint.of(one) != Fingerprint.of(Image(width: 4, height: 3, channels: 1, pixels: samples)))
  }
}
