import Adversarial
import Datasets
import Features
import Foundation
import Testing
import Torch
import TorchNN
import Training
import Vision

@testable import Translation

struct CUTTests {
  private func recipe(_ start: CUTRecipe, _ change: (inout CUTRecipe) -> Void = { _ in }) -> CUTRecipe {
    var recipe = start
    (recipe.generator.inputChannels, recipe.generator.outputChannels) = (3, 3)
    recipe.generator.features = 4
    recipe.generator.blocks = 2
    recipe.discriminator.features = 4
    recipe.discriminator.layers = 1
    recipe.contrast.layers = "0,4,7,10"
    (recipe.contrast.patches, recipe.contrast.width) = (16, 8)
    change(&recipe)
    return recipe
  }

  /// Two steps of each; the second of FastCUT is mirrored.
  @Test(arguments: ["cut.", "fastcut."])
  func twoStepsMatchPyTorch(part: String) throws {
    let system = try CUT(recipe(part == "cut." ? CUTRecipe() : .fast))
    try StepsFixture("cut_steps", part: part).check(system, steps: 2) { network, bias in
      switch network {
      case "generator": bias != "model.19.bias"
      case "discriminator": !["model.0.bias", "model.5.bias"].contains(bias)
      default: false
      }
    }
  }

  @Test func theLossAndItsGradientMatchPyTorch() throws {
    let known = try StepsFixture("cut_steps", part: "nce.").tensors
    let queries = try #require(known["queries"]).cloned()
    queries.requiresGrad = true
    let keys = try #require(known["keys"]).cloned()
    keys.requiresGrad = true
    let loss = PatchNCELoss()(queries: queries, keys: keys)
    loss.backward()
    #expect(abs(loss.item() - (try #require(known["loss"])).item()) < 1e-5)
    #expect(try #require(queries.grad).isClose(to: try #require(known["gradient"]), rtol: 1e-4, atol: 1e-5))
    #expect(keys.grad == nil)
  }

  /// Through a frozen network out of a file; the generator learns from its judges, and a stopped run ends in the same bits.
  @Test func aVisionAidedRunGoesOn() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cut-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let pictures = try CycleGANTests.pictures(in: folder)
    let weights = folder + "/vision.safetensors"
    try Safetensors.write(
      EfficientNetLite0(deepest: 16, random: RandomSource(seed: 9)).stateDictionary(), to: weights)
    let aided = recipe(CUTRecipe()) {
      ($0.discriminator.architecture, $0.discriminator.vision) = (.visionAided, weights)
      $0.data.pictures.imageSize = Preprocess.Size(32)
      $0.run.steps = 4
      $0.run.policy = .constant
    }
    let whole = try aided.train(on: pictures).system
    let stop = StopRequest()
    let parts = try aided.train(on: pictures, to: RunFolder(path: folder + "/run"), stop: stop) { event in
      if case .stepped(let progress) = event, progress.step == 2 { stop.raise() }
    }
    #expect(parts.outcome == .interrupted && parts.step == 2)
    let resumed = try aided.train(on: pictures, to: RunFolder(path: folder + "/run"), resume: true).system
    let patches = try recipe(aided) { $0.discriminator.architecture = .patch }.train(on: pictures).system
    for (one, other) in zip(whole.networks, resumed.networks) {
      for (entry, same) in zip(one.module.stateDictionary(), other.module.stateDictionary()) {
        #expect(entry.tensor.equal(to: same.tensor), "\(one.name) \(entry.name)")
      }
    }
    let first = whole.generator.stateDictionary()[0].tensor
    #expect(!first.equal(to: patches.generator.stateDictionary()[0].tensor))
  }

  /// Dead features are vectors of length 0, whose direction is nothing; they must not spoil the gradient.
  @Test func deadFeaturesHaveAGradient() {
    let projector = PatchProjector(channels: [4], width: 8, random: RandomSource(seed: 1))
    let features = Tensor.zeros([1, 4, 3, 3])
    for parameter in projector.parameters() where parameter.rank == 1 { withoutGradients { parameter.zero() } }
    let vectors = projector(features, layer: 0, places: Tensor([Int64(0), 4, 8], shape: [3]))
    #expect(vectors.array().allSatisfy { $0 == 0 })
    vectors.sum().backward()
    #expect(projector.parameters().allSatisfy { $0.grad?.array().allSatisfy(\.isFinite) == true })
  }

  /// The contrast of a picture with itself is smaller than with another.
  @Test func aPictureIsNearerToItself() throws {
    let random = RandomSource(seed: 3)
    func vectors() -> Tensor {
      let drawn = Tensor.randn([1, 20, 6], random: random)
      return drawn / drawn.square().sum(dims: [2], keepDims: true).sqrt()
    }
    let (one, other) = (vectors(), vectors())
    #expect(PatchNCELoss()(queries: one, keys: one).item() < PatchNCELoss()(queries: one, keys: other).item() - 1)
  }

  @Test(arguments: [("0,5", "nce_layers"), ("0,x", "nce_layers"), ("", "nce_layers"), ("0,99", "nce_layers")])
  func placesWithoutFeaturesAreNamed(layers: String, word: String) throws {
    var recipe = recipe(CUTRecipe()) { $0.contrast.layers = layers }
    try withTemporaryPictures { pictures in
      let error = #expect(throws: (any Error).self) { try recipe.resolve(for: pictures) }
      #expect("\(error.map { "\($0)" } ?? "")".contains(word))
    }
  }

  private func withTemporaryPictures(_ body: (UnpairedPictures) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cut-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(CycleGANTests.pictures(in: folder))
  }
}
