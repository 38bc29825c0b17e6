import Foundation
import Testing
import Torch

/// Runs and models that an earlier program wrote (Tests/Fixtures/make_former_runs.py) open and go on.
struct FormerRunsTests {
  private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../Fixtures/former-runs").standardized.path

  /// Three steps of Adam at 1e-3, to either side.
  private static let reachOfSteps = 6e-3

  /// Whether a batch norm takes the value away again: a bias in front of it, or its own running mean. The gradient of
  /// such a bias is nothing but rounding, of which Adam makes whole steps.
  private static func isTakenAwayByNorm(_ key: String, of weights: [String: Tensor]) -> Bool {
    var parts = key.split(separator: ".").map(String.init)
    guard parts.count >= 2, let place = Int(parts[parts.count - 2]) else { return false }
    if parts.last == "running_mean" { return true }
    parts[parts.count - 2] = "\(place + 1)"
    parts[parts.count - 1] = "running_mean"
    return key.hasSuffix(".bias") && weights[parts.joined(separator: ".")] != nil
  }

  /// A run that was killed at its third step ends in the weights that the earlier program went on to.
  @Test(arguments: [("pix2pix", "pairs"), ("infogan", "digits"), ("f-anogan", "digits")])
  func aKilledRunEndsInTheSameWeights(system: String, data: String) throws {
    try withTemporaryFolder { folder in
      let run = folder + "/run"
      try FileManager.default.copyItem(atPath: "\(Self.fixtures)/\(system)", toPath: run)
      let result = try Program.run(
        [
          "train", system, "--out", run, "--resume", "--data", "\(Self.fixtures)/\(data)", "--sample-every", "0",
          "--threads", "1",
        ], in: folder)
      #expect(result.status == 0, "\(result.errors)")
      let names = FileManager.default.names(in: run + "/expected").filter { $0 != "model.safetensors" }
      #expect(names.count >= 2)
      for name in names {
        let found = try SafetensorsFile(path: "\(run)/checkpoints/step-00000006/\(name)").all()
        let expected = try SafetensorsFile(path: "\(run)/expected/\(name)").all()
        for (key, known) in expected {
          let tensor = try #require(found[key], "\(name) \(key)")
          // Other processors round otherwise.
          let reach = Self.isTakenAwayByNorm(key, of: expected) ? Self.reachOfSteps : 1e-5
          let difference = (tensor.to(.float64) - known.to(.float64)).abs().max().item()
          #expect(difference <= reach * max(1, known.to(.float64).abs().max().item()), "\(name) \(key)")
        }
      }
    }
  }

  @Test func modelsOpen() throws {
    try withTemporaryFolder { folder in
      let picture = Self.fixtures + "/pairs/train/0.png"
      for arguments in [
        [
          "translate", "--model", Self.fixtures + "/pix2pix/expected/generator.safetensors", picture, "-o",
          folder + "/a.png",
        ],
        [
          "generate", "--model", Self.fixtures + "/infogan/expected/generator.safetensors", "--count", "4", "-o",
          folder + "/b.png",
        ],
        [
          "detect", "--model", Self.fixtures + "/f-anogan/expected/model.safetensors", "--grey", picture, "-o",
          folder + "/c",
        ],
      ] {
        let result = try Program.run(arguments, in: folder)
        #expect(result.status == 0, "\(arguments[0]) \(result.errors)")
      }
      for (file, command) in [
        ("pix2pix/expected/generator", "gan translate"), ("infogan/expected/generator", "gan generate"),
        ("f-anogan/expected/model", "gan detect"),
      ] {
        let result = try Program.run(["info", "\(Self.fixtures)/\(file).safetensors"], in: folder)
        #expect(result.status == 0 && result.output.contains(command), "\(result.output) \(result.errors)")
        #expect(result.output.contains("gan evaluate"), "\(result.output)")
      }
    }
  }

  /// Longer runs are allowed by every system; f-AnoGAN's encoder then goes on from where it began.
  @Test(arguments: [("infogan", "digits"), ("f-anogan", "digits")])
  func moreStepsAreTaken(system: String, data: String) throws {
    try withTemporaryFolder { folder in
      let run = folder + "/run"
      try FileManager.default.copyItem(atPath: "\(Self.fixtures)/\(system)", toPath: run)
      let result = try Program.run(
        [
          "train", system, "--out", run, "--resume", "--data", "\(Self.fixtures)/\(data)", "--sample-every", "0",
          "--steps",
          "9",
        ], in: folder)
      #expect(result.status == 0, "\(result.errors)")
      #expect(FileManager.default.names(in: run + "/checkpoints").last == "step-00000009")
      guard system == "f-anogan" else { return }
      let recipe = try String(contentsOfFile: run + "/recipe.yaml", encoding: .utf8)
      #expect(recipe.contains("encoder_start: 3\n"))
    }
  }
}
