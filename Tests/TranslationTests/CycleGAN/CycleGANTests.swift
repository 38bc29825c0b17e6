import Adversarial
import Datasets
import Foundation
import Testing
import Torch
import TorchNN
import Training
import Vision

@testable import Translation

struct CycleGANTests {
  private static func recipe(_ change: (inout CycleGANRecipe) -> Void = { _ in }) -> CycleGANRecipe {
    var recipe = CycleGANRecipe()
    (recipe.generator.inputChannels, recipe.generator.outputChannels) = (3, 3)
    recipe.generator.features = 4
    recipe.generator.blocks = 2
    recipe.discriminator.features = 4
    recipe.discriminator.layers = 2
    change(&recipe)
    return recipe
  }

  private func batch(_ height: Int, _ width: Int, seed: UInt64 = 5) -> PairedBatch {
    let random = RandomSource(seed: seed)
    return PairedBatch(
      a: ImageBatch(Tensor.rand([2, 3, height, width], random: random) * 2 - 1),
      b: ImageBatch(Tensor.rand([2, 3, height, width], random: random) * 2 - 1), names: ["a", "b"])
  }

  /// Five steps whose image pools are full in the second.
  @Test func fiveStepsMatchPyTorch() throws {
    let system = try CycleGAN(
      Self.recipe {
        $0.cycle.poolSize = 3
        $0.cycle.lambdaB = 8
      })
    try StepsFixture("cyclegan_steps").check(system, steps: 5) { network, bias in
      network.hasPrefix("generator") ? bias != "model.19.bias" : !["model.0.bias", "model.8.bias"].contains(bias)
    }
  }

  /// U-Nets with batch norm and dropout, pictures that are padded, an average, two time scales: all networks move.
  @Test func everyKindOfNetworkTakesAStep() throws {
    let system = try CycleGAN(
      Self.recipe {
        $0.generator.architecture = .unet
        ($0.generator.depth, $0.generator.normalization, $0.generator.dropout) = (3, .batch, true)
        $0.stabilization.emaDecay = 0.9
        $0.stabilization.discriminatorLearningRate = 1e-3
        $0.generator.upsampling = .transposed
      })
    let before = system.networks.map { $0.module.parameters().map { $0.detached().cloned() } }
    let terms = TrainingStepRunner(system).run(batch(30, 21)).flatMap(\.losses.terms)
    #expect(terms.allSatisfy { $0.value.item().isFinite })
    for (network, old) in zip(system.networks, before) {
      #expect(allFinite(network.module.parameters()))
      let moved = zip(network.module.parameters(), old).contains { !$0.detached().equal(to: $1) }
      #expect(moved, "\(network.name) stayed")
    }
  }

  @Test func identitiesAreComputedWhenTheyAreDue() throws {
    let system = try CycleGAN(Self.recipe { $0.cycle.identityEvery = 2 })
    let runner = TrainingStepRunner(system)
    func names(_ step: Int) -> [String] {
      runner.run(batch(16, 16), step: step).flatMap(\.losses.terms).map(\.name)
    }
    #expect(names(0).contains("idt_A") && !names(1).contains("idt_A") && names(2).contains("idt_B"))
  }

  @Test func edgesAreHeldWhereTheyAreAskedFor() throws {
    func terms(_ weight: Double) throws -> [String: Double] {
      let system = try CycleGAN(Self.recipe { $0.cycle.lambdaGradient = weight })
      let terms = TrainingStepRunner(system).run(batch(16, 16)).flatMap(\.losses.terms)
      return Dictionary(uniqueKeysWithValues: terms.map { ($0.name, Double($0.value.item())) })
    }
    let (plain, held) = (try terms(0), try terms(2))
    #expect(plain["gradient_A"] == nil && held["gradient_B"] != nil)
    #expect(try #require(held["gradient_A"]) > 0.1)
    // The first step's translations are the same; the discriminators do not see the loss of edges.
    #expect(held["G_A"] == plain["G_A"])
  }

