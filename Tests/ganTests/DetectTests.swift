import Foundation
import Testing
import Vision

/// The way of a user with normal pictures: train, detect, evaluate; and what goes wrong on it.
@Suite(.serialized)
struct DetectTests {
  private func bar(_ offset: Int, side: Int = 32) -> Image {
    Image(
      width: side, height: side, channels: 1,
      pixels: (0..<side * side).map { abs($0 % side - side / 2 - offset) < 3 ? 230 : 20 })
  }

  private func pictures(in folder: String) throws -> String {
    let data = folder + "/parts"
    for (place, count) in [("train/good", 20), ("test/good", 5), ("test/hole", 4), ("ground_truth/hole", 4)] {
      try FileManager.default.createDirectory(atPath: "\(data)/\(place)", withIntermediateDirectories: true)
      for index in 0..<count {
        let isMask = place.hasPrefix("ground_truth")
        let image =
          place.contains("hole")
          ? Image(
            width: 32, height: 32, channels: 1,
            pixels: (0..<1024).map { $0 % 32 < 12 && $0 / 32 < 12 ? 255 : isMask ? 0 : 20 })
          : bar(index % 7 - 3)
        try image.write(to: "\(data)/\(place)/\(index)\(isMask ? "_mask" : "").png")
      }
    }
    return data
  }

  private func train(_ data: String, in folder: String, _ more: [String] = []) throws -> Program.Result {
    try Program.run(
      [
        "train", "autoencoder", "--data", data, "--out", folder + "/run", "--steps", "4", "--batch-size", "4", "--ngf",
        "2", "--nef", "2", "--latent-dim", "3", "--threads", "1", "--log-every", "2", "--sample-every", "2",
      ] + more, in: folder)
  }

