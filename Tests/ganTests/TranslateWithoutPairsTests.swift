import Foundation
import Testing
import Training
import Vision

/// The way of a user without pairs: CycleGAN and CUT on small streets, both ways, there and back to PyTorch's files.
@Suite(.serialized)
struct TranslateWithoutPairsTests {
  private static let small = [
    "--image-size", "24", "--ngf", "4", "--ndf", "4", "--n-layers", "1", "--netG", "resnet_6blocks", "--sample-every",
    "2", "--threads", "1",
  ]

  /// Streets by day and by night that are no partners.
  private func streets(in folder: String) throws -> String {
    let (drawn, data) = (folder + "/drawn", folder + "/streets")
    #expect(
      try Program.run(
        ["data", "scene", "--out", drawn, "--train", "4", "--val", "3", "--size", "32", "--png"], in: folder
      ).status == 0)
    for (from, to) in [("train", "train"), ("val", "test")] {
      for side in ["A", "B"] {
        try FileManager.default.createDirectory(atPath: "\(data)/\(to)\(side)", withIntermediateDirectories: true)
      }
      for name in FileManager.default.names(in: "\(drawn)/\(from)") where name.hasSuffix(".png") {
        let pair = try Image(path: "\(drawn)/\(from)/\(name)")
        let half = pair.width / 2
        try pair.cropped(x: 0, y: 0, width: half, height: pair.height).write(to: "\(data)/\(to)A/\(name)")
        try pair.cropped(x: half, y: 0, width: half, height: pair.height).write(to: "\(data)/\(to)B/night-\(name)")
      }
    }
    return data
  }

  @Test func bothWaysAndBackToPyTorch() throws {
    try withTemporaryFolder { folder in
      let data = try streets(in: folder)
      let run = folder + "/run"
      let trained = try Program.run(
        ["train", "cyclegan", "--data", data, "--out", run, "--steps", "3", "--pool-size", "2", "--lambda-b", "5"]
          + Self.small, in: folder)
      #expect(trained.status == 0, "\(trained.errors)")
      let model = folder + "/model.safetensors"
      #expect(try Program.run(["export", run, "-o", model], in: folder).status == 0)
      #expect(try Program.run(["export", run, "-o", folder + "/pth", "--pth"], in: folder).status == 0)
      #expect(
        FileManager.default.names(in: folder + "/pth")
          == ["latest_net_D_A.pth", "latest_net_D_B.pth", "latest_net_G_A.pth", "latest_net_G_B.pth"])
      let back = folder + "/back.safetensors"
      let imported = try Program.run(["import", folder + "/pth", "-o", back], in: folder)
      #expect(imported.status == 0, "\(imported.errors)")
      var pictures: [Image] = []
      for direction in ["AtoB", "BtoA"] {
        for source in [run, model, back] {
          let out = folder + "/out.png"
          let result = try Program.run(
            [
              "translate", "--model", source, "--direction", direction, data + "/testA/00000.png", "-o", out, "--scale",
              "24",
            ], in: folder
          )
          #expect(result.status == 0, "\(result.errors)")
          pictures.append(try Image(path: out))
        }
      }
      #expect(pictures[0] == pictures[1] && pictures[1] == pictures[2] && pictures[3] == pictures[5])
      #expect(pictures[0] != pictures[3])

      for source in [run, model] { try doubtIsTheWayBack(source, data + "/testA/00000.png", pictures[0], in: folder) }

      let evaluated = try Program.run(["evaluate", "--model", run, "--data", data, "--json"], in: folder)
      #expect(evaluated.status == 0, "\(evaluated.errors)")
      let line = Data(evaluated.output.split(separator: "\n")[0].utf8)
      let scores = try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
      #expect(scores["images"] as? Int == 3 && scores["gradient_correlation"] is Double, "\(evaluated.output)")
    }
  }

  /// The doubt of a picture is how far its translation back is from it; the gap of two folders has it as a second sign.
  private func doubtIsTheWayBack(_ model: String, _ path: String, _ there: Image, in folder: String) throws {
    let (out, back) = (folder + "/there.png", folder + "/back.png")
    let said = try Program.run(["translate", "--model", model, path, "-o", out, "--doubt", "--json"], in: folder)
    #expect(said.status == 0, "\(said.errors)")
    let report = try JSONSerialization.jsonObject(with: Data(said.output.utf8)) as? [String: Any]
    #expect(try Image(path: out) == there)
    #expect(
      try Program.run(["translate", "--model", model, "--direction", "BtoA", out, "-o", back], in: folder).status == 0)
    let pairs = zip(try Image(path: path).normalized(), try Image(path: back).normalized()).map { abs($0 - $1) }
    let distance = Double(pairs.reduce(0, +)) / Double(pairs.count) / 2
    #expect(abs(try #require(report?["doubt"] as? Double) - distance) < 1e-5 && distance > 0.01)
    let parent = (path as NSString).deletingLastPathComponent
    let gap = try Program.run(
      ["evaluate", "--model", model, "--domain-gap", parent, parent.replacing("testA", with: "testB"), "--json"],
      in: folder)
    #expect(gap.status == 0, "\(gap.errors)")
    let gaps = (try JSONSerialization.jsonObject(with: Data(gap.output.utf8)) as? [String: Any])?["gaps"]
    let last = try #require((gaps as? [[String: Any]])?.last)
    #expect(last["features"] as? String == "cycle" && last["auroc"] is Double)
  }

  /// A step that moves nothing shows which weights it started from; networks and sizes are the model's.
  @Test func trainingOnStartsFromARunOrAFile() throws {
    try withTemporaryFolder { folder in
      let data = try streets(in: folder)
      let (run, file) = (folder + "/run", folder + "/model.safetensors")
      func train(_ out: String, _ more: [String]) throws {
        let size = more.contains("--init") ? ["--threads", "1"] : Self.small
        let result = try Program.run(
          ["train", "cyclegan", "--data", data, "--out", out, "--steps", "1"] + size + more, in: folder)
        #expect(result.status == 0, "\(result.errors)")
      }
      func night(_ model: String) throws -> Image {
        let result = try Program.run(
          ["translate", "--model", model, data + "/testA/00000.png", "-o", folder + "/n.png"], in: folder)
        #expect(result.status == 0, "\(result.errors)")
        return try Image(path: folder + "/n.png")
      }
      try train(run, ["--seed", "1"])
      #expect(try Program.run(["export", run, "-o", file], in: folder).status == 0)
      try train(folder + "/a", ["--seed", "2", "--lr", "1e-12", "--init", run])
      try train(folder + "/b", ["--seed", "2", "--lr", "1e-12", "--init", file])
      try train(folder + "/c", ["--seed", "2", "--lr", "1e-12"])
      // Discriminators of another kind begin anew.
      try train(folder + "/d", ["--seed", "2", "--lr", "1e-12", "--init", run, "--netD", "pixel"])
      try train(folder + "/e", ["--seed", "2", "--lr", "1e-12", "--init", file, "--netD", "pixel"])
      let (first, own) = (try night(run), try night(folder + "/c"))
      #expect(try night(folder + "/a") == first && night(folder + "/b") == first && own != first)
      #expect(try night(folder + "/d") == first && night(folder + "/e") == first)
      for other in ["a", "b"] {
        let recipe = try RecipeDocument(path: folder + "/\(other)/recipe.yaml")
        #expect(recipe["image_size"] == .string("24") && recipe["ndf"] == .integer(4) && recipe["seed"] == .integer(2))
      }
    }
  }

  /// What is no CycleGAN is named, and no run is begun.
  @Test func trainingOnStartsFromNothingElse() throws {
    try withTemporaryFolder { folder in
      let data = try streets(in: folder)
      let command = ["train", "cyclegan", "--data", data, "--out", folder + "/run", "--steps", "1"] + Self.small
      let former = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../Fixtures/former-runs/f-anogan").standardized.path
      for (model, sentence) in [(former, "of f-anogan; --init takes a model of cyclegan"), ("none", "no such file")] {
        let refused = try Program.run(command + ["--init", model], in: folder)
        #expect(refused.status == 1 && refused.errors.contains(sentence), "\(refused.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder + "/run"))
      }
    }
  }

  /// A preset's keys stand behind what was said, and FastCUT keeps its own; what the judges see through must be there.
  @Test func theShortPresetIsWhatItSays() throws {
    try withTemporaryFolder { folder in
      let data = try streets(in: folder)
      let options = ["--data", data, "--preset", "short", "--image-size", "32", "--ngf", "4", "--steps", "1"]
      for (system, own) in [
        ("cyclegan", ["identity_every": .integer(2), "lambda_gradient": .integer(1)]),
        ("cut", ["nce_idt": .boolean(true)]), ("fastcut", ["nce_idt": .boolean(false), "lambda_nce": .integer(10)]),
      ] as [(String, RecipeDocument)] {
        let run = "\(folder)/\(system)"
        let trained = try Program.run(
          ["train", system, "--out", run, "--netD", "patch", "--threads", "1"] + options, in: folder)
        #expect(trained.status == 0, "\(trained.errors)")
        let recipe = try RecipeDocument(path: run + "/recipe.yaml")
        #expect(recipe["upsampling"] == .string("resize") && recipe["num_blocks"] == .integer(6), "\(system)")
        #expect(recipe["ngf"] == .integer(4) && recipe["ndf"] == .integer(32) && recipe["steps"] == .integer(1))
        for entry in own.entries {
          #expect("\(recipe[entry.key] ?? .null)" == "\(entry.value)", "\(system) \(entry.key)")
        }
      }
      let without = try Program.run(
        ["train", "cut", "--out", folder + "/none"] + options, in: folder,
        environment: ["XDG_CACHE_HOME": folder + "/empty"])
      #expect(
        without.status == 1 && without.errors.contains("gan weights fetch efficientnet-lite0"), "\(without.errors)")
    }
  }

  @Test func oneWayIsOneWay() throws {
    try withTemporaryFolder { folder in
      let data = try streets(in: folder)
      let run = folder + "/run"
      let trained = try Program.run(
        [
          "train", "fastcut", "--data", data, "--out", run, "--steps", "2", "--direction", "BtoA", "--nce-layers",
          "0,4,7",
          "--diffaugment", "color,translation,cutout",
        ] + Self.small, in: folder)
      #expect(trained.status == 0, "\(trained.errors)")
      let recipe = try String(contentsOfFile: run + "/recipe.yaml", encoding: .utf8)
      #expect(
        recipe.contains("lambda_nce: 10") && recipe.contains("nce_idt: false")
          && recipe.contains("flip_equivariance: true") && recipe.contains("channels_last: true"))
      let arguments = ["translate", "--model", run, data + "/testB/night-00000.png", "-o", folder + "/out.png"]
      #expect(try Program.run(arguments, in: folder).status == 0)
      let refused = try Program.run(arguments + ["--direction", "AtoB"], in: folder)
      #expect(refused.status == 1 && refused.errors.contains("BtoA alone"), "\(refused.errors)")
    }
  }

  /// Their inner levels would lose the products of matrices that make them fast.
  @Test func uNetsKeepChannelsFirst() throws {
    try withTemporaryFolder { folder in
      let run = folder + "/run"
      let trained = try Program.run(
        ["train", "cyclegan", "--data", try streets(in: folder), "--out", run, "--steps", "1"] + Self.small
          + ["--image-size", "32", "--netG", "unet_32"], in: folder)
      #expect(trained.status == 0, "\(trained.errors)")
      let recipe = try String(contentsOfFile: run + "/recipe.yaml", encoding: .utf8)
      #expect(recipe.contains("generator: unet") && recipe.contains("channels_last: false"), "\(recipe)")
    }
  }

  @Test func pairsOfTwoRunsAreProposed() throws {
    try withTemporaryFolder { folder in
      let data = try streets(in: folder)
      let list = folder + "/pairs.csv"
      let same = try Program.run(["data", "pairs", data + "/trainA", data + "/trainA", "-o", list], in: folder)
      #expect(same.status == 1 && same.errors.contains("same folder"), "\(same.errors)")
      let proposed = try Program.run(
        ["data", "pairs", data + "/trainA", data + "/trainB", "-o", list, "--nearest"], in: folder)
      #expect(proposed.status == 0, "\(proposed.errors)")
      #expect(FileManager.default.fileExists(atPath: folder + "/pairs-sheet.jpg"))
      let read = try Program.run(["data", "inspect", list], in: folder)
      #expect(read.output.contains("4 pairs"), "\(read.output) \(read.errors)")
    }
  }
}