  /// Resize-convolutions in the place of transposed ones, in training and in the form for inference.
  @Test func resizedPicturesHaveTheirSize() throws {
    let system = try CycleGAN(Self.recipe { $0.generator.upsampling = .resize })
    let pictures = Tensor.rand([1, 3, 18, 26], random: RandomSource(seed: 1)) * 2 - 1
    let output = withoutGradients { system.generatorA.translate(pictures) }
    #expect(output.shape == pictures.shape)
    let form = system.generatorA.inferenceForm(.float32)
    #expect(
      withoutGradients { system.generatorA.translate(pictures, by: form) }.isClose(to: output, rtol: 1e-3, atol: 1e-4))
  }

  /// bf16 where the processor has it. Emulated, the last bias of generator A differed once in two runs of all tests side by
  /// side, and never in eight runs of this one alone: why is not known (2026-11-29).
  private static let exactPrecisions: [Precision] = hasBFloat16Instructions ? [.f32, .bf16] : [.f32]

  /// A run that was stopped in the midst of filling its pools goes on to the same weights, and the model opens both ways.
  @Test(arguments: exactPrecisions)
  func aResumedRunEndsInTheSameBits(precision: Precision) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cyclegan-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let pictures = try Self.pictures(in: folder + "/data")
    let recipe = Self.recipe {
      $0.pictures.imageSize = Preprocess.Size(16)
      $0.cycle.poolSize = 4
      $0.run.steps = 6
      $0.run.policy = .constant
      $0.run.sampleEvery = 2
      $0.run.precision = precision
    }
    _ = try recipe.train(on: pictures, to: RunFolder(path: folder + "/whole"))
    let stop = StopRequest()
    let first = try recipe.train(on: pictures, to: RunFolder(path: folder + "/parts"), stop: stop) { event in
      if case .stepped(let progress) = event, progress.step == 3 { stop.raise() }
    }
    #expect(first.outcome == .interrupted && first.step == 3)
    _ = try recipe.train(on: pictures, to: RunFolder(path: folder + "/parts"), resume: true)
    for name in BothWaysModel.networks + ["training"] {
      let (one, other) = try (
        SafetensorsFile(path: "\(folder)/whole/checkpoints/step-00000006/\(name).safetensors").all(),
        SafetensorsFile(path: "\(folder)/parts/checkpoints/step-00000006/\(name).safetensors").all()
      )
      #expect(one.count == other.count && !one.isEmpty)
      for (key, tensor) in one where !key.hasPrefix("loss/") {
        #expect(other[key]?.equal(to: tensor) == true, "\(name) \(key)")
      }
    }
    let model = folder + "/model.safetensors"
    try #require(try BothWaysModel(checkpoint: folder + "/whole/checkpoints/step-00000006")).write(to: model)
    let picture = Image(width: 18, height: 12, channels: 3, level: 90)
    for direction in TranslationDirection.allCases {
      let ofRun = try TrainedGenerator(at: folder + "/whole", direction: direction).translator()(picture)
      let ofFile = try TrainedGenerator(at: model, direction: direction).translator()(picture)
      #expect(ofRun == ofFile && ofFile.width == 18)
    }
    let there = try TrainedGenerator(at: model, direction: .aToB).translator()(picture)
    #expect(try TrainedGenerator(at: model, direction: .bToA).translator()(picture) != there)

    var warm = recipe
    warm.cycle.start = model
    let system = try warm.makeSystem(for: pictures, device: .cpu)
    try warm.start(system)
    let weights = try SafetensorsFile(path: "\(folder)/whole/checkpoints/step-00000006/discriminator_B.safetensors")
      .all()
    for entry in system.discriminatorB.stateDictionary() {
      #expect(weights[entry.name]?.equal(to: entry.tensor) == true)
    }

    // A run that goes on has its own weights, and does not ask for the model that it started from.
    warm.run.steps = 1
    _ = try warm.train(on: pictures, to: RunFolder(path: folder + "/warm"))
    try FileManager.default.removeItem(atPath: model)
    #expect(throws: (any Error).self) { try warm.train(on: pictures, to: RunFolder(path: folder + "/again")) }
    warm.run.steps = 2
    let further = try warm.train(on: pictures, to: RunFolder(path: folder + "/warm"), resume: true)
    #expect(further.outcome == .finished && further.step == 2)
  }

  @Test func whatCannotBeLearnedIsSaid() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cyclegan-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let good = try Self.pictures(in: folder)
    let same = try UnpairedPictures(UnalignedFolders(a: folder + "/trainA", b: folder + "/trainA"))
    try Image(width: 16, height: 16, channels: 3, level: 1).write(to: folder + "/one/x.png")
    let single = try UnpairedPictures(UnalignedFolders(a: folder + "/trainA", b: folder + "/one"))
    for (source, change, word) in [
      (same, { (_: inout CycleGANRecipe) in }, "same folder"), (single, { _ in }, "single picture"),
      (good, { $0.cycle.lambdaA = -1 }, "lambda_a"), (good, { $0.cycle.poolSize = -1 }, "pool_size"),
      (good, { $0.cycle.identityEvery = 0 }, "identity_every"),
      (good, { $0.generator.outputChannels = 1 }, "lambda_identity"),
      (good, { $0.stabilization.emaDecay = 1 }, "ema_decay"),
    ] {
      var recipe = Self.recipe(change)
      let error = #expect(throws: (any Error).self) { try recipe.resolve(for: source) }
      #expect("\(error.map { "\($0)" } ?? "")".contains(word), "\(word)")
    }
  }

  /// Dark and bright pictures without partners.
  static func pictures(in folder: String) throws -> UnpairedPictures {
    for (side, level) in [("trainA", 40), ("trainB", 200)] {
      let path = "\(folder)/\(side)"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try FileManager.default.createDirectory(atPath: folder + "/one", withIntermediateDirectories: true)
      for number in 0..<4 {
        try Image(width: 20, height: 20, channels: 3, level: UInt8(level + 5 * number)).write(
          to: "\(path)/\(side)\(number).png")
      }
    }
    return UnpairedPictures(try openUnalignedDataset(at: folder, split: "train"))
  }
}
