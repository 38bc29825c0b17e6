import Foundation
import Testing
import Vision

/// Simulating, refining, studying, as a user does.
struct RefineTests {
  private func gan(_ words: [String], in folder: String) throws -> Program.Result {
    try Program.run(words, in: folder, environment: ["OMP_NUM_THREADS": "1"])
  }

  /// A run of a few steps on drawn digits.
  private func train(in folder: String, _ more: [String] = []) throws {
    let (s, r, keys) = (folder + "/sim", folder + "/real", folder + "/keys.yaml")
    // A file's keys win over the preset's, options over both.
    try "k_d: 2\nbatch_size: 4\n".write(toFile: keys, atomically: true, encoding: .utf8)
    #expect(try gan(["data", "simulate", "digits", "--count", "40", "-o", s], in: folder).status == 0)
    #expect(try gan(["data", "simulate", "digits", "--count", "30", "--randomise", "-o", r], in: folder).status == 0)
    let trained = try gan(
      [
        "train", "simgan", "--preset", "robust", "--simulated", s, "--real", r, "--out", folder + "/run", "--steps",
        "4", "--recipe", keys,
        "--batch-size", "8", "--set", "refiner_features=4", "--set", "pretrain_discriminator=1", "--set",
        "discriminator=[conv3s2-4]", "--threads", "1",
      ] + more, in: folder)
    #expect(trained.status == (more.isEmpty ? 0 : 1), "\(trained.errors)")
    #expect(more.isEmpty || trained.errors.contains("has collapsed"), "\(trained.errors)")
    #expect(trained.errors.contains("4 steps are few: the default is 3000"), "\(trained.errors)")
    // What was not said stays the preset's.
    let recipe = try String(contentsOfFile: folder + "/run/recipe.yaml", encoding: .utf8).split(separator: "\n")
    for line in ["lambda: 5", "k_g: 1", "k_d: 2", "history: 2048", "batch_size: 8", "refiner_features: 4"] {
      #expect(recipe.contains { $0 == line }, "\(line) is not in the recipe")
    }
  }

  /// A refiner that draws black whatever it is shown ends training and refining in a sentence, and nothing is written.
  @Test func aCollapsedRefinerIsNoResult() throws {
    try withTemporaryFolder { folder in
      try train(in: folder, ["--lr", "50"])
      let refined = try gan(
        ["refine", "--model", folder + "/run", folder + "/sim", "-o", folder + "/refined"], in: folder)
      #expect(refined.status == 1 && refined.errors.contains("has collapsed"), "\(refined.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder + "/refined"))
    }
  }

  @Test func refinesWithAnnotationsAndAsksPeople() throws {
    try withTemporaryFolder { folder in
      try train(in: folder)
      let out = folder + "/refined"
      let refined = try gan(["refine", "--model", folder + "/run", folder + "/sim", "-o", out], in: folder)
      #expect(refined.status == 0, "\(refined.errors)")
      for name in FileManager.default.names(in: folder + "/sim") {
        #expect(
          FileManager.default.names(in: folder + "/sim/" + name) == FileManager.default.names(in: out + "/" + name))
      }
      let csv = try String(contentsOfFile: folder + "/sim/annotations.csv", encoding: .utf8)
      #expect(try String(contentsOfFile: out + "/annotations.csv", encoding: .utf8) == csv)
      let (before, after) = (try Image(path: folder + "/sim/3/00003.png"), try Image(path: out + "/3/00003.png"))
      #expect(before != after && (after.width, after.height, after.channels) == (28, 28, 1))
      // As one file that is handed on the refiner draws the same, and names no place of this machine.
      let (file, other) = (folder + "/refiner.safetensors", folder + "/by-file")
      #expect(try gan(["export", folder + "/run", "-o", file], in: folder).status == 0)
      #expect(try gan(["refine", "--model", file, folder + "/sim", "-o", other], in: folder).status == 0)
      #expect(try Image(path: other + "/3/00003.png") == after)
      let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
      #expect(bytes.range(of: Data(folder.utf8)) == nil)

      // Nothing is written over.
      let again = try gan(["refine", "--model", folder + "/run", folder + "/sim", "-o", out], in: folder)
      #expect(again.status == 1 && again.errors.contains("is not empty"))

      let study = try gan(
        ["study", "--simulated", out, "--real", folder + "/real", "--count", "5", "-o", folder + "/study"], in: folder)
      #expect(study.status == 0, "\(study.errors)")
      let page = try String(contentsOfFile: folder + "/study/index.html", encoding: .utf8)
      #expect(
        page.components(separatedBy: "real:true").count == 6 && page.components(separatedBy: "real:false").count == 6)
    }
  }

  @Test func scoresAnswersAnew() throws {
    try withTemporaryFolder { folder in
      let answers = (0..<10).map { #"{"name": "\#($0)", "real": true, "answer": "\#($0 == 0 ? "refined" : "real")"}"# }
      let text = #"{"right": 10, "accuracy": 1, "answers": [\#(answers.joined(separator: ","))]}"#
      try text.write(toFile: folder + "/answers.json", atomically: false, encoding: .utf8)
      let score = try gan(["study", "--score", folder + "/answers.json", "--json"], in: folder)
      #expect(score.output.contains(#""accuracy":0.9"#) && score.output.contains(#""right":9"#))
      #expect(score.output.contains(#""p_value":0.0214843"#))
      try "{}".write(toFile: folder + "/answers.json", atomically: false, encoding: .utf8)
      let bad = try gan(["study", "--score", folder + "/answers.json"], in: folder)
      #expect(bad.status == 1 && bad.errors.contains("answers.json holds no answers of a study"))
    }
  }

  @Test func saysInOneLineWhatIsWrong() throws {
    try withTemporaryFolder { folder in
      let s = folder + "/eyes"
      #expect(
        try gan(["data", "simulate", "eyes", "--count", "6", "--size", "20x12", "-o", s], in: folder).status == 0)
      func error(_ words: [String]) throws -> String {
        let result = try gan(words, in: folder)
        #expect(result.status == 1 && result.errors.split(separator: "\n").filter { $0.hasPrefix("error:") }.count == 1)
        return result.errors
      }
      let train = ["train", "simgan", "--out", folder + "/run", "--simulated", s, "--real"]
      try FileManager.default.createDirectory(atPath: folder + "/real", withIntermediateDirectories: true)
      for index in 0..<3 {
        try Image(width: 20, height: 12, channels: 3, level: UInt8(40 * index)).write(to: "\(folder)/real/\(index).png")
      }
      #expect(try error(train + [folder + "/real"]).contains("are grey and the real ones"))
      #expect(
        try error(train + [folder + "/real", "--channels", "1"]).contains(
          "has 3 real pictures, fewer than a batch of 512"))
      #expect(
        try error(train + [folder + "/real", "--channels", "1", "--lambda-class", "0.3", "--batch-size", "2"])
          .contains("has no labels"))
      try FileManager.default.removeItem(atPath: s + "/00002.png")
      #expect(try error(train + [folder + "/real", "--channels", "1"]).contains("annotates 00002.png"))
      #expect(!FileManager.default.fileExists(atPath: folder + "/run"))
    }
  }
}
