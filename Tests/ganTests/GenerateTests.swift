import Foundation
import Testing
import Vision

/// The way of a user, on pictures in class folders: train an InfoGAN, draw with it, ask what its codes learned.
@Suite(.serialized)
struct GenerateTests {
  private func pictures(in folder: String) throws -> String {
    let data = folder + "/shapes"
    for part in ["train", "test"] {
      for (name, slope) in [("left", -1), ("right", 1)] {
        let place = "\(data)/\(part)/\(name)"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        for index in 0..<8 {
          let pixels = (0..<784).map { pixel -> UInt8 in
            abs(pixel % 28 - 10 - index + slope * (pixel / 28 - 14) / 3) < 3 ? 255 : 0
          }
          try Image(width: 28, height: 28, channels: 1, pixels: pixels).write(to: "\(place)/\(index).png")
        }
      }
    }
    return data
  }

  private func train(_ system: String, data: String, in folder: String, _ more: [String] = []) throws -> Program.Result
  {
    try Program.run(
      [
        "train", system, "--data", data, "--out", folder + "/run", "--steps", "4", "--batch-size", "4", "--ngf", "2",
        "--ndf", "2", "--latent-dim", "4", "--log-every", "2", "--sample-every", "2", "--threads", "1",
      ] + more, in: folder)
  }

  @Test func codesFromTrainingToReport() throws {
    try withTemporaryFolder { folder in
      let data = try pictures(in: folder)
      let trained = try train(
        "infogan", data: data, in: folder,
        [
          "--set", "codes=[categorical:2, uniform]", "--set", "consistency_steps=2", "--set",
          "consistency_batch_size=8",
        ])
      #expect(trained.status == 0, "\(trained.errors)")
      let model = folder + "/run"

      for (output, more) in [
        ("sheet.png", []), ("walk.gif", ["--interpolate", "3"]), ("walk.avi", ["--interpolate", "3"]),
      ] {
        let drawn = try Program.run(
          [
            "generate", "--model", model, "--count", "4", "-o", folder + "/" + output, "--code", "c1=0.5", "--seed",
            "2",
          ]
            + more, in: folder)
        #expect(drawn.status == 0, "\(drawn.errors)")
        #expect(FileManager.default.fileExists(atPath: folder + "/" + output))
      }
      for name in ["walk.avi", "walk.gif", "walk.webm"] {
        let arguments = ["generate", "--model", model, "--count", "3", "-o", "\(folder)/other/\(name)"]
        let walk = name == "walk.webm" ? ["--interpolate", "2"] : []
        #expect(try Program.run(arguments + walk, in: folder).status == 64, "\(name)")
      }
      let many = try Program.run(
        ["generate", "--model", model, "--count", "3", "-o", folder + "/many", "--class", "1", "--truncation", "0.7"],
        in: folder)
      #expect(many.status == 0, "\(many.errors)")
      #expect(FileManager.default.names(in: folder + "/many") == ["000000.png", "000001.png", "000002.png"])

      let traversal = try Program.run(
        ["traverse", "--model", model, "-o", folder + "/t.png", "--steps", "5"], in: folder)
      #expect(traversal.status == 0, "\(traversal.errors)")
      let sheet = try Image(path: folder + "/t.png")
      #expect(sheet.width > 5 * 28 && sheet.height > 2 * 28 && sheet.height < 4 * 28)

      let report = try Program.run(
        ["codes", "--model", model, "--data", data, "--labels", "--json", "--drawn", "20"], in: folder)
      #expect(report.status == 0, "\(report.errors)")
      let json = try #require(try JSONSerialization.jsonObject(with: Data(report.output.utf8)) as? [String: Any])
      let categorical = try #require(json["categorical"] as? [[String: Any]])
      #expect(categorical.map { $0["code"] as? String } == ["c0"] && categorical[0]["accuracy"] is Double)
      let continuous = try #require(json["continuous"] as? [[String: Any]])
      #expect(continuous[0]["property"] is String && continuous[0]["spearman"] is Double)

      let wrong = try Program.run(
        ["generate", "--model", model, "--code", "c9=1", "-o", folder + "/x.png"], in: folder)
      #expect(wrong.status == 1 && wrong.errors.contains("has no code c9"))
    }
  }

  @Test func labelsThatAreNotThereAreNamed() throws {
    try withTemporaryFolder { folder in
      let data = try pictures(in: folder)
      let unlabelled = try train("acgan", data: data + "/train/left", in: folder)
      #expect(unlabelled.status == 1 && unlabelled.errors.contains("has no labels"), "\(unlabelled.errors)")
      let labels = folder + "/labels.csv"
      try Data("left\nright\n".utf8).write(to: URL(fileURLWithPath: labels))
      let few = try train("cgan", data: data + "/train/left", in: folder, ["--labels", labels])
      #expect(few.status == 1 && few.errors.contains("lists 2 labels, but there are 8 pictures"), "\(few.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder + "/run"))
    }
  }
}
