import Adversarial
import Datasets
import Foundation
import Testing
import Vision

/// The way of a user, on street scenes: draw data, look at it, train, translate, evaluate, export.
@Suite(.serialized)
struct TrainAndUseTests {
  private static let small = [
    "--image-size", "32", "--ngf", "4", "--ndf", "4", "--set", "n_layers=1", "--log-every", "5", "--sample-every", "20",
    "--threads", "1", "--seed", "3",
  ]

  private func scenes(in folder: String) throws -> String {
    let data = folder + "/streets"
    let drawn = try Program.run(
      ["data", "scene", "--out", data, "--train", "6", "--val", "2", "--size", "40", "--seed", "1"], in: folder)
    #expect(drawn.status == 0, "\(drawn.errors)")
    return data
  }

  @Test func aRunFromDataToPictures() throws {
    try withTemporaryFolder { folder in
      let data = try scenes(in: folder)
      let inspected = try Program.run(["data", "inspect", data], in: folder)
      #expect(inspected.output.contains("aligned pairs"))
      #expect(inspected.output.contains("no problems found"))

      let run = folder + "/run"
      let trained = try Program.run(
        ["train", "pix2pix", "--data", data, "--out", run, "--steps", "20"] + Self.small, in: folder)
      #expect(trained.status == 0, "\(trained.errors)")
      #expect(trained.output == run + "/index.html\n")
      let files = FileManager.default.names(in: run)
      for name in ["checkpoints", "index.html", "log.jsonl", "recipe.yaml", "samples"] { #expect(files.contains(name)) }
      #expect(files.contains { $0.hasPrefix("events.out.tfevents.") })

      try useTheRun(run, data: data, folder: folder)
    }
  }

  /// A picture twice as large as those of training is translated at their size, unless it is asked for as it is.
  private func scales(_ run: String, folder: String) throws {
    let large = folder + "/large.png"
    try RoadScene.pair(seed: 1, index: 1, width: 64, height: 64).day.write(to: large)
    func translated(_ more: [String], says sentence: String) throws -> Image {
      let result = try Program.run(
        ["translate", "--model", run, large, "-o", folder + "/out.png"] + more, in: folder)
      #expect(result.status == 0 && result.errors.contains(sentence), "\(result.errors)")
      return try Image(path: folder + "/out.png")
    }
    let learned = try translated([], says: "is 64x64: it is translated at 32x32")
    let own = try translated(["--scale", "own"], says: "1/1")
    #expect(try translated(["--scale", "32"], says: "translated at 32x32") == learned)
    #expect(try TrainedGenerator(at: run).translator()(Image(path: large)) == learned)
    #expect(try TrainedGenerator(at: run).translator(scale: .own)(Image(path: large)) == own)
    #expect(learned != own && (learned.width, own.height) == (64, 64))
    for (words, sentence) in [
      (["--scale", "large"], "'large' is no scale"), (["--scale", "learned", "--tile", "32"], "goes with --scale own"),
    ] {
      let refused = try Program.run(["translate", "--model", run, large, "-o", folder + "/no.png"] + words, in: folder)
      #expect(refused.status == 64 && refused.errors.contains(sentence), "\(refused.errors)")
    }
  }

  private func useTheRun(_ run: String, data: String, folder: String) throws {
    let odd = folder + "/odd.png"
    try Image(width: 45, height: 23, channels: 3, level: 90).write(to: odd)
    for extra in [[], ["--tile", "32"], ["--eval-mode"]] {
      let translated = try Program.run(
        ["translate", "--model", run, odd, "-o", folder + "/out.png"] + extra, in: folder)
      #expect(translated.status == 0, "\(translated.errors)")
      let image = try Image(path: folder + "/out.png")
      #expect(image.width == 45 && image.height == 23 && image.channels == 3)
    }
    try scales(run, folder: folder)
    let all = try Program.run(["translate", "--model", run, data + "/val", "-o", folder + "/many"], in: folder)
    #expect(all.status == 0, "\(all.errors)")
    #expect(
      FileManager.default.names(in: folder + "/many") == ["00000.jpg", "00001.jpg", "gallery.json", "index.html"])

    let evaluated = try Program.run(["evaluate", "--model", run, "--data", data, "--json", "--page"], in: folder)
    #expect(evaluated.status == 0, "\(evaluated.errors)")
    let line = Data(evaluated.output.split(separator: "\n")[0].utf8)
    let scores = try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
    #expect(scores["images"] as? Int == 2)
    for name in ["model", "copy_input", "mean_image"] {
      let part = try #require(scores[name] as? [String: Double])
      // Where EfficientNet-Lite0's weights are installed, there is a distance by them too.
      #expect(Set(part.keys).subtracting(["perceptual"]) == ["l1", "psnr", "ssim"])
    }
    #expect(FileManager.default.fileExists(atPath: run + "/results/index.html"))

    let list = data + "/some.csv"
    try Data("val/00000.jpg,val/00001.jpg\n".utf8).write(to: URL(fileURLWithPath: list))
    let part = try Program.run(["evaluate", "--model", run, "--data", list, "--split", "test"], in: folder)
    #expect(part.status == 1 && part.output.isEmpty, "\(part.output)")
    #expect(part.errors.contains("some.csv is one list of pairs without a part named 'test'"), "\(part.errors)")
    #expect(part.errors.split(separator: "\n").count { $0.hasPrefix("error: ") } == 1, "\(part.errors)")

    let file = folder + "/model.safetensors"
    #expect(try Program.run(["export", run, "-o", file], in: folder).status == 0)
    let again = try Program.run(["translate", "--model", file, odd, "-o", folder + "/exported.png"], in: folder)
    #expect(again.status == 0, "\(again.errors)")
    let first = try Program.run(["translate", "--model", run, odd, "-o", folder + "/out.png"], in: folder)
    #expect(first.status == 0)
    #expect(try Image(path: folder + "/exported.png") == Image(path: folder + "/out.png"))
  }