  @Test func fromNormalPicturesToAReport() throws {
    try withTemporaryFolder { folder in
      let data = try pictures(in: folder)
      let trained = try train(data, in: folder, ["--false-alarm", "0.4", "--held-out", "5"])
      #expect(trained.status == 0 && trained.errors.contains("5 held out"), "\(trained.errors)")
      let model = folder + "/run/model.safetensors"
      #expect(FileManager.default.fileExists(atPath: model))

      let found = try Program.run(
        ["detect", "--model", folder + "/run", data + "/test", "-o", folder + "/out", "--json"], in: folder)
      #expect(found.status == 0, "\(found.errors)")
      let report = try #require(try JSONSerialization.jsonObject(with: Data(found.output.utf8)) as? [String: Any])
      let listed = try #require(report["pictures"] as? [[String: Any]])
      #expect(listed.count == 9 && listed.allSatisfy { $0["score"] is Double && $0["abnormal"] is Bool })
      let overlay = try Image(path: try #require(listed[0]["overlay"] as? String))
      #expect(overlay.width == 32 && overlay.channels == 3)
      let page = try String(contentsOfFile: folder + "/out/index.html", encoding: .utf8)
      #expect(page.contains("percentile") && page.contains("hole_0-heat.png"))

      try masksAreNoPictures(model, data, in: folder)

      let measured = try Program.run(
        [
          "evaluate", "--model", model, "--data", data, "--json", "--results", folder + "/eval", "--resamples", "20",
          "--maps", folder + "/maps",
        ], in: folder)
      #expect(measured.status == 0, "\(measured.errors)")
      let figures = try #require(try JSONSerialization.jsonObject(with: Data(measured.output.utf8)) as? [String: Any])
      #expect((figures["auroc"] as? [String: Any])?["lower"] is Double && figures["pixel_auroc"] is Double)
      #expect(try String(contentsOfFile: folder + "/eval/index.html", encoding: .utf8).contains("ROC curve"))
      try mapsAreNumbers(folder + "/maps", images: try #require(figures["images"] as? Int))
      // The set's own test part holds copies of what was trained on, which nobody but its maker can mend.
      #expect(
        measured.errors.contains("warning: 5 normal pictures are equal to some that the model was trained on"),
        "\(measured.errors)")
      let few = try Program.run(
        ["evaluate", "--model", model, "--data", data, "--count", "8", "--seed", "3", "--resamples", "20"], in: folder)
      #expect(few.status == 0 && few.output.contains("image AUROC"), "\(few.errors)")

      let again = try Program.run(
        ["train", "autoencoder", "--out", folder + "/run", "--resume", "--set", "distance=l1"], in: folder)
      #expect(again.status == 0, "\(again.errors)")
    }
  }

  /// A line and a NumPy array of 32 by 32 floats for each picture.
  private func mapsAreNumbers(_ maps: String, images: Int) throws {
    let lines = try String(contentsOfFile: maps + "/scores.csv", encoding: .utf8).split(separator: "\n")
    #expect(lines[0] == "name,kind,abnormal,score" && lines.count == images + 1)
    for line in lines.dropFirst() {
      let words = line.split(separator: ",")
      #expect(words.count == 4 && ["true", "false"].contains(words[2]) && Double(words[3]) != nil, "\(line)")
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(maps)/\(words[0]).npy")))
      #expect(bytes.starts(with: [0x93, 0x4E]) && bytes.count % 64 == 0 && bytes.count >= 32 * 32 * 4 + 64)
    }
  }

  /// Sets keep masks in folders of their own or beside the pictures; a person may name one as a picture all the same.
  private func masksAreNoPictures(_ model: String, _ data: String, in folder: String) throws {
    func names(_ inputs: [String]) throws -> (names: [String], errors: String) {
      let found = try Program.run(
        ["detect", "--model", model, "-o", folder + "/masked", "--json"] + inputs, in: folder)
      #expect(found.status == 0, "\(found.errors)")
      let report = try #require(try JSONSerialization.jsonObject(with: Data(found.output.utf8)) as? [String: Any])
      let pictures = try #require(report["pictures"] as? [[String: Any]])
      return (pictures.compactMap { ($0["overlay"] as? NSString)?.lastPathComponent }.sorted(), found.errors)
    }
    #expect(try names([data]).names.count == 29)
    let mixed = folder + "/mixed"
    try FileManager.default.createDirectory(atPath: mixed, withIntermediateDirectories: true)
    for name in ["a.jpg", "a.png", "b.bmp", "b_mask.png", "c.png"] { try bar(0).write(to: mixed + "/" + name) }
    let found = try names([mixed])
    #expect(found.names.map { $0.prefix(1) } == ["a", "b", "c"], "\(found.names)")
    #expect(found.errors.contains("masks are left out (2, such as a.png)"), "\(found.errors)")
    // Results below the input are neither pictures nor masks of the second run.
    for _ in 0..<2 {
      let again = try Program.run(["detect", "--model", model, "-o", mixed + "/out", mixed], in: folder)
      #expect(again.status == 0 && again.errors.contains("masks are left out (2, such as a.png)"), "\(again.errors)")
    }
    let both = try names([mixed + "/a.jpg", mixed + "/a.png"]).names
    #expect(both.count == 2 && both[0].hasPrefix("a_jpg") && both[1].hasPrefix("a_png"), "\(both)")
  }

  @Test func figuresLeaveOutWhatWasTrainedOn() throws {
    try withTemporaryFolder { folder in
      let data = folder + "/whole"
      func add(_ kind: String, _ offsets: ClosedRange<Int>) throws {
        try FileManager.default.createDirectory(atPath: "\(data)/\(kind)", withIntermediateDirectories: true)
        for offset in offsets { try bar(offset).write(to: "\(data)/\(kind)/\(offset + 20).png") }
      }
      func evaluate() throws -> Program.Result {
        try Program.run(
          ["evaluate", "--model", folder + "/run", "--data", data, "--json", "--resamples", "20"], in: folder)
      }
      try add("good", -6...5)
      let trained = try train(data, in: folder, ["--held-out", "4"])
      #expect(trained.status == 0, "\(trained.errors)")
      try add("tilted", 12...14)
      // Those that the threshold was fitted on are left out too, so that no normal picture is left.
      let none = try evaluate()
      #expect(none.status == 1 && none.output.isEmpty, "\(none.output)")
      #expect(none.errors.contains("12 normal pictures are left out: the model was trained on them"), "\(none.errors)")
      #expect(none.errors.split(separator: "\n").count { $0.hasPrefix("error: ") } == 1, "\(none.errors)")
      #expect(none.errors.contains("all 3 pictures"), "\(none.errors)")

      try add("good", 7...8)
      let measured = try evaluate()
      #expect(measured.status == 0 && measured.errors.contains("12 normal pictures are left out"), "\(measured.errors)")
      let figures = try #require(try JSONSerialization.jsonObject(with: Data(measured.output.utf8)) as? [String: Any])
      #expect(figures["images"] as? Int == 5 && figures["abnormal"] as? Int == 3)
    }
  }

  @Test func whatGoesWrongIsOneLine() throws {
    try withTemporaryFolder { folder in
      let data = try pictures(in: folder)
      func expect(_ result: Program.Result, _ words: String...) {
        #expect(result.status == 1, "\(result.errors)")
        #expect(result.errors.split(separator: "\n").count { $0.hasPrefix("error: ") } == 1, "\(result.errors)")
        for word in words { #expect(result.errors.contains(word), "\(result.errors)") }
      }
      expect(try train(data, in: folder, ["--patch", "64"]), "is 32x32", "smaller than the patch of 64")
      expect(try train(data + "/test", in: folder, ["--normal-class", "fine"]), "no class fine", "good, hole")
      expect(try train(data, in: folder, ["--false-alarm", "3"]), "false_alarm is 3")
      expect(try train(data, in: folder, ["--set", "ndf=4"]), "no recipe key ndf")
      #expect(!FileManager.default.fileExists(atPath: folder + "/run"))
      #expect(try train(data, in: folder).status == 0)
      let colour = folder + "/colour.png"
      try Image(width: 32, height: 32, channels: 3, level: 7).write(to: colour)
      let model = folder + "/run"
      expect(
        try Program.run(["detect", "--model", model, colour, "-o", folder + "/o"], in: folder), "colour.png", "--grey")
      let converted = try Program.run(["detect", "--model", model, colour, "-o", folder + "/o", "--grey"], in: folder)
      #expect(converted.status == 0, "\(converted.errors)")
      expect(
        try Program.run(["evaluate", "--model", model, "--data", data, "--split", "train"], in: folder), "needs both")
      expect(
        try Program.run(["detect", "--model", data + "/test/good/0.png", colour, "-o", folder + "/o"], in: folder),
        "0.png")
      expect(
        try Program.run(["detect", "--model", model, folder + "/no.png", "-o", folder + "/o"], in: folder), "no.png")
    }
  }
}
