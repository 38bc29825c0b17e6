import Datasets
import Foundation
import Testing
import Torch
import TorchNN
import Training

/// A fixture of training steps by stock PyTorch (see Tests/Fixtures/README.md).
struct StepsFixture {
  let tensors: [String: Tensor]

  /// - Parameter part: what stands before the names of one case in a file of several.
  init(_ name: String, part: String = "") throws {
    let path = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/\(name).safetensors").path
    tensors = Self.part(part, of: try SafetensorsFile(path: path).all())
  }

  private static func part(_ prefix: String, of tensors: [String: Tensor]) -> [String: Tensor] {
    Dictionary(
      uniqueKeysWithValues: tensors.filter { $0.key.hasPrefix(prefix) }
        .map { (String($0.key.dropFirst(prefix.count)), $0.value) })
  }

  /// Eight bits as the networks see them.
  private func picture(_ name: String) throws -> ImageBatch {
    ImageBatch(try #require(tensors[name]).to(.float32) / 127.5 - 1)
  }

  /// Loads the initial weights, takes the steps, and compares every loss and every weight with PyTorch's.
  ///
  /// - Parameter normalized: says of a bias whether an instance norm follows it, which takes it away again. Its gradient is
  ///   rounding noise, of which Adam makes whole steps: such biases may be as far apart as all steps reach.
  func check<System: AdversarialSystem>(
    _ system: System, steps: Int, normalized: (_ network: String, _ bias: String) -> Bool
  ) throws where System.Batch == PairedBatch {
    for network in system.networks { try network.module.load(Self.part("\(network.name).", of: tensors)) }
    let runner = TrainingStepRunner(system)
    for step in 0..<steps {
      let batch = PairedBatch(a: try picture("batch\(step).a"), b: try picture("batch\(step).b"), names: ["0", "1"])
      for term in runner.run(batch, step: step).flatMap(\.losses.terms) {
        let known = try #require(tensors["step\(step).\(term.name)"], "\(term.name)").item()
        #expect(abs(term.value.item() - known) <= 1e-4 * abs(known), "\(term.name) in step \(step)")
      }
    }
    for network in system.networks {
      let known = Self.part("final.\(network.name).", of: tensors)
      #expect(!known.isEmpty)
      for entry in network.module.stateDictionary() {
        let reference = try #require(known[entry.name], "\(network.name) \(entry.name)")
        if entry.name.hasSuffix(".bias"), normalized(network.name, entry.name) {
          // One side up, the other down; with these decay rates a step may be a tenth longer than the rate.
          let reach = 2.2 * Double(steps) * 2e-4
          #expect((entry.tensor - reference).abs().max().item() <= reach, "\(network.name) \(entry.name)")
        } else {
          #expect(isClose(entry.tensor, reference), "\(network.name) \(entry.name)")
        }
      }
    }
  }

  /// To 2e-4 of the tensor's largest value.
  private func isClose(_ one: Tensor, _ other: Tensor) -> Bool {
    let difference = (one.to(.float64) - other.to(.float64)).abs().max().item()
    return difference <= 2e-4 * max(other.to(.float64).abs().max().item(), 1e-6)
  }
}
