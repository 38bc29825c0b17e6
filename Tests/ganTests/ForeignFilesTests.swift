import Foundation
import Testing
import Torch
import Training
import Vision

/// Files of other programs and of other systems: read, or one line that says what they are and the way out.
struct ForeignFilesTests {
  private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures").path
  private let translator = fixtures + "/former-runs/pix2pix"
  private let detector = fixtures + "/former-runs/f-anogan/expected/model.safetensors"

  private func errors(_ result: Program.Result) -> [Substring] {
    result.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
  }

  private func expectOneLine(_ result: Program.Result, naming words: String...) {
    #expect(result.status == 1 && errors(result).count == 1, "\(result.errors)")
    for word in words { #expect(result.errors.contains(word), "\(word) is not in: \(result.errors)") }
  }

  private func picture(_ path: String, side: Int = 32, channels: Int = 3) throws {
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    let pixels = (0..<side * side * channels).map { UInt8($0 % 251) }
    try Image(width: side, height: side, channels: channels, pixels: pixels).write(to: path)
  }

  @Test func weightsOfAnotherProgramAreReadByNamesAndShapes() throws {
    try withTemporaryFolder { folder in
      let file = try ModelFile(at: translator, networks: ["generator"])
      let weights = try file.tensors().filter { !$0.name.hasPrefix(ModelFile.besidePrefix) }
      let theirs = folder + "/theirs.safetensors"
      try Safetensors.write(weights.map { ("module." + $0.name, $0.tensor) }, metadata: ["format": "pt"], to: theirs)
      try picture(folder + "/x.png")
      let circle = try Program.run(
        ["translate", "--model", theirs, folder + "/x.png", "-o", folder + "/y.png"], in: folder)
      expectOneLine(circle, naming: theirs, "gan import")
      let ours = folder + "/ours.safetensors"
      let made = try Program.run(["import", theirs, "-o", ours], in: folder)
      #expect(made.status == 0, "\(made.errors)")
      for (model, output) in [(ours, "a.png"), (file.path, "b.png")] {
        let result = try Program.run(
          ["translate", "--model", model, folder + "/x.png", "-o", folder + "/" + output, "--eval-mode"], in: folder)
        #expect(result.status == 0, "\(result.errors)")
      }
      #expect(try Image(path: folder + "/a.png") == Image(path: folder + "/b.png"))
      expectOneLine(
        try Program.run(["import", ours, "-o", folder + "/z.safetensors"], in: folder), naming: ours, "--model")
      // Of another network nobody can say what it is.
      let other = folder + "/other.safetensors"
      try Safetensors.write([("encoder.weight", Tensor.zeros([2, 3]))], metadata: [:], to: other)
      expectOneLine(
        try Program.run(["import", other, "-o", folder + "/z.safetensors"], in: folder), naming: other,
        "encoder.weight", "neither a U-Net nor a ResNet")
    }
  }

  @Test func programsAreToldWhatTheyAre() throws {
    try withTemporaryFolder { folder in
      let script = Self.fixtures + "/scripts/plain.pt"
      expectOneLine(
        try Program.run(["import", script, "-o", folder + "/x.safetensors"], in: folder), naming: script,
        "TorchScript program", "state_dict()")
    }
  }

  @Test func aRunOfAnotherSystemIsNotGoneOnWith() throws {
    try withTemporaryFolder { folder in
      try FileManager.default.copyItem(atPath: translator, toPath: folder + "/run")
      try picture(folder + "/data/x.png")
      expectOneLine(
        try Program.run(
          ["train", "dcgan", "--data", folder + "/data", "--out", folder + "/run", "--resume"], in: folder),
        naming: "holds a run of pix2pix", "gan train pix2pix")
    }
  }

  @Test func pairsAreComparedWhereverTheyAre() throws {
    try withTemporaryFolder { folder in
      for part in ["tested/test/", "whole/"] {
        for side in ["A", "B"] { try picture("\(folder)/\(part)\(side)/1.png") }
      }
      for data in ["tested", "whole"] {
        let result = try Program.run(
          ["evaluate", "--model", translator, "--data", "\(folder)/\(data)"], in: folder)
        #expect(result.status == 0 && result.output.contains("1 pairs"), "\(data): \(result.errors)")
      }
      for side in ["A", "B"] { try picture("\(folder)/trained/train/\(side)/1.png") }
      expectOneLine(
        try Program.run(["evaluate", "--model", translator, "--data", folder + "/trained"], in: folder),
        naming: "it has only train")
    }
  }

  @Test func optionsOfATrainingSayTheDefaultsOfItsSystem() throws {
    try withTemporaryFolder { folder in
      func line(_ system: String, _ option: String) throws -> String {
        let help = try Program.run(["help", "train", system], in: folder)
        let direct = try Program.run(["train", system, "--help"], in: folder)
        #expect(help.status == 0 && help.output == direct.output)
        let all = help.output.split(separator: "\n", omittingEmptySubsequences: false)
        let first = try #require(all.firstIndex { $0.contains(option + " ") }, "\(system) \(option)")
        let rest = all[(first + 1)...].prefix { $0.hasPrefix(String(repeating: " ", count: 20)) }
        return ([all[first]] + rest).joined(separator: " ")
      }
      #expect(try line("pix2pix", "--batch-size").contains("(default: 1)"))
      #expect(try line("dcgan", "--batch-size").contains("(default: 128)"))
      #expect(try line("pix2pix", "--lambda-l1").contains("(default: 100)"))
      #expect(try line("wgan-gp", "--n-critic").contains("(default: 5)"))
      #expect(try line("cyclegan", "--netG").contains("(default: resnet_9blocks)"))
      #expect(!(try line("pix2pix", "--out").contains("default:")))
      let systems = try Program.run(["help", "train"], in: folder).output.split(separator: "\n")
        .drop { !$0.hasPrefix("SUBCOMMANDS") }.dropFirst().prefix { $0.hasPrefix("  ") && !$0.hasPrefix("  See ") }
        .compactMap { $0.hasPrefix("   ") ? nil : $0.split(separator: " ").first.map { $0.filter { $0 != "," } } }
      #expect(systems.count >= 19)
      for system in systems {
        let help = try Program.run(["help", "train", String(system)], in: folder)
        #expect(help.output.contains("(default: "), "\(system)")
      }
    }
  }

  @Test func whatInputsAreCanBeSaid() throws {
    try withTemporaryFolder { folder in
      for name in ["good/0", "good/1", "scratch/0"] {
        try picture("\(folder)/set/test/\(name).png", channels: 1)
      }
      try picture("\(folder)/set/ground_truth/scratch/0_mask.png", channels: 1)
      let all = ["detect", "--model", detector, folder + "/set", "-o", folder + "/out"]
      #expect(try Program.run(all, in: folder).output.split(separator: "\n").count == 4)
      let every = try Program.run(all + ["--format", "single-folder"], in: folder)
      #expect(every.status == 0 && every.output.split(separator: "\n").count == 5, "\(every.errors)")
      let known = try Program.run(all + ["--format", "anomaly"], in: folder)
      #expect(known.status == 0 && known.output.split(separator: "\n").count == 4, "\(known.errors)")
      expectOneLine(try Program.run(all + ["--format", "idx"], in: folder), naming: "/set")
      expectOneLine(try Program.run(all + ["--format", "nonsense"], in: folder), naming: "nonsense", "single-folder")
      let evaluated = try Program.run(
        ["evaluate", "--model", detector, "--data", folder + "/set", "--format", "idx"], in: folder)
      expectOneLine(evaluated, naming: "/set")
      // Each training that reads a folder can be told, and no option goes unheard.
      let set = folder + "/set", out = folder + "/run"
      for training in [
        ["cyclegan", "--data", set, "--format", "idx"], ["cut", "--data", set, "--format", "idx"],
        ["flow-anomaly", "--data", set, "--format", "idx"],
        ["self-training", "--data", set, "--unlabelled", set, "--format", "idx"],
        ["self-training", "--data", set, "--unlabelled", set, "--unlabelled-format", "idx"],
        ["simgan", "--simulated", set, "--real", set, "--simulated-format", "idx"],
        ["simgan", "--simulated", set, "--real", set, "--real-format", "idx"],
      ] {
        expectOneLine(try Program.run(["train"] + training + ["--out", out], in: folder), naming: "format")
      }
    }
  }
}
