import Adversarial
import Datasets
import Foundation
import Testing
import Torch
import TorchNN
import Training

/// The tensors that make_generation_fixtures.py wrote; Tests/Fixtures/README.md explains the names.
struct Fixture {
  private let tensors: [String: Tensor]

  init() throws {
    let path = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/generation_steps.safetensors").path
    tensors = try SafetensorsFile(path: path).all()
  }

  subscript(name: String) -> Tensor {
    get throws { try #require(tensors[name], "the fixture lacks \(name)") }
  }

  /// The tensors whose names begin with `prefix`, under the rest of their names.
  func part(_ prefix: String) -> [String: Tensor] {
    Dictionary(
      uniqueKeysWithValues: tensors.filter { $0.key.hasPrefix(prefix) }
        .map { (String($0.key.dropFirst(prefix.count)), $0.value) })
  }

  /// The pictures of a step.
  func batch(_ step: Int) throws -> LabelledBatch {
    let pixels = try self["batch\(step).pixels"]
    return LabelledBatch(
      pixels: pixels.int64Array().map(UInt8.init), shape: pixels.shape,
      labels: try self["batch\(step).labels"].int64Array().map(Int.init))
  }

  /// The data that the batches come from, as far as recipes look at it.
  func images() throws -> LabelledImages {
    let batches = try (0..<3).map(batch)
    return LabelledImages(
      source: "fixture", format: .idx, pixels: batches.flatMap(\.pixels), channels: 1, height: 28, width: 28,
      labels: batches.flatMap { $0.labels ?? [] }, classNames: ["0", "1", "2"])
  }

  /// Trains a system by the fixture's batches from its weights, and compares losses and weights with PyTorch's.
  ///
  /// - Parameter idle: biases in front of a batch norm, and its running mean, which takes them up. Nothing depends on them:
  ///   their gradient is rounding alone, which Adam blows up to whole steps, so they cannot be compared.
  func expectSameTraining<System: AdversarialSystem>(
    of system: System, named name: String, idle: Set<String> = []
  ) throws where System.Batch == LabelledBatch {
    for network in system.networks {
      let weights = part("\(name).\(network.name).")
      try network.module.load(weights)
    }
    let runner = TrainingStepRunner(system)
    for step in 0..<3 {
      for term in runner.run(try batch(step), step: step).flatMap(\.losses.terms) {
        let known = try self["\(name).step\(step).\(term.name)"].item()
        #expect(abs(term.value.item() - known) <= 2e-4 * abs(known) + 1e-6, "\(name) \(term.name) in step \(step)")
      }
    }
    for network in system.networks {
      let known = part("\(name).final.\(network.name).")
      #expect(!known.isEmpty)
      for entry in network.module.stateDictionary() where !entry.name.hasSuffix("num_batches_tracked") {
        if idle.contains("\(network.name).\(entry.name)") { continue }
        let reference = try #require(known[entry.name])
        let difference = (entry.tensor.detached() - reference).abs().max().item()
        #expect(difference <= 1e-3 * max(reference.abs().max().item(), 1e-3), "\(name) \(network.name) \(entry.name)")
      }
    }
  }
}
