import Adversarial
import Datasets
import Foundation
import Testing
import Torch
import TorchNN
import Training

@testable import Translation

/// Five training steps against stock PyTorch, which wrote the fixture (see Tests/Fixtures/README.md).
struct Pix2PixStepsTests {
  private static let fixture = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/pix2pix_steps.safetensors").path

  private static func recipe() -> Pix2PixRecipe {
    var recipe = Pix2PixRecipe()
    (recipe.generator.inputChannels, recipe.generator.outputChannels) = (3, 3)
    recipe.generator.features = 4
    recipe.generator.depth = 5
    recipe.generator.dropout = false
    recipe.discriminator.features = 4
    recipe.discriminator.layers = 2
    return recipe
  }

  private func part(_ prefix: String, of tensors: [String: Tensor]) -> [String: Tensor] {
    Dictionary(
      uniqueKeysWithValues: tensors.filter { $0.key.hasPrefix(prefix) }
        .map { (String($0.key.dropFirst(prefix.count)), $0.value) })
  }

  /// Eight bits as the networks see them.
  private func picture(_ name: String, of tensors: [String: Tensor]) throws -> ImageBatch {
    ImageBatch(try #require(tensors[name]).to(.float32) / 127.5 - 1)
  }

  /// To 1e-4 of the tensor's largest value.
  private func isClose(_ one: Tensor, _ other: Tensor) -> Bool {
    let difference = (one.to(.float64) - other.to(.float64)).abs().max().item()
    return difference <= 1e-4 * max(other.to(.float64).abs().max().item(), 1e-6)
  }

  @Test func fiveStepsMatchPyTorch() throws {
    let tensors = try SafetensorsFile(path: Self.fixture).all()
    let system = try Pix2Pix(Self.recipe())
    try system.generator.load(part("generator.", of: tensors))
    try system.discriminator.load(part("discriminator.", of: tensors))
    let runner = TrainingStepRunner(system)
    for step in 0..<5 {
      let (a, b) = (try picture("batch\(step).a", of: tensors), try picture("batch\(step).b", of: tensors))
      let losses = runner.run(PairedBatch(a: a, b: b, names: ["0", "1"]))
      for term in losses.flatMap(\.losses.terms) {
        let known = try #require(tensors["step\(step).\(term.name)"]).item()
        #expect(abs(term.value.item() - known) <= 1e-4 * abs(known), "\(term.name) in step \(step)")
      }
    }
    for network in system.networks {
      let known = part("final.\(network.name).", of: tensors)
      #expect(!known.isEmpty)
      for entry in network.module.stateDictionary() {
        let reference = try #require(known[entry.name])
        #expect(isClose(entry.tensor, reference), "\(network.name) \(entry.name)")
      }
    }
  }
}