  /// Killed right after its checkpoint and resumed, a run ends in the same bytes as one that was left alone.
  @Test(arguments: ["f32", "bf16"])
  func aKilledRunEndsInTheSameBytes(precision: String) throws {
    try withTemporaryFolder { folder in
      let data = try scenes(in: folder)
      func arguments(_ run: String) -> [String] {
        ["train", "pix2pix", "--data", data, "--out", run, "--steps", "40", "--checkpoint-every", "20"] + Self.small
          + ["--precision", precision]
      }
      let (whole, killed) = (folder + "/whole", folder + "/killed")
      #expect(try Program.run(arguments(whole), in: folder).status == 0)

      let process = try Program.start(arguments(killed), in: folder)
      let checkpoint = killed + "/checkpoints/step-00000020"
      let deadline = Date(timeIntervalSinceNow: 60)
      while !FileManager.default.fileExists(atPath: checkpoint), Date() < deadline, process.isRunning { usleep(500) }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      #expect(process.terminationReason == .uncaughtSignal)
      #expect(FileManager.default.names(in: killed + "/checkpoints").contains("step-00000020"))
      #expect(!FileManager.default.names(in: killed + "/checkpoints").contains("step-00000040"))

      let resumed = try Program.run(["train", "pix2pix", "--out", killed, "--resume", "--threads", "1"], in: folder)
      #expect(resumed.status == 0, "\(resumed.errors)")
      let last = "/checkpoints/step-00000040/"
      let files = FileManager.default.names(in: whole + last).filter { $0.hasSuffix(".safetensors") }
      #expect(files == ["discriminator.safetensors", "generator.safetensors", "training.safetensors"])
      for file in files {
        let bytes = try [whole, killed].map { try Data(contentsOf: URL(fileURLWithPath: $0 + last + file)) }
        #expect(bytes[0] == bytes[1], "\(file) differs")
      }
    }
  }

  @Test func aSignalEndsARunInOrder() throws {
    try withTemporaryFolder { folder in
      let data = try scenes(in: folder)
      let run = folder + "/run"
      let process = try Program.start(
        ["train", "pix2pix", "--data", data, "--out", run, "--steps", "100000", "--checkpoint-every", "10"]
          + Self.small, in: folder)
      let deadline = Date(timeIntervalSinceNow: 60)
      while !FileManager.default.names(in: run + "/checkpoints").contains(where: { $0.hasPrefix("step-") }),
        Date() < deadline, process.isRunning
      { usleep(500) }
      kill(process.processIdentifier, SIGTERM)
      process.waitUntilExit()
      #expect(process.terminationReason == .exit)
      #expect(process.terminationStatus == 143)
      let said = String(decoding: try Data(contentsOf: URL(fileURLWithPath: folder + "/stderr")), as: UTF8.self)
      #expect(said.contains("gan train pix2pix --out \(run) --resume"))

      let contradiction = try Program.run(
        ["train", "pix2pix", "--out", run, "--resume", "--lambda-l1", "7"], in: folder)
      #expect(contradiction.status == 1)
      #expect(contradiction.errors.contains("lambda_l1"))
    }
  }
}
