import Foundation
import Testing

/// Generators and classifiers that were trained a few steps on IDX files, and what is said about them.
@Suite(.serialized)
struct JudgeGeneratorTests {
  /// Bars of two widths at places that differ, 28x28, in MNIST's layout.
  private func writeData(to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (part, count) in [("train", 24), ("t10k", 20)] {
      var pixels: [UInt8] = []
      for index in 0..<count {
        pixels += (0..<784).map { $0 % 28 - 3 - index < (index.isMultiple(of: 2) ? 3 : 9) && $0 % 28 > index ? 250 : 0 }
      }
      let size: [UInt8] = [0, 0, 0, UInt8(count)]
      let files: [(String, [UInt8])] = [
        ("images-idx3", [0, 0, 8, 3] + size + [0, 0, 0, 28, 0, 0, 0, 28] + pixels),
        ("labels-idx1", [0, 0, 8, 1] + size + (0..<count).map { UInt8($0 % 2) }),
      ]
      for (name, bytes) in files {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(part)-\(name)-ubyte"))
      }
    }
  }

  private func run(_ arguments: [String], in folder: String) throws -> Program.Result {
    let result = try Program.run(arguments, in: folder)
    #expect(result.status == 0, "\(arguments) \(result.errors)")
    return result
  }

  private func json(_ arguments: [String], in folder: String) throws -> [String: Any] {
    let output = try run(arguments + ["--json"], in: folder).output
    return try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
  }

  /// A folder with `data`, a classifier `judge` and a generator `model`.
  private func withModels(_ body: (String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try writeData(to: folder + "/data")
      for (system, out) in [("classifier", "judge"), ("dcgan", "model")] {
        let common = ["--data", folder + "/data", "--out", "\(folder)/\(out)", "--steps", "3", "--batch-size", "8"]
        let widths = ["--threads", "1"] + (system == "dcgan" ? ["--ngf", "2", "--ndf", "2", "--latent-dim", "4"] : [])
        _ = try run(["train", system] + common + widths, in: folder)
      }
      try body(folder)
    }
  }

  @Test func generatorsAreJudgedByTheClassifiersFeatures() throws {
    try withModels { folder in
      let common = ["--data", folder + "/data", "--features", folder + "/judge", "--seed", "3"]
      let drawn = try json(["evaluate", "--model", folder + "/model", "--count", "30"] + common, in: folder)
      #expect(drawn["images"] as? Int == 30 && drawn["reference_images"] as? Int == 20)
      #expect(drawn["split"] as? String == "test" && drawn["dimensions"] as? Int == 128)
      #expect((drawn["features"] as? String)?.contains("judge/checkpoints") == true)
      #expect((drawn["source"] as? String)?.contains("model/checkpoints") == true)
      #expect((drawn["resize"] as? String)?.contains("28x28") == true)
      _ = try run(
        ["generate", "--model", folder + "/model", "--count", "30", "--seed", "3", "-o", folder + "/many"], in: folder)
      let files = try json(["evaluate", "--images", folder + "/many"] + common, in: folder)
      let (one, other) = (try #require(drawn["fid"] as? Double), try #require(files["fid"] as? Double))
      #expect(one > 0 && abs(one - other) <= 1e-2 * one)
      let train = try json(["evaluate", "--images", folder + "/many", "--split", "train"] + common, in: folder)
      #expect(train["reference_images"] as? Int == 24 && train["split"] as? String == "train")
      let table = try run(["evaluate", "--model", folder + "/model", "--count", "30"] + common, in: folder).output
      for word in ["30 pictures", "seed 3", "20 pictures", "the test part", "classifier", "28x28"] {
        #expect(table.contains(word), "\(table)")
      }
    }
  }

  @Test func generatorsAreAskedForTheirVariety() throws {
    try withModels { folder in
      for features in [[], ["--features", folder + "/judge"]] {
        let arguments = [
          "diversity", "--model", folder + "/model", "--sizes", "20,10", "--reference", folder + "/data", "-o",
          folder + "/page", "--shown", "4",
        ]
        let found = try json(arguments + features, in: folder)
        #expect((found["images"] as? String)?.contains("model/checkpoints") == true)
        let batches = try #require(found["batches"] as? [[String: Any]])
        #expect(batches.compactMap { $0["size"] as? Int } == [10, 20])
        let nearest = try #require(batches[1]["nearest"] as? [[String: Any]])
        #expect(nearest.count == 4 && (nearest[0]["first"] as? String)?.hasPrefix("picture ") == true)
        let reference = found["reference"] as? [String: String]
        #expect(reference == ["source": folder + "/data", "split": "test"] && found["seed"] as? Int == 0)
        #expect("\(found["threshold"] ?? "")".contains("20 reference pictures"))
        #expect((found["distances"] as? String)?.contains(features.isEmpty ? "28x28, grey" : "classifier") == true)
        #expect(FileManager.default.names(in: folder + "/page/pairs").count == 2 * 2 * 4)
      }
    }
  }

  @Test func misuseIsOneLine() throws {
    try withModels { folder in
      let (model, judge, data) = (folder + "/model", folder + "/judge", folder + "/data")
      for (arguments, word) in [
        (["evaluate", "--model", model, "--data", data], "--features"),
        (["evaluate", "--model", model, "--data", data, "--features", model], "no classifier"),
        (["evaluate", "--model", judge, "--data", data, "--features", judge], "no generator"),
        (["evaluate", "--model", model, "--data", data, "--features", judge, "--split", "dev"], "only train, test"),
        (["diversity", "--model", model, "--count", "9", "--sizes", "5,6"], "need 11"),
        (["diversity", "--model", judge], "no generator"),
      ] {
        let result = try Program.run(arguments, in: folder)
        #expect(result.status == 1 && result.errors.contains(word), "\(arguments) \(result.errors)")
        #expect(result.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }.count == 1)
      }
      for arguments in [
        ["diversity"], ["diversity", "--model", model, "--images", data],
        ["diversity", "--images", data, "--count", "9"],
        ["evaluate", "--model", model, "--features", judge],
        ["evaluate", "--model", model, "--data", data, "--features", judge, "--feature-size", "28"],
        ["evaluate", "--model", model, "--data", data, "--features", judge, "--count", "1"],
      ] {
        #expect(try Program.run(arguments, in: folder).status == 64, "\(arguments)")
      }
    }
  }
}
