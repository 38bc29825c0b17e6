import Datasets
import Torch
import TorchNN
import TorchOptim
import Training
import Vision

/// A batch of 8x8 noise that is a pure function of its number.
struct ToyBatch: Sendable {
  var index: Int
  var images: ImageBatch

  init(index: Int) {
    self.index = index
    var state = UInt64(index) &* 0x9e37_79b9_7f4a_7c15 | 1
    let values = (0..<4 * 64).map { _ in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Float(state >> 40) / Float(1 << 23) - 1
    }
    images = ImageBatch(values: values, shape: [4, 1, 8, 8])
  }
}

/// Hands out toy batches, and tells before each which one it is.
final class ToySource: BatchSource {
  private var step = 0
  var before: (Int) throws -> Void = { _ in }

  init(before: @escaping (Int) throws -> Void = { _ in }) { self.before = before }

  func next() throws -> ToyBatch {
    try before(step)
    defer { step += 1 }
    return ToyBatch(index: step)
  }

  func seek(to step: Int) { self.step = step }

  func stop() {}
}

final class ToyGenerator: Module {
  let first: Conv2d
  let norm = BatchNorm2d(4)
  let dropout: Dropout
  let last: Conv2d

  init(weights: RandomSource, dropout random: RandomSource) {
    first = Conv2d(1, 4, kernelSize: 3, padding: 1, random: weights)
    dropout = Dropout(0.5, random: random)
    last = Conv2d(4, 1, kernelSize: 3, padding: 1, random: weights)
  }

  func callAsFunction(_ input: Tensor) -> Tensor { last(dropout(relu(norm(first(input))))).tanh() }
}

final class ToyDiscriminator: Module {
  let first: Conv2d
  let last: Conv2d

  init(weights: RandomSource) {
    first = Conv2d(1, 4, kernelSize: 3, stride: 2, padding: 1, random: weights)
    last = Conv2d(4, 1, kernelSize: 3, stride: 2, padding: 1, random: weights)
  }

  func callAsFunction(_ input: Tensor) -> Tensor { last(leakyRelu(first(input), negativeSlope: 0.2)) }
}

/// The smallest system that has everything a resume must carry: batch norm, dropout, moments and an image pool that is
/// drawn from with a generator of its own.
final class ToySystem: AdversarialSystem {
  static let identifier = "toy"

  let generator: ToyGenerator
  let discriminator: ToyDiscriminator
  let generatorOptimizer: Adam
  let discriminatorOptimizer: Adam
  let noise = RandomSource(seed: 11)
  let draws = RandomSource(seed: 12)
  let pool = Tensor.zeros([4, 1, 8, 8])
  var generatorDue = Due.always
  var discriminatorDue = Due.always
  var generatorSchedule: LearningRateSchedule?
  /// What happens to the generator's loss in the step of this batch.
  var spoiledBatch: Int?
  /// What happens inside a phase, for tests that look at gradients.
  var duringGeneratorPhase: () -> Void = {}

  init(seed: UInt64 = 1, learningRate: Double = 2e-3) {
    let weights = RandomSource(seed: seed)
    generator = ToyGenerator(weights: weights, dropout: noise)
    discriminator = ToyDiscriminator(weights: weights)
    generatorOptimizer = Adam(generator.parameters(), learningRate: learningRate, betas: (0.5, 0.999))
    discriminatorOptimizer = Adam(discriminator.parameters(), learningRate: learningRate, betas: (0.5, 0.999))
  }

  var networks: [(name: String, module: Module)] { [("generator", generator), ("discriminator", discriminator)] }
  var optimizers: [(name: String, optimizer: any Optimizer)] {
    [("generator", generatorOptimizer), ("discriminator", discriminatorOptimizer)]
  }
  var randomSources: [(name: String, random: RandomSource)] { [("dropout", noise), ("pool", draws)] }
  var auxiliaryState: [(name: String, tensor: Tensor)] { [("pool", pool)] }

  func loadAuxiliaryState(_ state: [String: Tensor]) throws {
    guard let saved = state["pool"] else { throw TrainingError(.notRead, "the pool is missing; start again") }
    withoutGradients { pool.copy(from: saved) }
  }

  func phases(_ batch: ToyBatch, step: Int) -> [Phase] {
    let real = Tensor(batch.images)
    let fake = generator(real)
    return [
      Phase(
        "discriminator", discriminatorOptimizer, trains: [discriminator], freezes: [generator], due: discriminatorDue
      ) { [self] in discriminatorLoss(real, fake) },
      Phase(
        "generator", generatorOptimizer, trains: [generator], freezes: [discriminator], due: generatorDue,
        schedule: generatorSchedule
      ) { [self] in generatorLoss(real, fake, batch.index) },
    ]
  }

  private func discriminatorLoss(_ real: Tensor, _ fake: Tensor) -> LossTerms {
    withoutGradients {
      let chosen = Tensor.rand([4, 1, 1, 1], random: draws) .< 0.5
      pool.copy(from: Tensor.where(chosen, fake.detached().to(.float32), pool))
    }
    let onReal = discriminator(real)
    let onFake = discriminator(pool.cloned())
    let realLoss = binaryCrossEntropyWithLogits(onReal, target: .ones(like: onReal))
    let fakeLoss = binaryCrossEntropyWithLogits(onFake, target: .zeros(like: onFake))
    return LossTerms(total: (realLoss + fakeLoss) * 0.5, terms: [("real", realLoss), ("fake", fakeLoss)])
  }

  private func generatorLoss(_ real: Tensor, _ fake: Tensor, _ index: Int) -> LossTerms {
    duringGeneratorPhase()
    let judged = discriminator(fake)
    let adversarial = binaryCrossEntropyWithLogits(judged, target: .ones(like: judged))
    var distance = l1Loss(fake, real * -1)
    if index == spoiledBatch { distance = distance * Double.nan }
    return LossTerms(total: adversarial + distance * 10, terms: [("gan", adversarial), ("l1", distance)])
  }

  /// Draws with dropout and batch statistics on, which must leave no trace.
  func sampleSheet(_ batch: ToyBatch, step: Int) -> Image {
    let input = Tensor(batch.images)
    return Montage.grid(input.images() + generator(input).images(), columns: 4)
  }
}
