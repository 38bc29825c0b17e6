import Foundation
import Testing
import Torch

/// `Tests/Fixtures/distributions.safetensors`.
struct FeatureFixture {
  let tensors: [String: Tensor]

  init() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Fixtures/distributions.safetensors").standardized
    tensors = try SafetensorsFile(path: file.path).all()
  }

  static let names = ["near", "mixed", "few", "steep", "repeated"]

  func sets(_ name: String) throws -> (a: Tensor, b: Tensor) {
    (try #require(tensors[name + ".a"]), try #require(tensors[name + ".b"]))
  }

  func value(_ name: String) throws -> Double { try #require(tensors[name]).item() }
}
