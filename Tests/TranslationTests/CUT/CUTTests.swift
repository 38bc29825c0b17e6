import Adversarial
import Datasets
import Foundation
import Testing
import Torch
import TorchNN
import Training

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
